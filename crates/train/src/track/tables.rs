//! What the pictures show as MLflow's own tables: its pages show them beside those of other runs.

use mlflow::Table;
use serde_json::{Value, json};

use super::RunContext;

/// The most columns that a table of importances has rows for.
const MOST: usize = 1000;

/// The balance of the classes, and of a forest what each column contributes.
pub(super) fn of(context: RunContext<'_>) -> Vec<Table> {
    let importances = context.model.importances.as_ref().map(|found| {
        let mut columns: Vec<_> = found.by_column().collect();
        columns.sort_by(|(_, a), (_, b)| b.total_cmp(a));
        columns.truncate(MOST);
        let rows = columns.into_iter();
        let rows = rows.map(|(name, importance)| vec![json!(name), json!(importance)]);
        Table::new("importances", &["feature", "importance"], rows.collect())
    });
    let classes = Table::new(
        "class_balance",
        &["class", "train", "test"],
        balance(context),
    );
    importances.into_iter().chain([classes]).collect()
}

fn balance(context: RunContext<'_>) -> Vec<Vec<Value>> {
    let tables = context.tables;
    let counts = tables
        .train
        .class_counts
        .iter()
        .zip(&tables.test.class_counts);
    let classes = context.model.metadata.classes.iter();
    let row = |(class, (train, test))| vec![json!(class), json!(train), json!(test)];
    classes.zip(counts).map(row).collect()
}
