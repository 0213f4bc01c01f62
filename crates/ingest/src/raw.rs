//! The raw table: features, `target`, `target_name`.

use std::path::Path;

use params::Data;
use polars::prelude::*;
use table::TextTable;

use crate::error::IngestError;

/// The column that holds the class as its position in `data.classes`.
pub(crate) const TARGET: &str = "target";
/// The column that holds the name of the class.
pub(crate) const TARGET_NAME: &str = "target_name";
/// How many columns the raw table has besides the features.
pub(crate) const ADDED_COLUMNS: usize = 2;

/// Checks the cells of `source`, read from `path`, and numbers its classes.
///
/// # Errors
///
/// When there are no features, one is not numeric or has a reserved name, the
/// target is not there or holds an unknown class, or a class has no rows.
#[expect(
    clippy::cast_possible_wrap,
    reason = "a position in a list is far below 2^63"
)]
pub(crate) fn from_source(
    source: &TextTable,
    data: &Data,
    path: &Path,
) -> Result<DataFrame, IngestError> {
    let classes = source.positions(&data.target, &data.classes)?;
    check_all_occur(&classes, &data.classes, path)?;
    let mut columns = Vec::new();
    for name in feature_names(source, &data.target, path)? {
        columns.push(source.numbers(&name)?);
    }
    let numbers = classes.iter().map(|&class| class as i64);
    columns.push(Int64Chunked::from_iter_values(TARGET.into(), numbers).into_column());
    let names = classes.iter().map(|&class| data.classes[class].as_str());
    columns.push(StringChunked::from_iter_values(TARGET_NAME.into(), names).into_column());
    Ok(DataFrame::new(source.height(), columns)?)
}

fn feature_names(
    source: &TextTable,
    target: &str,
    path: &Path,
) -> Result<Vec<String>, IngestError> {
    let mut names = source.names();
    names.retain(|name| name != target);
    if let Some(column) = names
        .iter()
        .find(|name| [TARGET, TARGET_NAME].contains(&name.as_str()))
    {
        let (path, column) = (path.to_owned(), column.clone());
        return Err(IngestError::ReservedName { path, column });
    }
    if names.is_empty() {
        let (path, target) = (path.to_owned(), target.to_owned());
        return Err(IngestError::NoFeatures { path, target });
    }
    Ok(names)
}

fn check_all_occur(classes: &[usize], names: &[String], path: &Path) -> Result<(), IngestError> {
    let mut occurs = vec![false; names.len()];
    for &class in classes {
        occurs[class] = true;
    }
    match occurs.iter().position(|occurs| !occurs) {
        None => Ok(()),
        Some(class) => Err(IngestError::ClassWithoutRows {
            path: path.to_owned(),
            class: names[class].clone(),
        }),
    }
}
