//! The pictures among the files of the run: what each column contributes, and how many rows of each
//! class there are.

use mlflow::Content;
use plots::{ClassBalance, Importances};

use super::RunContext;
use crate::tables::InputTable;

/// Names and contents of the pictures: those for which there is something to draw.
pub(super) fn files(context: RunContext<'_>) -> impl Iterator<Item = (String, Content)> {
    let importances = context.model.importances.as_ref();
    let importances = importances
        .and_then(|found| Importances::new(found.by_column().collect()).ok())
        .map(|found| found.picture());
    let pictures = [
        ("importances", importances),
        ("class_balance", class_balance(context)),
    ];
    pictures.into_iter().filter_map(|(name, picture)| {
        let png = picture?.png();
        Some((format!("plots/{name}.png"), Content::Bytes(png)))
    })
}

fn class_balance(context: RunContext<'_>) -> Option<plots::Picture> {
    let tables = context.tables;
    let classes = context.model.metadata.classes.clone();
    let balance = ClassBalance::new(classes, counts(&tables.train), counts(&tables.test));
    balance.ok().map(|balance| balance.picture())
}

fn counts(table: &InputTable) -> Vec<u64> {
    let counts = table.class_counts.iter();
    counts.map(|rows| *rows as u64).collect()
}
