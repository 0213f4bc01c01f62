//! The confusion matrix and the curves as MLflow's own tables: its pages show them beside those of
//! other runs.

use std::collections::HashMap;

use mlflow::Table;
use registry::PerClass;
use serde::Serialize;
use serde_json::{Value, json};

use crate::confusion::ConfusionMatrix;
use crate::curves::Curves;

/// Those that have rows.
pub(crate) fn of(
    matrix: &ConfusionMatrix,
    curves: &Curves<'_>,
    per_class: &PerClass<f64>,
) -> Vec<Table> {
    let tables = [
        classes(matrix, curves, per_class),
        Table::new(
            "confusion_matrix",
            &["actual", "predicted", "rows"],
            cells(matrix),
        ),
        Table::new(
            "roc",
            &["class", "fpr", "tpr", "threshold"],
            rows(&curves.roc),
        ),
        Table::new(
            "precision_recall",
            &["class", "recall", "precision", "threshold"],
            rows(&curves.precision_recall),
        ),
        Table::new(
            "calibration",
            &["class", "prob_pred", "prob_true", "rows"],
            rows(&curves.calibration),
        ),
    ];
    let filled = tables.into_iter().filter(|table| !table.rows.is_empty());
    filled.collect()
}

/// The metrics of each class, with the areas below its curves.
fn classes(matrix: &ConfusionMatrix, curves: &Curves<'_>, per_class: &PerClass<f64>) -> Table {
    let columns = [
        "class",
        "rows",
        "precision",
        "recall",
        "f1_score",
        "roc_auc",
        "average_precision",
    ];
    let areas: HashMap<_, _> = curves
        .areas
        .iter()
        .map(|found| (found.class.number, found))
        .collect();
    let classes = per_class.iter().zip(&matrix.data).enumerate();
    let rows = classes.map(|(number, ((class, found), counts))| {
        let areas = areas.get(&number);
        vec![
            json!(class),
            json!(counts.iter().sum::<u64>()),
            json!(found.precision),
            json!(found.recall),
            json!(found.f1_score),
            json!(areas.and_then(|areas| areas.roc_auc)),
            json!(areas.and_then(|areas| areas.average_precision)),
        ]
    });
    Table::new("classes", &columns, rows.collect())
}

/// The cells that count a row: of many classes, most count none.
fn cells(matrix: &ConfusionMatrix) -> Vec<Vec<Value>> {
    let labels = &matrix.labels;
    let counted = matrix.data.iter().zip(labels).flat_map(|(row, actual)| {
        let counted = row.iter().zip(labels).filter(|(count, _)| **count > 0);
        counted.map(move |(count, predicted)| vec![json!(actual), json!(predicted), json!(count)])
    });
    counted.collect()
}

/// The fields of each point, which are those of the columns in their order.
fn rows(points: &[impl Serialize]) -> Vec<Vec<Value>> {
    let row = |point| match serde_json::to_value(point) {
        Ok(Value::Object(fields)) => fields.into_iter().map(|(_, value)| value).collect(),
        _ => Vec::new(),
    };
    points.iter().map(row).collect()
}
