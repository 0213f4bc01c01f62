//! What each column contributes to a forest.

use onnx::encoding::{Input, encoded_names, sources};

/// What each column contributes, adding up to 1.
#[derive(Debug, PartialEq)]
pub(crate) struct Importances {
    /// By column of the table, in its order.
    by_source: Vec<Row>,
    /// By column of the matrix, in its order.
    by_encoded: Vec<Row>,
}

#[derive(Debug, PartialEq)]
struct Row {
    name: String,
    /// The column of the table that it comes from.
    source: String,
    importance: f64,
}

impl Importances {
    /// From those of the matrix' columns, scikit-learn's `feature_importances_`.
    pub(crate) fn of(inputs: &[Input], of_encoded: Vec<f64>) -> Self {
        let sources = sources(inputs);
        let mut sums = vec![0.0; inputs.len()];
        for (&source, importance) in sources.iter().zip(&of_encoded) {
            sums[source] += importance;
        }
        let row = |name: &String, source: usize, importance: f64| Row {
            name: name.clone(),
            source: inputs[source].name.clone(),
            importance,
        };
        let encoded = encoded_names(inputs);
        let encoded = encoded.iter().zip(&sources).zip(of_encoded);
        let sums = sums.into_iter().enumerate();
        Self {
            by_source: sums
                .map(|(at, sum)| row(&inputs[at].name, at, sum))
                .collect(),
            by_encoded: encoded
                .map(|((name, &source), importance)| row(name, source, importance))
                .collect(),
        }
    }

    /// Name and importance of each column of the table.
    pub(crate) fn by_column(&self) -> impl Iterator<Item = (String, f64)> {
        let columns = self.by_source.iter();
        columns.map(|row| (row.name.clone(), row.importance))
    }

    /// Files for people, by name: the columns of the table, and those of the matrix where they are
    /// others. The most important ones come first.
    pub(crate) fn files(&self) -> Vec<(&'static str, Vec<u8>)> {
        let rows = in_order(&self.by_source).into_iter();
        let rows = rows.map(|row| vec![row.name.clone(), row.importance.to_string()]);
        let features = csv(&["feature", "importance"], rows.collect());
        let mut files = vec![("importances/feature_importances.csv", features)];
        if self.by_encoded != self.by_source {
            let rows = in_order(&self.by_encoded).into_iter();
            let rows = rows.map(|row| {
                let importance = row.importance.to_string();
                vec![row.name.clone(), row.source.clone(), importance]
            });
            let encoded = csv(&["encoded", "feature", "importance"], rows.collect());
            files.push(("importances/encoded_importances.csv", encoded));
        }
        files
    }
}

/// The most important ones first, equal ones as they are in the table.
fn in_order(rows: &[Row]) -> Vec<&Row> {
    let mut rows: Vec<_> = rows.iter().collect();
    rows.sort_by(|a, b| b.importance.total_cmp(&a.importance));
    rows
}

fn csv(header: &[&str], rows: Vec<Vec<String>>) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    // A vector takes all that is written.
    let _ = writer.write_record(header);
    for row in rows {
        let _ = writer.write_record(row);
    }
    writer.into_inner().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use onnx::encoding::{Categories, Encoding, InputType};

    use super::*;

    #[test]
    fn columns_of_the_matrix_add_up_to_those_of_the_table() {
        let input = |name: &str, input_type, encoding| Input {
            name: name.to_owned(),
            input_type,
            encoding,
        };
        let names = ["city_a", "city_b"].map(str::to_owned).to_vec();
        let city = Encoding::OneHot {
            categories: Categories::Texts(vec![("a".into(), 0), ("b".into(), 1)]),
            missing: None,
            names,
        };
        let inputs = [
            input("city", InputType::String, city),
            input("age", InputType::Double, Encoding::Number { fill: None }),
        ];
        let files = Importances::of(&inputs, vec![0.25, 0.375, 0.375]).files();
        let [features, encoded] = &files[..] else {
            panic!("{files:?}");
        };
        let text = |file: &(&str, Vec<u8>)| String::from_utf8(file.1.clone()).unwrap();
        assert_eq!(
            text(features),
            "feature,importance\ncity,0.625\nage,0.375\n"
        );
        let expected =
            "encoded,feature,importance\ncity_b,city,0.375\nage,age,0.375\ncity_a,city,0.25\n";
        assert_eq!(text(encoded), expected);
        let numbers = Importances::of(&inputs[1..], vec![1.0]).files();
        assert_eq!(numbers.len(), 1);
    }
}
