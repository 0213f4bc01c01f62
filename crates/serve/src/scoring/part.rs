//! A part of a JSON document, which is read by itself: what is wrong in it is told by its place in the rows.

use serde::de::DeserializeSeed;
use serde_json::value::RawValue;

use super::Refusal;
use crate::rows::RowsBuilder;

/// Reads a part of the document.
pub(crate) fn deserialize<'a, S: DeserializeSeed<'a>>(
    raw: &'a RawValue,
    seed: S,
) -> Result<S::Value, serde_json::Error> {
    seed.deserialize(&mut serde_json::Deserializer::from_str(raw.get()))
}

/// What was read row by row.
pub(super) fn in_row<T>(
    read: Result<T, serde_json::Error>,
    rows: &mut RowsBuilder<'_>,
) -> Result<T, Refusal> {
    let row = rows.rows() + 1;
    refused(read, rows, &format!("row {row}"))
}

/// What was wrong with the rows comes before what the parser says of it, which counts lines from the
/// beginning of a part, so that the `place` is told instead.
pub(crate) fn refused<T>(
    read: Result<T, serde_json::Error>,
    rows: &mut RowsBuilder<'_>,
    place: &str,
) -> Result<T, Refusal> {
    read.map_err(|error| match rows.take_problem() {
        Some(problem) => problem.into(),
        None => Refusal::malformed(format!("{place}: {}", without_line(&error))),
    })
}

/// What the parser says, without where.
pub(super) fn without_line(error: &serde_json::Error) -> String {
    let text = error.to_string();
    match text.rsplit_once(" at line ") {
        Some((message, _)) => message.to_owned(),
        None => text,
    }
}
