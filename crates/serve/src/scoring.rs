//! MLflow's scoring protocol: what `POST /invocations` takes and gives.
//!
//! # Layout
//!
//! - `content_type` tells JSON from CSV.
//! - `json` finds the form of a JSON document; `split`, `records` and `columns` read one each, as a
//!   `part` of it, whose cells `values` takes.
//! - `csv_text` reads CSV.
//! - `refusal` is the answer to a request that is wrong.
//! - `answer` writes predictions as MLflow's server does.

mod answer;
mod columns;
mod content_type;
mod csv_text;
mod json;
pub(crate) mod part;
mod records;
mod refusal;
mod split;
pub(crate) mod values;

pub use answer::AnswerKeys;
pub(crate) use answer::number;
pub use content_type::{ContentType, ContentTypeProblem};
pub use refusal::Refusal;

use crate::model::Signature;
use crate::rows::{Rows, RowsBuilder};

/// Reads the rows of a request, and at most `limit` of them.
///
/// # Errors
///
/// When the body is not of its content type, or its rows are not what the signature allows.
pub fn read_rows(
    content_type: ContentType,
    body: &[u8],
    signature: &Signature,
    limit: usize,
) -> Result<Rows, Refusal> {
    let text = str::from_utf8(body).map_err(|error| {
        let at = error.valid_up_to() + 1;
        Refusal::malformed(format!(
            "expected text in UTF-8: byte {at} of the body is none"
        ))
    })?;
    let rows = RowsBuilder::new(signature, limit);
    match content_type {
        ContentType::Json => json::read(text, rows),
        ContentType::Csv => csv_text::read(text, rows),
    }
}

#[cfg(test)]
mod tests;
