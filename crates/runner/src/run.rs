//! `make run`: checks the parameters, starts the tracker, has DVC run what changed, and
//! reports.

use std::io;

use stage::exit::{Exit, Failure};

use crate::args::Files;
use crate::checkout::Checkout;
use crate::commands::{CommandError, Session};
use crate::model_state;
use crate::recovery::{self, HealError};

pub(crate) use programs::{Failed, Programs};
use turn::{Turn, TurnError};

mod programs;
mod turn;

/// Why the pipeline was not run to its end.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RunError {
    /// The parameters or settings are wrong, the tracker cannot be used, or there is nothing to
    /// report.
    #[error(transparent)]
    Command(#[from] CommandError),
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
            Self::Turn(_) | Self::Heal(_) | Self::Dvc(_) | Self::Mlops(_) => Exit::Usage,
        }
    }
}

/// Runs what changed in `checkout` and gives the exit code of the stage that failed, or DVC's.
///
/// A model that is there and that the tracker does not know, because it came by `dvc pull` or
/// from an experiment, becomes known and is judged.
///
/// # Errors
///
/// When the parameters are wrong, somebody else is at work in the checkout, or the tracker or
/// DVC cannot be started.
pub(crate) fn run(checkout: &Checkout, files: &Files) -> Result<u8, RunError> {
    let turn = Turn::take(checkout)?;
    recovery::heal_and_say(checkout)?;
    // A wrong parameter is told before anything is started.
    let session = Session::open(checkout, &files.params)?;
    let programs = Programs::new(turn).map_err(RunError::Dvc)?;
    let report = match model_state::run(&session, &programs, files)? {
        Ok(report) => report,
        Err(Failed(code)) => return Ok(code),
    };
    recovery::keep(checkout);
    println!("{report}");
    Ok(0)
}
