//! A request for predictions.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::datatype;
use super::tensor::Data;
use crate::model::SignatureColumn;
use crate::rows::{Rows, RowsBuilder, RowsProblem};
use crate::scoring::Refusal;
use crate::scoring::part::{deserialize, refused};
use crate::scoring::values::IntoColumn;

/// The datatypes of numbers.
const NUMBERS: [&str; 11] = [
    "FP64", "FP32", "FP16", "INT64", "INT32", "INT16", "INT8", "UINT64", "UINT32", "UINT16",
    "UINT8",
];

/// What is asked.
#[derive(Debug)]
pub(crate) struct Infer<'a> {
    /// What the client calls the request.
    pub(crate) id: Option<Cow<'a, str>>,
    /// The outputs that are asked for, where not all are.
    pub(crate) outputs: Option<Vec<Cow<'a, str>>>,
    /// The rows.
    pub(crate) rows: Rows,
}

#[derive(Deserialize)]
#[serde(expecting = "an object with `inputs`")]
struct Document<'a> {
    #[serde(borrow)]
    id: Option<Cow<'a, str>>,
    #[serde(borrow)]
    inputs: Vec<Tensor<'a>>,
    #[serde(borrow)]
    outputs: Option<Vec<Requested<'a>>>,
}

#[derive(Deserialize)]
#[serde(expecting = "an object with `name`, `shape`, `datatype` and `data`")]
struct Tensor<'a> {
    #[serde(borrow)]
    name: Cow<'a, str>,
    shape: Vec<u64>,
    #[serde(borrow)]
    datatype: Cow<'a, str>,
    #[serde(borrow)]
    data: &'a RawValue,
}

#[derive(Deserialize)]
#[serde(expecting = "an object with `name`")]
struct Requested<'a> {
    #[serde(borrow)]
    name: Cow<'a, str>,
}

/// Reads a request.
///
/// # Errors
///
/// When it is not of the protocol, or its tensors are not what the signature allows.
pub(crate) fn read<'a>(body: &'a [u8], mut rows: RowsBuilder<'_>) -> Result<Infer<'a>, Refusal> {
    if body.trim_ascii_start().starts_with(b"[") {
        return Err(Refusal::malformed(
            "expected a JSON object, found a list".to_owned(),
        ));
    }
    let document: Document<'a> = serde_json::from_slice(body).map_err(|error| {
        Refusal::malformed(format!("expected a JSON object with `inputs`: {error}"))
    })?;
    let mut present = vec![false; rows.signature().columns().len()];
    let mut count = 0;
    for tensor in &document.inputs {
        let Some(column) = rows.signature().position(&tensor.name) else {
            continue;
        };
        if std::mem::replace(&mut present[column], true) {
            let column = tensor.name.clone().into_owned();
            return Err(RowsProblem::DuplicateColumn { column }.into());
        }
        count = tensor.put(column, &mut rows)?;
    }
    rows.check_present(|column| present[column])?;
    rows.set_rows(count);
    Ok(Infer {
        id: document.id,
        outputs: document
            .outputs
            .map(|outputs| outputs.into_iter().map(|output| output.name).collect()),
        rows: rows.finish()?,
    })
}

impl Tensor<'_> {
    /// Puts the data into a column; gives the number of values.
    fn put(&self, column: usize, rows: &mut RowsBuilder<'_>) -> Result<usize, Refusal> {
        let described = &rows.signature().columns()[column];
        self.check_datatype(described)?;
        let read = deserialize(
            self.data,
            Data(IntoColumn {
                rows: &mut *rows,
                column,
            }),
        );
        let count = refused(read, rows, &format!("the data of `{}`", self.name))?;
        let fits = match self.shape[..] {
            [rows] | [rows, 1] => rows == count as u64,
            _ => false,
        };
        if fits {
            return Ok(count);
        }
        Err(Refusal::malformed(format!(
            "the shape of `{}` is {:?}; expected [{count}] or [{count}, 1] for {count} values",
            self.name, self.shape
        )))
    }

    fn check_datatype(&self, column: &SignatureColumn) -> Result<(), Refusal> {
        let expected = datatype(column.input_type);
        let given = &*self.datatype;
        if given == expected || (NUMBERS.contains(&expected) && NUMBERS.contains(&given)) {
            return Ok(());
        }
        Err(Refusal::malformed(format!(
            "the datatype of `{}` is `{}`; expected {expected}",
            self.name,
            given.escape_debug()
        )))
    }
}
