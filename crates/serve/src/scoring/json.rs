//! A JSON document with rows in one of four forms.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::part::{deserialize, in_row};
use super::records::Records;
use super::{Refusal, columns, split};
use crate::rows::{Rows, RowsBuilder};

/// The document, in which nothing but the form has been read. Other keys, such as `params`, are passed
/// over, as by MLflow.
#[derive(Deserialize)]
#[serde(expecting = "an object")]
struct Document<'a> {
    #[serde(borrow)]
    dataframe_split: Option<&'a RawValue>,
    #[serde(borrow)]
    dataframe_records: Option<&'a RawValue>,
    #[serde(borrow)]
    instances: Option<&'a RawValue>,
    #[serde(borrow)]
    inputs: Option<&'a RawValue>,
}

/// Reads the rows of the document.
pub(super) fn read(text: &str, rows: RowsBuilder<'_>) -> Result<Rows, Refusal> {
    // What is derived would take a list of the fields as well.
    if text.trim_start().starts_with('[') {
        return Err(Refusal::malformed(
            "expected a JSON object, found a list".to_owned(),
        ));
    }
    let document: Document<'_> = serde_json::from_str(text).map_err(|error| malformed(&error))?;
    let forms = [
        document.dataframe_split.map(Form::Split),
        document.dataframe_records.map(Form::Records),
        document.instances.map(Form::Tensors),
        document.inputs.map(Form::Tensors),
    ];
    let mut forms = forms.into_iter().flatten();
    match (forms.next(), forms.next()) {
        (Some(form), None) => form.read(rows),
        _ => Err(Refusal::malformed(
            "expected a JSON object with exactly one of `dataframe_split`, `dataframe_records`, `instances` and `inputs`"
                .to_owned(),
        )),
    }
}

/// One of the forms, unread.
enum Form<'a> {
    Split(&'a RawValue),
    Records(&'a RawValue),
    /// `instances` and `inputs`: records, or an object of columns.
    Tensors(&'a RawValue),
}

impl Form<'_> {
    fn read(self, mut rows: RowsBuilder<'_>) -> Result<Rows, Refusal> {
        match self {
            Self::Split(raw) => split::read(raw, &mut rows)?,
            Self::Tensors(raw) if raw.get().starts_with('{') => columns::read(raw, &mut rows)?,
            Self::Records(raw) | Self::Tensors(raw) => {
                let read = deserialize(raw, Records(&mut rows));
                in_row(read, &mut rows)?;
            }
        }
        Ok(rows.finish()?)
    }
}

/// The document is no JSON, or no object.
fn malformed(error: &serde_json::Error) -> Refusal {
    Refusal::malformed(format!("expected a JSON object: {error}"))
}
