//! `dataframe_split`: the names of the columns, and rows as lists.

use std::borrow::Cow;

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;

use super::Refusal;
use super::part::{deserialize, in_row, without_line};
use super::values::Lines;
use crate::rows::RowsBuilder;

/// `{"columns": [...], "index": [...], "data": [[...], ...]}`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object with `columns` and `data`")]
struct Split<'a> {
    #[serde(borrow)]
    columns: Vec<Name<'a>>,
    index: Option<Vec<IgnoredAny>>,
    #[serde(borrow)]
    data: &'a RawValue,
}

/// A name that is not copied where it need not be.
#[derive(Deserialize)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

pub(super) fn read(raw: &RawValue, rows: &mut RowsBuilder<'_>) -> Result<(), Refusal> {
    if raw.get().starts_with('[') {
        let message =
            "`dataframe_split`: expected an object with `columns` and `data`, found a list";
        return Err(Refusal::malformed(message.to_owned()));
    }
    let split: Split<'_> = serde_json::from_str(raw.get()).map_err(|error| {
        Refusal::malformed(format!("`dataframe_split`: {}", without_line(&error)))
    })?;
    let header = rows.header(split.columns.iter().map(|name| &*name.0))?;
    let read = deserialize(
        split.data,
        Lines {
            rows: &mut *rows,
            header: &header,
        },
    );
    in_row(read, rows)?;
    match split.index {
        Some(index) if index.len() != rows.rows() => Err(Refusal::malformed(format!(
            "`dataframe_split`: `index` has {} entries for {} rows",
            index.len(),
            rows.rows()
        ))),
        _ => Ok(()),
    }
}
