//! What can go wrong in evaluate.

use std::path::PathBuf;

use labeled_table::LabeledTableError;
use params::ParamsError;
use registry::RegistryError;
use stage::exit::{Exit, Failure};
use stage::metadata::MetadataError;
use stage::outputs::OutputError;

/// Why the model was not evaluated, or does not pass.
#[derive(Debug, thiserror::Error)]
pub enum EvaluateError {
    /// `params.yaml` is wrong.
    #[error(transparent)]
    Params(#[from] ParamsError),
    /// What train wrote of its model is wrong.
    #[error(transparent)]
    Metadata(#[from] MetadataError),
    /// The table of test rows is wrong.
    #[error(transparent)]
    LabeledTable(#[from] LabeledTableError),
    /// The tracker is not configured.
    #[error(transparent)]
    Config(#[from] mlflow::ConfigError),
    /// The tracker cannot be reached or refuses.
    #[error(transparent)]
    Tracker(#[from] mlflow::Error),
    /// The version was not found, or not promoted.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// An experiment of DVC uses a model that the tracker never saw.
    #[error(
        "find the model: the experiment `{experiment}` of `{tracker}` has no finished run with the \
         key of {}; `make run` brings it in", metadata.display()
    )]
    NoRun {
        /// The experiment of MLflow.
        experiment: String,
        /// The tracker.
        tracker: String,
        /// The file that the key is from.
        metadata: PathBuf,
    },
    /// The tracker's file is not the one that train wrote.
    #[error(
        "check the model of {candidate}: its sha256 is {found}, but train wrote down {expected}; \
         the file was changed in the tracker, run `dvc repro -f -s train` to store it again"
    )]
    ModelChanged {
        /// The version or run.
        candidate: String,
        /// The digest of the tracker's file.
        found: String,
        /// The digest in the metadata.
        expected: String,
    },
    /// The file is no model that this program can run.
    #[error("read the model of {candidate}: {source}")]
    Model {
        /// The version or run.
        candidate: String,
        /// What is wrong with it.
        source: onnx::OnnxError,
    },
    /// The gate is not met, and params.yaml says that this stops the pipeline.
    #[error(
        "pass the gate of params.yaml with {candidate}: {grounds}; train a better model, or \
         `{by_hand}`"
    )]
    Gate {
        /// The version or run.
        candidate: String,
        /// The numbers and the reason.
        grounds: String,
        /// The command that overrules the gate.
        by_hand: String,
    },
    /// The test rows are not what the model was trained for.
    #[error(
        "use `{}`: its features are not those of the model; run `dvc repro` to train on the \
         present data", path.display()
    )]
    OtherFeatures {
        /// The table.
        path: PathBuf,
    },
    /// The test rows were replaced meanwhile.
    #[error(
        "read `{}`: it changed between two readings; run `dvc repro` when nothing writes to it",
        path.display()
    )]
    RowsChanged {
        /// The table.
        path: PathBuf,
    },
    /// An output cannot be written.
    #[error(transparent)]
    Output(#[from] OutputError),
}

impl EvaluateError {
    /// Whether the rows are all right, but are not what the model takes.
    pub(crate) fn is_of_columns(&self) -> bool {
        match self {
            Self::LabeledTable(error) => error.is_of_columns(),
            Self::OtherFeatures { .. } => true,
            _ => false,
        }
    }
}

impl Failure for EvaluateError {
    fn exit(&self) -> Exit {
        match self {
            Self::Params(error) => error.exit(),
            Self::Metadata(error) => error.exit(),
            Self::LabeledTable(error) => error.exit(),
            Self::Registry(error) => error.exit(),
            Self::Tracker(error) if error.is_usage() => Exit::Usage,
            Self::Tracker(_) | Self::NoRun { .. } => Exit::Tracker,
            Self::ModelChanged { .. }
            | Self::Model { .. }
            | Self::OtherFeatures { .. }
            | Self::RowsChanged { .. } => Exit::Data,
            Self::Gate { .. } => Exit::Gate,
            Self::Config(_) | Self::Output(_) => Exit::Usage,
        }
    }
}
