//! Why the pipeline was not run to its end.

use std::io;

use stage::exit::{Exit, Failure};

use super::turn::TurnError;
use crate::commands::CommandError;
use crate::launch::LaunchError;
use crate::recovery::HealError;

/// Why the pipeline was not run to its end.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RunError {
    /// The parameters or settings are wrong, the tracker cannot be used, or there is nothing to
    /// report.
    #[error(transparent)]
    Command(#[from] CommandError),
    /// A stage cannot be asked whether its parameters are right.
    #[error(transparent)]
    Launch(#[from] LaunchError),
    /// Somebody else is at work in the checkout.
    #[error(transparent)]
    Turn(#[from] TurnError),
    /// What a killed DVC left cannot be made good.
    #[error(transparent)]
    Heal(#[from] HealError),
    /// DVC cannot be started.
    #[error("start `dvc`: {0}; run this in the runner (`make shell`), or install DVC")]
    Dvc(#[source] io::Error),
    /// The program itself cannot be started once more.
    #[error(
        "start `mlops`: {0}; run this in the runner (`make shell`), or put `mlops` on the PATH (`make install-mlops`)"
    )]
    Mlops(#[source] io::Error),
}

impl Failure for RunError {
    fn exit(&self) -> Exit {
        match self {
            Self::Command(error) => error.exit(),
            Self::Launch(error) => error.exit(),
            Self::Turn(_) | Self::Heal(_) | Self::Dvc(_) | Self::Mlops(_) => Exit::Usage,
        }
    }
}
