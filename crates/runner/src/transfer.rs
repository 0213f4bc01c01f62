//! `mlops push` and `mlops pull`: DVC's own commands, before which the remote is asked whether it can be used,
//! and after which a push tells how somebody else gets what was sent.
//!
//! DVC tells of a remote that refuses once for each file, or as a cache that is not up to date.
//!
//! # Layout
//!
//! - `colleague`: what somebody else types.

mod colleague;

use std::io;
use std::process::{Command, ExitStatus};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use signal_hook::consts::SIGINT;
use signal_hook::flag;
use stage::exit::{Exit, Failure};

use crate::checkout::Checkout;
use crate::remotes::{self, Answer, AskError, RemotesError, Used, Which, ask};
use crate::run::exit_code;
use crate::settings::{DotenvError, Settings};

/// How many seconds the remote has to answer.
const LIMIT: u32 = 15;

/// Which way data goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// To the remote.
    Push,
    /// From there.
    Pull,
}

/// Why DVC was not started.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TransferError {
    /// `.env` is wrong.
    #[error(transparent)]
    Dotenv(#[from] DotenvError),
    /// DVC's configuration cannot be read.
    #[error(transparent)]
    Remotes(#[from] RemotesError),
    /// DVC cannot be asked.
    #[error(transparent)]
    Ask(#[from] AskError),
    /// The remote cannot be used.
    #[error(
        "{way} the data: the remote `{}` ({}) cannot be used: {}; {}",
        answer.name, answer.shown_url(), answer.found, answer.remedy()
    )]
    Remote {
        /// What was to be done.
        way: &'static str,
        /// What the remote says.
        answer: Box<Answer>,
    },
    /// DVC cannot be started.
    #[error("start `dvc`: {0}; run this in the runner (`make shell`), or install DVC")]
    Dvc(#[source] io::Error),
}

impl Failure for TransferError {
    fn exit(&self) -> Exit {
        match self {
            Self::Remote { answer, .. } if answer.is_worth_a_retry() => Exit::Tracker,
            _ => Exit::Usage,
        }
    }
}

impl Way {
    const fn word(self) -> &'static str {
        match self {
            Self::Push => "push",
            Self::Pull => "pull",
        }
    }
}

/// Moves the data of `checkout`, tells after a push how somebody else gets it unless it is `quiet`, and gives
/// DVC's exit code.
///
/// # Errors
///
/// When the remote cannot be used, or DVC cannot be started.
pub(crate) fn run(checkout: &Checkout, way: Way, quiet: bool) -> Result<u8, TransferError> {
    let settings = Settings::read(checkout)?;
    let used = remotes::used(checkout, &settings)?;
    check(checkout, &used, way)?;
    let status = dvc(checkout, way).map_err(TransferError::Dvc)?;
    if way == Way::Push && !quiet && status.success() {
        println!("{}", colleague::told(checkout, &settings, &used));
    }
    Ok(exit_code(status))
}

/// Makes sure that the remote can be used. A folder was looked at when the runner started.
///
/// # Errors
///
/// When it cannot, or DVC cannot be asked.
pub(crate) fn check(checkout: &Checkout, used: &Used, way: Way) -> Result<(), TransferError> {
    if used.folder.is_some() {
        return Ok(());
    }
    let answers = ask(checkout.root(), Which::Default, LIMIT)?;
    let refused = answers.into_iter().find(|answer| !answer.is_usable());
    refused.map_or(Ok(()), |answer| {
        Err(TransferError::Remote {
            way: way.word(),
            answer: Box::new(answer),
        })
    })
}

/// Runs DVC to its end. Ctrl-C reaches both, and this process ends when DVC has.
fn dvc(checkout: &Checkout, way: Way) -> io::Result<ExitStatus> {
    flag::register(SIGINT, Arc::new(AtomicBool::new(false)))?;
    let mut dvc = Command::new("dvc");
    dvc.arg(way.word()).current_dir(checkout.root()).status()
}
