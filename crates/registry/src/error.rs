//! What can go wrong in the registry.

use std::io;
use std::path::PathBuf;

use stage::exit::{Exit, Failure};
use stage::metadata::MetadataError;

/// Why a version was not found, promoted or reported.
#[derive(Debug, thiserror::Error)]
pub enum RegistryError {
    /// The tracker cannot be reached or refuses.
    #[error(transparent)]
    Tracker(#[from] mlflow::Error),
    /// What train wrote of its model is wrong.
    #[error(transparent)]
    Metadata(#[from] MetadataError),
    /// There are no scores to report.
    #[error("read `{}`: {source}; run `make run`", path.display())]
    NoScores {
        /// The file of scores.
        path: PathBuf,
        /// What the system or the parser said.
        source: io::Error,
    },
    /// The tracker never saw this model.
    #[error(
        "find the model: the registered model `{name}` of `{tracker}` has no version with the \
         key of {}; `make run` brings it in", metadata.display()
    )]
    NoVersion {
        /// The registered model.
        name: String,
        /// The tracker.
        tracker: String,
        /// The file that the key is from.
        metadata: PathBuf,
    },
    /// A person named a run that is not there.
    #[error(
        "promote the model of run `{run}`: the tracker has no such run; the link of a run ends with its id"
    )]
    UnknownRun {
        /// The id.
        run: String,
    },
    /// A run that cannot be registered.
    #[error("register the model of run `{run}`: {problem}")]
    NoModel {
        /// The id.
        run: String,
        /// Why.
        problem: String,
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
}

impl Failure for RegistryError {
    fn exit(&self) -> Exit {
        match self {
            Self::Tracker(error) if error.is_usage() => Exit::Usage,
            Self::Tracker(_)
            | Self::NoVersion { .. }
            | Self::RunDeleted { .. }
            | Self::Overtaken { .. }
            | Self::NoClaim { .. }
            | Self::Claims { .. } => Exit::Tracker,
            Self::Metadata(error) => error.exit(),
            Self::NoScores { .. } => Exit::Data,
            Self::UnknownRun { .. }
            | Self::NoModel { .. }
            | Self::UnknownVersion { .. }
            | Self::NoRollback { .. } => Exit::Usage,
        }
    }
}

fn now(by: Option<u64>) -> String {
    match by {
        Some(version) => format!("version {version} was promoted"),
        None => "the alias was removed".to_owned(),
    }
}
