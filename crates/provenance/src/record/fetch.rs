//! The record from the tracker.

use mlflow::{Client, Run};

use super::{RUN_RECORD, RecordError, RunRecord};

/// The record of `run`, in one request; nothing for a run that is older than records.
///
/// # Errors
///
/// When the tracker cannot be reached or refuses, or the file is not what train writes.
pub fn fetch(client: &Client, run: &Run) -> Result<Option<RunRecord>, RecordError> {
    match client.fetch_file(run, RUN_RECORD) {
        Err(error) if error.is_not_found() => Ok(None),
        file => RunRecord::parse(&file?, &run.id).map(Some),
    }
}
