//! What the UI shows of a table: rows, columns, classes, and each feature's range.

use std::collections::BTreeSet;

use labeled_table::NumberSummary;
use onnx::frame::{Column, MISSING, Texts};
use serde_json::{Map, Value, json};

use crate::tables::{InputTable, Rows};

/// Tables with more features are described without them: the tracker takes a
/// profile of up to 16 MB, and nobody reads one of that size.
const FEATURES: usize = 1000;

/// What goes beside the numbers of rows and elements. MLflow's UI lists each
/// entry with the first 80 characters of its value, so a feature is an entry.
pub(super) fn profile(table: &InputTable, classes: &[String]) -> Map<String, Value> {
    let mut profile = Map::new();
    profile.insert("num_columns".into(), json!(table.features.len() + 1));
    profile.insert(
        "classes".into(),
        counts(&table.class_counts, classes).into(),
    );
    if table.features.len() <= FEATURES {
        let described = match &table.rows {
            Rows::Numbers { summaries, .. } => summaries.iter().map(range).collect(),
            Rows::Described { frame, .. } => {
                frame.columns.iter().map(described).collect::<Vec<_>>()
            }
        };
        let names = table.features.iter().map(|name| format!("feature: {name}"));
        profile.extend(names.zip(described));
    }
    profile
}

fn counts(counts: &[usize], classes: &[String]) -> Map<String, Value> {
    let named = classes.iter().zip(counts);
    named
        .map(|(name, count)| (name.clone(), json!(count)))
        .collect()
}

fn described(column: &Column) -> Value {
    match column {
        Column::Numbers(values) => range(&NumberSummary::of(values)),
        Column::Texts(texts) => distinct(texts),
    }
}

fn range(summary: &NumberSummary) -> Value {
    let mut found = Map::new();
    if let Some([least, mean, most]) = summary.range() {
        found.insert("min".into(), json!(least));
        found.insert("mean".into(), json!(mean));
        found.insert("max".into(), json!(most));
    }
    with_missing(found, summary.missing())
}

/// How many different texts there are.
fn distinct(texts: &Texts) -> Value {
    let present = texts.codes.iter().filter(|code| **code != MISSING);
    let distinct: BTreeSet<_> = present.clone().collect();
    let mut found = Map::new();
    found.insert("distinct".into(), json!(distinct.len()));
    with_missing(found, texts.codes.len() - present.count())
}

/// How many are missing is told only where some are.
fn with_missing(mut found: Map<String, Value>, missing: usize) -> Value {
    if missing > 0 {
        found.insert("missing".into(), json!(missing));
    }
    found.into()
}

#[cfg(test)]
mod tests {
    use ndarray::array;
    use onnx::frame::Frame;

    use super::*;

    fn table(columns: Vec<(&str, Column)>) -> InputTable {
        let n = columns.len();
        let (names, columns): (Vec<_>, Vec<_>) = columns.into_iter().unzip();
        InputTable {
            path: String::new(),
            features: names.into_iter().map(str::to_owned).collect(),
            integers: vec![false; n],
            missing: vec![false; n],
            class_counts: vec![1, 2],
            rows: Rows::Described {
                frame: Frame { columns, rows: 3 },
                targets: array![0, 1, 1],
            },
            md5: String::new(),
        }
    }

    #[test]
    fn a_table_is_described_by_its_classes_and_the_range_of_each_feature() {
        let table = table(vec![
            ("size", Column::Numbers(vec![1.0, 2.0, 6.0])),
            ("mass", Column::Numbers(vec![-2.0, 0.5, 0.0])),
        ]);
        let classes = ["small".to_owned(), "large".to_owned()];
        assert_eq!(
            Value::from(profile(&table, &classes)),
            json!({
                "num_columns": 3,
                "classes": {"small": 1, "large": 2},
                "feature: size": {"min": 1.0, "mean": 3.0, "max": 6.0},
                "feature: mass": {"min": -2.0, "mean": -0.5, "max": 0.5},
            })
        );
    }

    #[test]
    fn what_is_missing_is_counted_and_texts_are_too() {
        let texts = Texts {
            codes: vec![1, MISSING, 1],
            dictionary: vec!["a".into(), "b".into()],
        };
        let table = table(vec![
            ("mass", Column::Numbers(vec![f64::NAN, 0.5, f64::NAN])),
            ("none", Column::Numbers(vec![f64::NAN; 3])),
            ("city", Column::Texts(texts)),
        ]);
        let profile = profile(&table, &[]);
        let mass = json!({"min": 0.5, "mean": 0.5, "max": 0.5, "missing": 2});
        assert_eq!(profile["feature: mass"], mass);
        assert_eq!(profile["feature: none"], json!({"missing": 3}));
        let city = json!({"distinct": 1, "missing": 1});
        assert_eq!(profile["feature: city"], city);
    }
}
