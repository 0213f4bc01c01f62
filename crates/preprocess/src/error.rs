//! What can go wrong in preprocess.

use params::ParamsError;
use stage::exit::{Exit, Failure};
use stage::outputs::OutputError;
use table::TableError;

use crate::split::SplitError;

/// Why the parts were not written.
#[derive(Debug, thiserror::Error)]
pub enum PreprocessError {
    /// `params.yaml` is wrong.
    #[error(transparent)]
    Params(#[from] ParamsError),
    /// The raw table is wrong.
    #[error(transparent)]
    Table(#[from] TableError),
    /// The split that `params.yaml` asks for cannot be made of these rows.
    #[error(transparent)]
    Split(#[from] SplitError),
    /// An output cannot be written.
    #[error(transparent)]
    Output(#[from] OutputError),
    /// polars refused to select rows that are there.
    #[error("select the rows of a part: {0}")]
    Frame(#[from] polars::error::PolarsError),
}

impl Failure for PreprocessError {
    fn exit(&self) -> Exit {
        match self {
            Self::Params(error) => error.exit(),
            Self::Table(_) | Self::Split(SplitError::ClassTooSmall { .. }) => Exit::Data,
            Self::Split(_) | Self::Output(_) => Exit::Usage,
            Self::Frame(_) => Exit::Internal,
        }
    }
}
