//! `make run`: checks the parameters, starts the tracker, has DVC run what changed, and
//! reports.

use std::io;
use std::process::{Command, ExitStatus};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use params::{Params, ParamsError};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;
use stage::exit::{Exit, Failure};

use crate::args::Files;
use crate::checkout::Checkout;
use crate::commands::{CommandError, Session};
use crate::docker::{Daemon, DockerError};
use crate::settings::{DotenvError, Settings};
use crate::tracker::{self, TrackerError, TrackerUp};

/// Why the pipeline was not run to its end.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RunError {
    /// `params.yaml` is wrong.
    #[error(transparent)]
    Params(#[from] ParamsError),
    /// `.env` is wrong.
    #[error(transparent)]
    Dotenv(#[from] DotenvError),
    /// Docker does not answer or refuses.
    #[error(transparent)]
    Docker(#[from] DockerError),
    /// The tracker cannot be started.
    #[error(transparent)]
    Tracker(#[from] TrackerError),
    /// There is nothing to report, or the tracker does not answer.
    #[error(transparent)]
    Report(#[from] CommandError),
    /// DVC cannot be started.
    #[error("start `dvc`: {0}; run this in the runner (`make shell`), or install DVC")]
    Dvc(#[source] io::Error),
}

impl Failure for RunError {
    fn exit(&self) -> Exit {
        match self {
            Self::Params(_) | Self::Dotenv(_) | Self::Docker(_) | Self::Dvc(_) => Exit::Usage,
            Self::Tracker(error) => error.exit(),
            Self::Report(error) => error.exit(),
        }
    }
}

/// Runs what changed in `checkout` and gives DVC's exit code.
///
/// # Errors
///
/// When the parameters are wrong, or the tracker or DVC cannot be started.
pub(crate) fn run(checkout: &Checkout, files: &Files) -> Result<u8, RunError> {
    // A wrong parameter is told before anything is started.
    Params::read(&files.params.path)?;
    let settings = Settings::read(checkout)?;
    let daemon = Daemon::connect(settings.get("DOCKER_HOST").as_deref())?;
    if let TrackerUp::Started(address) = tracker::up(checkout, &settings, &daemon)? {
        println!("tracker: {address}");
    }
    let status = repro().map_err(RunError::Dvc)?;
    if !status.success() {
        return Ok(exit_code(status));
    }
    println!("{}", Session::open(checkout, &files.params)?.report(files)?);
    Ok(0)
}

/// `dvc repro`. DVC waits for its stage when it is interrupted, and this process waits for
/// DVC: whoever ended first would leave the other without its container.
fn repro() -> io::Result<ExitStatus> {
    let ended = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM] {
        flag::register_conditional_default(signal, Arc::clone(&ended))?;
    }
    let status = Command::new("dvc").arg("repro").status();
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
