//! Which class was taken for which.

use onnx::Classifier;
use serde::Serialize;
use stage::samples::Samples;

/// The confusion matrix, as it is written to `metrics/confusion_matrix.json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Confusion {
    /// `data[i][j]`: how many rows of class `i` were labelled `j`.
    pub data: Vec<Vec<u64>>,
    /// The names of the classes, in that order.
    pub labels: Vec<String>,
    /// One entry a row of the test table: what DVC's confusion plot counts,
    /// which cannot draw a matrix.
    pub rows: Vec<Judged>,
}

/// What a row is, and what it was taken for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Judged {
    /// The name of its class.
    pub actual: String,
    /// The name of its label.
    pub predicted: String,
}

impl Confusion {
    /// What `model`, whose features must be those of the rows, takes them for.
    /// `classes` names them.
    ///
    /// # Panics
    ///
    /// When a class or a label has no name.
    #[must_use]
    pub fn of(model: &Classifier, rows: &Samples, classes: &[String]) -> Self {
        let labels = model.predict(&rows.records.view()).labels;
        let pairs = rows.targets.iter().zip(&labels);
        let pairs: Vec<_> = pairs
            .map(|(&class, &label)| {
                let label =
                    usize::try_from(label).expect("labels are positions in the class names");
                (class, label)
            })
            .collect();
        Self::count(&pairs, classes)
    }

    /// Counts `(class, label)` pairs, both positions in `labels`.
    ///
    /// # Panics
    ///
    /// When a class or a label has no name.
    #[must_use]
    pub fn count(pairs: &[(usize, usize)], labels: &[String]) -> Self {
        let mut data = vec![vec![0; labels.len()]; labels.len()];
        for &(class, label) in pairs {
            data[class][label] += 1;
        }
        let name = |&(class, label): &(usize, usize)| Judged {
            actual: labels[class].clone(),
            predicted: labels[label].clone(),
        };
        Self {
            data,
            labels: labels.to_vec(),
            rows: pairs.iter().map(name).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_classes_and_columns_are_labels() {
        let names = ["a".to_owned(), "b".to_owned()];
        let confusion = Confusion::count(&[(0, 0), (0, 1), (1, 1), (0, 1)], &names);
        assert_eq!(confusion.data, [[1, 2], [0, 1]]);
        let second = Judged {
            actual: "a".into(),
            predicted: "b".into(),
        };
        assert_eq!(confusion.rows[1], second);
    }
}
