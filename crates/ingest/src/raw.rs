//! The raw table: features, `target`, `target_name`.

use params::Data;
use polars::prelude::*;
use table::{Expected, Table};

/// The column that holds the class as its position in `data.classes`.
pub(crate) const TARGET: &str = "target";
/// The column that holds the name of the class.
pub(crate) const TARGET_NAME: &str = "target_name";

/// What the source must hold.
pub(crate) fn expected(data: &Data) -> Expected<'_> {
    Expected {
        target: &data.target,
        classes: &data.classes,
        listed_in: Some("data.classes"),
        columns: data.columns.as_deref(),
        ignored: &[],
        reserved: &[TARGET, TARGET_NAME],
        format: &data.source_format,
        bad_rows: data.bad_rows,
    }
}

/// Puts the features of `source` and its classes, whose names are `names`, together.
///
/// # Errors
///
/// When columns are not of one length, which a checked table excludes.
#[expect(
    clippy::cast_possible_wrap,
    reason = "a position in a list is far below 2^63"
)]
pub(crate) fn from_source(source: &Table, names: &[String]) -> PolarsResult<DataFrame> {
    let classes = source.classes();
    let mut columns = source.features().to_vec();
    let numbers = classes.iter().map(|&class| class as i64);
    columns.push(Int64Chunked::from_iter_values(TARGET.into(), numbers).into_column());
    let names = classes.iter().map(|&class| names[class].as_str());
    columns.push(StringChunked::from_iter_values(TARGET_NAME.into(), names).into_column());
    DataFrame::new(classes.len(), columns)
}
