//! `make run`: checks the parameters, starts the tracker, has DVC run what changed, and
//! reports.

use std::io;
use std::process::{Command, ExitStatus};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;
use stage::exit::{Exit, Failure};

use crate::args::Files;
use crate::checkout::Checkout;
use crate::commands::{CommandError, Session};
use crate::recovery::{self, HealError};
use crate::stage_exit::StageExit;

use turn::{Turn, TurnError};

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
}

impl Failure for RunError {
    fn exit(&self) -> Exit {
        match self {
            Self::Command(error) => error.exit(),
            Self::Turn(_) | Self::Heal(_) | Self::Dvc(_) => Exit::Usage,
        }
    }
}

/// Runs what changed in `checkout` and gives the exit code of the stage that failed, or DVC's.
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
    let stage = StageExit::new().map_err(RunError::Dvc)?;
    let status = repro(&turn, &stage).map_err(RunError::Dvc)?;
    if !status.success() {
        return Ok(stage.code(exit_code(status)));
    }
    recovery::keep(checkout);
    println!("{}", session.report(files)?);
    Ok(0)
}

/// `dvc repro`. DVC waits for its stage when it is interrupted, and this process waits for
/// DVC: whoever ended first would leave the other without its container.
fn repro(turn: &Turn, stage: &StageExit) -> io::Result<ExitStatus> {
    let ended = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM] {
        flag::register_conditional_default(signal, Arc::clone(&ended))?;
    }
    let (name, file) = stage.variable();
    let mut dvc = Command::new("dvc");
    let status = dvc
        .arg("repro")
        .env(name, file)
        .stdin(turn.stdin()?)
        .status();
    // From now on a signal ends this process as usual.
    ended.store(true, Ordering::SeqCst);
    status
}

/// The exit code of a process, 128 and the signal for one that was killed.
fn exit_code(status: ExitStatus) -> u8 {
    use std::os::unix::process::ExitStatusExt as _;
    let code = status
        .code()
        .or_else(|| status.signal().map(|signal| 128 + signal));
    code.and_then(|code| u8::try_from(code).ok())
        .unwrap_or(u8::MAX)
}
