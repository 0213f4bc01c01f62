//! What the UI shows of a table: rows, columns, classes, and each feature's range.

use labeled_table::LabeledTable;
use ndarray::{Array1, ArrayView1};
use serde_json::{Map, Value, json};

/// Tables with more features are described without them: the tracker takes a
/// profile of up to 16 MB, and nobody reads one of that size.
const FEATURES: usize = 1000;

/// What goes beside the numbers of rows and elements. MLflow's UI lists each
/// entry with the first 80 characters of its value, so a feature is an entry.
pub(super) fn profile(table: &LabeledTable, classes: &[String]) -> Map<String, Value> {
    let mut profile = Map::new();
    profile.insert("num_columns".into(), json!(table.features.len() + 1));
    profile.insert("classes".into(), counts(&table.targets, classes).into());
    if table.features.len() <= FEATURES {
        let columns = table.features.iter().zip(table.records.columns());
        profile.extend(columns.map(|(name, values)| (format!("feature: {name}"), range(values))));
    }
    profile
}

fn counts(targets: &Array1<usize>, classes: &[String]) -> Map<String, Value> {
    let count = |class| targets.iter().filter(|target| **target == class).count();
    let named = classes.iter().enumerate();
    named
        .map(|(class, name)| (name.clone(), json!(count(class))))
        .collect()
}

fn range(values: ArrayView1<'_, f64>) -> Value {
    let min = values.fold(f64::INFINITY, |least, value| least.min(*value));
    let max = values.fold(f64::NEG_INFINITY, |most, value| most.max(*value));
    json!({"min": min, "mean": values.mean(), "max": max})
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;

    #[test]
    fn a_table_is_described_by_its_classes_and_the_range_of_each_feature() {
        let table = LabeledTable {
            features: vec!["size".into(), "mass".into()],
            integers: vec![false, false],
            records: array![[1.0, -2.0], [2.0, 0.5], [6.0, 0.0]],
            targets: array![0, 1, 1],
            md5: String::new(),
        };
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
}
