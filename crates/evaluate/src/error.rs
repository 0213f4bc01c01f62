//! What can go wrong in evaluate.

use std::io;
use std::path::PathBuf;

use stage::exit::{Exit, Failure};
use stage::metadata::MetadataError;
use stage::outputs::OutputError;
use stage::params::ParamsError;
use stage::samples::SamplesError;

/// Why there is no judgement.
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
    Samples(#[from] SamplesError),
    /// The tracker is not configured.
    #[error(transparent)]
    Config(#[from] mlflow::ConfigError),
    /// The tracker cannot be reached or refuses.
    #[error(transparent)]
    Tracker(#[from] mlflow::Error),
    /// The tracker never saw this model.
    #[error(
        "find the model: experiment `{experiment}` of `{tracker}` has no finished run with the \
         key of {}; run `dvc repro -f -s train` to train it into this tracker", metadata.display()
    )]
    NoRun {
        /// The experiment that was searched.
        experiment: String,
        /// The tracker.
        tracker: String,
        /// The file that the key is from.
        metadata: PathBuf,
    },
    /// The tracker's file is not the one that train wrote.
    #[error(
        "check the model of run {run}: its sha256 is {found}, but train wrote down {expected}; \
         the file was changed in the tracker, run `dvc repro -f -s train` to store it again"
    )]
    ModelChanged {
        /// The run.
        run: String,
        /// The digest of the tracker's file.
        found: String,
        /// The digest in the metadata.
        expected: String,
    },
    /// The model is none that crate classifiers can run.
    #[error("read the model of run {run}: {source}")]
    Model {
        /// The run.
        run: String,
        /// What is wrong with it.
        source: classifiers::OnnxError,
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
    /// There are no scores to report.
    #[error("read `{}`: {source}; run `make run`", path.display())]
    NoScores {
        /// The file of scores.
        path: PathBuf,
        /// What the system or the parser said.
        source: io::Error,
    },
    /// An output cannot be written.
    #[error(transparent)]
    Output(#[from] OutputError),
}

impl Failure for EvaluateError {
    fn exit(&self) -> Exit {
        match self {
            Self::Params(error) => error.exit(),
            Self::Metadata(error) => error.exit(),
            Self::Samples(error) => error.exit(),
            Self::Config(_) | Self::Tracker(_) | Self::NoRun { .. } => Exit::Tracker,
            Self::ModelChanged { .. }
            | Self::Model { .. }
            | Self::OtherFeatures { .. }
            | Self::NoScores { .. } => Exit::Data,
            Self::Output(_) => Exit::Usage,
        }
    }
}
