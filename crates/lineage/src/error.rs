//! What can go wrong.

use provenance::RecordError;
use stage::exit::{Exit, Failure};

/// Why there is no lineage.
#[derive(Debug, thiserror::Error)]
pub enum LineageError {
    /// The tracker cannot be reached or refuses.
    #[error(transparent)]
    Tracker(#[from] mlflow::Error),
    /// The record of a run cannot be read.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// There is nothing yet.
    #[error(
        "follow the lineage of `{name}`: it has no versions yet; `make run` registers the first"
    )]
    Nothing {
        /// The registered model.
        name: String,
    },
    /// A person named a version that is not there.
    #[error("follow the lineage of version `{version}`: `{name}` has no such version{hint}")]
    UnknownVersion {
        /// The registered model.
        name: String,
        /// Its number or alias, as it was typed.
        version: String,
        /// Those that there are.
        hint: String,
    },
    /// A person named a run that is not there.
    #[error("follow the lineage of run `{run}`: experiment `{experiment}` has no such run{hint}")]
    UnknownRun {
        /// As it was typed.
        run: String,
        /// The experiment of MLflow.
        experiment: String,
        /// What may be meant.
        hint: String,
    },
    /// More than one run is called or begins so.
    #[error(
        "follow the lineage of run `{run}`: {count} runs {how}: {candidates}; name one by its id"
    )]
    ManyRuns {
        /// As it was typed.
        run: String,
        /// How many.
        count: usize,
        /// In what they are like it.
        how: &'static str,
        /// Some of them.
        candidates: String,
    },
    /// Too few digits of data are named.
    #[error(
        "follow data `{data}`: expected at least {fewest} digits of an MD5 or of a version of the data"
    )]
    ShortData {
        /// As it was typed.
        data: String,
        /// How many digits are enough.
        fewest: usize,
    },
    /// More than one version of the data, or one file, begins so.
    #[error("follow data `{data}`: several {what} begin so: {candidates}; name more digits")]
    ManyData {
        /// As it was typed.
        data: String,
        /// What they are.
        what: &'static str,
        /// Some of them.
        candidates: String,
    },
    /// A person named data of which nothing was made.
    #[error("follow data `{data}`: no version of `{name}` was trained on it{hint}")]
    UnknownData {
        /// As it was typed.
        data: String,
        /// The registered model.
        name: String,
        /// What there is.
        hint: String,
    },
}

impl Failure for LineageError {
    fn exit(&self) -> Exit {
        match self {
            Self::Tracker(error) if error.is_usage() => Exit::Usage,
            Self::Tracker(_) => Exit::Tracker,
            Self::Record(error) => error.exit(),
            Self::Nothing { .. }
            | Self::UnknownVersion { .. }
            | Self::UnknownRun { .. }
            | Self::ManyRuns { .. }
            | Self::ShortData { .. }
            | Self::ManyData { .. }
            | Self::UnknownData { .. } => Exit::Usage,
        }
    }
}
