//! What the raw table is made from, as params.yaml says it.

use params::Data;
use table::Expected;
use table::spell::{TARGET, TARGET_NAME};

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
