//! What can go wrong in ingest.

use std::path::PathBuf;

use params::ParamsError;
use stage::exit::{Exit, Failure};
use stage::outputs::OutputError;
use table::TableError;

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
    /// There is nothing to learn from.
    #[error(
        "use `{}`: `{target}` is its only column; expected at least one feature beside it",
        path.display()
    )]
    NoFeatures {
        /// The source.
        path: PathBuf,
        /// The column of classes.
        target: String,
    },
    /// A feature has the name of a column that ingest adds.
    #[error(
        "use `{}`: its column `{column}` has the name of one that ingest adds; rename it, \
         or name it as `data.target` in params.yaml if it holds the classes",
        path.display()
    )]
    ReservedName {
        /// The source.
        path: PathBuf,
        /// The column.
        column: String,
    },
    /// A class of params.yaml does not occur.
    #[error(
        "use `{}`: no row is of the class `{class}`; remove it from `data.classes` in params.yaml",
        path.display()
    )]
    ClassWithoutRows {
        /// The source.
        path: PathBuf,
        /// The class.
        class: String,
    },
    /// polars refused to put the columns together.
    #[error("build the raw table: {0}")]
    Frame(#[from] polars::error::PolarsError),
}

impl Failure for IngestError {
    fn exit(&self) -> Exit {
        match self {
            Self::Params(error) => error.exit(),
            Self::Output(_) => Exit::Usage,
            Self::Table(_)
            | Self::NoFeatures { .. }
            | Self::ReservedName { .. }
            | Self::ClassWithoutRows { .. } => Exit::Data,
            Self::Frame(_) => Exit::Internal,
        }
    }
}
