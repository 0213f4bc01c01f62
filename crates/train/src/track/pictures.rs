//! The pictures among the files of the run: what each column contributes, and how many rows of each
//! class there are.

use mlflow::Content;
use plots::{ClassBalance, Importances, Picture, PlotError};

use super::RunContext;
use crate::tables::InputTable;

/// Names and contents of the pictures; what cannot be drawn is told.
pub(super) fn files(context: RunContext<'_>) -> impl Iterator<Item = (String, Content)> {
    let pictures = [
        ("importances", importances(context)),
        ("class_balance", Some(class_balance(context))),
    ];
    pictures.into_iter().filter_map(|(name, picture)| {
        let png = drawable(picture?)?.png();
        Some((format!("plots/{name}.png"), Content::Bytes(png)))
    })
}

/// A picture that is missing is no reason not to track.
fn drawable(picture: Result<Picture, PlotError>) -> Option<Picture> {
    let failed = |error| println!("train: failed to {error}; the run goes without that picture");
    picture.map_err(failed).ok()
}

/// Of a family that has importances.
fn importances(context: RunContext<'_>) -> Option<Result<Picture, PlotError>> {
    let found = context.model.importances.as_ref()?;
    let drawn = Importances::new(found.by_column().collect());
    Some(drawn.map(|found| found.picture()))
}

fn class_balance(context: RunContext<'_>) -> Result<Picture, PlotError> {
    let tables = context.tables;
    let classes = context.model.metadata.classes.clone();
    let balance = ClassBalance::new(classes, counts(&tables.train), counts(&tables.test))?;
    Ok(balance.picture())
}

fn counts(table: &InputTable) -> Vec<u64> {
    let counts = table.class_counts.iter();
    counts.map(|rows| *rows as u64).collect()
}
