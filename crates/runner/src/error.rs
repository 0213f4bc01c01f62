//! What can go wrong in `mlops`, and the exit code that it stands for.

use stage::exit::{Exit, Failure};

use crate::apply::CannotApply;
use crate::commands::CommandError;
use crate::compare::CompareError;
use crate::enter::EnterError;
use crate::exp::ExpError;
use crate::launch::LaunchError;
use crate::new_dataset::NewDatasetError;
use crate::remote_setup::RemoteSetupError;
use crate::report::ReportError;
use crate::reproduce::ReproduceError;
use crate::run::RunError;
use crate::task::TaskError;
use crate::tracker::TrackerError;
use crate::transfer::TransferError;

/// Why a command did not do what it was asked to.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// The current folder is gone.
    #[error("find the checkout: {0}")]
    Here(#[source] std::io::Error),
    /// A stage was not run, or its result is not accepted.
    #[error(transparent)]
    Stage(#[from] LaunchError),
    /// The tracker cannot be used.
    #[error(transparent)]
    Tracker(#[from] TrackerError),
    /// The runner's environment cannot be set up.
    #[error(transparent)]
    Enter(#[from] EnterError),
    /// The registry was not asked, or refuses.
    #[error(transparent)]
    Command(#[from] CommandError),
    /// A table did not become the dataset.
    #[error(transparent)]
    NewDataset(#[from] NewDatasetError),
    /// There is nothing to compare.
    #[error(transparent)]
    Compare(#[from] CompareError),
    /// An experiment was not applied.
    #[error(transparent)]
    Apply(#[from] CannotApply),
    /// Experiments were not queued or not followed.
    #[error(transparent)]
    Exp(#[from] ExpError),
    /// There is no report.
    #[error(transparent)]
    Report(#[from] ReportError),
    /// A model was not made again.
    #[error(transparent)]
    Reproduce(#[from] ReproduceError),
    /// A place did not become the remote.
    #[error(transparent)]
    RemoteSetup(#[from] RemoteSetupError),
    /// No data was moved.
    #[error(transparent)]
    Transfer(#[from] TransferError),
    /// A step of the pipeline was not taken.
    #[error(transparent)]
    Task(#[from] TaskError),
    /// The pipeline was not run.
    #[error(transparent)]
    Run(#[from] RunError),
}

impl Failure for Error {
    fn exit(&self) -> Exit {
        match self {
            Self::Here(_) => Exit::Usage,
            Self::Stage(error) => error.exit(),
            Self::Tracker(error) => error.exit(),
            Self::Enter(error) => error.exit(),
            Self::Command(error) => error.exit(),
            Self::NewDataset(error) => error.exit(),
            Self::Compare(error) => error.exit(),
            Self::Apply(error) => error.exit(),
            Self::Exp(error) => error.exit(),
            Self::Report(error) => error.exit(),
            Self::Reproduce(error) => error.exit(),
            Self::RemoteSetup(error) => error.exit(),
            Self::Transfer(error) => error.exit(),
            Self::Task(error) => error.exit(),
            Self::Run(error) => error.exit(),
        }
    }
}
