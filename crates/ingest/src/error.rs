//! What can go wrong in ingest.

use params::ParamsError;
use stage::exit::{Exit, Failure};
use stage::outputs::{OutputError, OutputFile};
use table::TableError;
use table::spell::SpellError;

use crate::profile::error::ProfileError;

/// Why the raw table was not written.
#[derive(Debug, thiserror::Error)]
pub enum IngestError {
    /// `params.yaml` is wrong.
    #[error(transparent)]
    Params(#[from] ParamsError),
    /// The source is wrong.
    #[error(transparent)]
    Table(#[from] TableError),
    /// The output cannot be written.
    #[error(transparent)]
    Output(#[from] OutputError),
    /// A new dataset cannot be described.
    #[error(transparent)]
    Profile(#[from] ProfileError),
}

impl IngestError {
    /// The error for a table that could not be spelt into `output`.
    pub(crate) fn of_spelling(error: SpellError, output: &OutputFile) -> Self {
        match error {
            SpellError::Table(error) => Self::Table(error),
            SpellError::Write(error) => Self::Output(output.error(error)),
        }
    }
}

impl Failure for IngestError {
    fn exit(&self) -> Exit {
        match self {
            Self::Params(error) => error.exit(),
            Self::Profile(error) => error.exit(),
            Self::Output(_) => Exit::Usage,
            Self::Table(_) => Exit::Data,
        }
    }
}
