//! What can go wrong in evaluate.

use std::io;
use std::path::PathBuf;

use params::ParamsError;
use stage::exit::{Exit, Failure};
use stage::metadata::MetadataError;
use stage::outputs::OutputError;
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
        "find the model: the registered model `{name}` of `{tracker}` has no version with the \
         key of {}; run `dvc repro -f -s train` to train it into this tracker", metadata.display()
    )]
    NoVersion {
        /// The registered model.
        name: String,
        /// The tracker.
        tracker: String,
        /// The file that the key is from.
        metadata: PathBuf,
    },
    /// The tracker's file is not the one that train wrote.
    #[error(
        "check the model of version {version}: its sha256 is {found}, but train wrote down {expected}; \
         the file was changed in the tracker, run `dvc repro -f -s train` to store it again"
    )]
    ModelChanged {
        /// The version.
        version: u64,
        /// The digest of the tracker's file.
        found: String,
        /// The digest in the metadata.
        expected: String,
    },
    /// The model is none that crate onnx can run.
    #[error("read the model of version {version}: {source}")]
    Model {
        /// The version.
        version: u64,
        /// What is wrong with it.
        source: onnx::OnnxError,
    },
    /// The run that the model is from was deleted.
    #[error(
        "log the scores of version {version}: its run {run} is deleted; restore it in MLflow, or \
         run `dvc repro -f -s train` for a new one"
    )]
    RunDeleted {
        /// The version.
        version: u64,
        /// The run.
        run: String,
    },
    /// The gate is not met, and params.yaml says that this stops the pipeline.
    #[error(
        "pass the gate of params.yaml with version {version}: {grounds}; train a better model, or \
         `make promote VERSION={version}`"
    )]
    Gate {
        /// The version.
        version: u64,
        /// The numbers and the reason.
        grounds: String,
    },
    /// Somebody else's version became `production` meanwhile.
    #[error(
        "make version {version} production: {} meanwhile, and it was not judged against that; run \
         the same command again", now(*by)
    )]
    Overtaken {
        /// The version that was to be promoted.
        version: u64,
        /// The one that is now; none if the alias was removed.
        by: Option<u64>,
    },
    /// No run is left to claim the promotion by.
    #[error(
        "make version {version} production: the run {run} of version {first}, which orders \
         promotions, is deleted; restore it in MLflow, or set the alias `production` there by hand"
    )]
    NoClaim {
        /// The version that was to be promoted.
        version: u64,
        /// The run.
        run: String,
        /// The version that it made.
        first: u64,
    },
    /// One claim after the other is there and nothing happens.
    #[error(
        "make version {version} production: others claim to be doing the same (up to the param \
         `{key}`), and the alias does not move; run the same command again"
    )]
    Claims {
        /// The version that was to be promoted.
        version: u64,
        /// The last claim.
        key: String,
    },
    /// A person named a version that is not there.
    #[error("promote version {version}: `{name}` has no such version; `make models` lists them")]
    UnknownVersion {
        /// The registered model.
        name: String,
        /// The number.
        version: u64,
    },
    /// There is nothing to roll back.
    #[error(
        "roll back `{name}`: {problem}; `make models` lists the versions, `make promote VERSION=...` chooses one"
    )]
    NoRollback {
        /// The registered model.
        name: String,
        /// Why.
        problem: String,
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
            Self::Config(_)
            | Self::Tracker(_)
            | Self::NoVersion { .. }
            | Self::RunDeleted { .. }
            | Self::Overtaken { .. }
            | Self::NoClaim { .. }
            | Self::Claims { .. } => Exit::Tracker,
            Self::ModelChanged { .. }
            | Self::Model { .. }
            | Self::OtherFeatures { .. }
            | Self::NoScores { .. } => Exit::Data,
            Self::Gate { .. } => Exit::Gate,
            Self::Output(_) | Self::UnknownVersion { .. } | Self::NoRollback { .. } => Exit::Usage,
        }
    }
}

fn now(by: Option<u64>) -> String {
    match by {
        Some(version) => format!("version {version} was promoted"),
        None => "the alias was removed".to_owned(),
    }
}
