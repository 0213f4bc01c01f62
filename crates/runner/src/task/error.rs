//! Why a step did not end well.

use std::io;

use stage::exit::{Exit, Failure};

use super::publish::PublishError;
use crate::commands::CommandError;
use crate::launch::LaunchError;
use crate::remotes::RemotesError;
use crate::run::{RunError, TurnError};
use crate::transfer::TransferError;

/// Why a step did not end well.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TaskError {
    /// What the steps before are said to have printed is something else.
    #[error(
        "read `--after`: expected the last line of a step before, a document of JSON; found `{found}`"
    )]
    NoHandover {
        /// The beginning of it.
        found: String,
    },
    /// The steps before are not those of one run.
    #[error(
        "go on: the steps before began with different commits, {one} and {two}; run the whole again"
    )]
    Commits {
        /// One of them.
        one: String,
        /// Another one.
        two: String,
    },
    /// This worker's checkout is at another commit than the run.
    #[error(
        "go on: this checkout is at {here}, and the run began with {commit}; update the worker's checkout: \
         `git fetch && git checkout {commit}`"
    )]
    Behind {
        /// The commit of the checkout.
        here: String,
        /// The commit of the run.
        commit: String,
    },
    /// Workers get what is in git.
    #[error("share the run: git has no commit of this checkout; workers get what is committed")]
    NoCommit,
    /// They would work with something else.
    #[error(
        "share the run: a tracked file has changes that are in no commit, and workers get what is committed; \
         `git status` names it: commit it, and push"
    )]
    NotCommitted,
    /// Each worker would start one for itself.
    #[error(
        "share the run: the tracker is this checkout's own, which no other worker reaches; \
         set MLFLOW_TRACKING_URI to one that all reach"
    )]
    OwnTracker,
    /// The data would stay on this machine.
    #[error(
        "share the run: the remote `{name}` is in this checkout, where no other worker finds it; \
         `make remote` names a place that all reach"
    )]
    OwnRemote {
        /// Its name in DVC's configuration.
        name: String,
    },
    /// DVC did not move data, and the remote says that it can be used.
    #[error("{step}: `dvc` ended with {code}; its reason is above. The remote itself answers")]
    Moved {
        /// What was to be done.
        step: &'static str,
        /// How DVC ended.
        code: u8,
    },
    /// A shard is not where others get it.
    #[error("send `{file}` to the remote: {reason}")]
    Send {
        /// Its path in the checkout.
        file: String,
        /// What is wrong.
        reason: String,
    },
    /// The steps before have handed on a path that no step writes to.
    #[error(
        "get `{file}` from the remote: expected a file in `.dvc/tmp/mlops/` and its MD5; is `--after` changed by hand?"
    )]
    NoFileOfARun {
        /// The path.
        file: String,
    },
    /// DVC does not say whether the stage changed; it has told why.
    #[error("ask DVC whether the stage changed: it ended badly; its reason is above")]
    Status,
    /// What is there was not made by a whole run.
    #[error(
        "publish the run: the results do not belong to what is here (`dvc status` names what changed); run all steps first"
    )]
    NotCurrent,
    /// A shard cannot be grown.
    #[error(transparent)]
    Launch(#[from] LaunchError),
    /// dvc.lock does not have a stage that DVC has just run.
    #[error(
        "read `dvc.lock`: it does not have the stage `{stage}`, which DVC has just run; is it changed by hand meanwhile?"
    )]
    NotLocked {
        /// The stage.
        stage: String,
    },
    /// dvc.lock cannot be read or written.
    #[error("update `dvc.lock`: {0}")]
    Lock(#[source] io::Error),
    /// The parameters or settings are wrong, or the tracker cannot be used.
    #[error(transparent)]
    Command(#[from] CommandError),
    /// DVC's configuration cannot be read.
    #[error(transparent)]
    Remotes(#[from] RemotesError),
    /// The remote cannot be used.
    #[error(transparent)]
    Transfer(#[from] TransferError),
    /// There is no commit, or nobody gets it.
    #[error(transparent)]
    Publish(#[from] PublishError),
    /// Somebody else is at work in the checkout, or a program cannot be started.
    #[error(transparent)]
    Run(#[from] RunError),
}

impl Failure for TaskError {
    fn exit(&self) -> Exit {
        match self {
            // Another try may find it, and find that the others have ended: after a kill, what it left is still ending.
            Self::Moved { .. }
            | Self::Send { .. }
            | Self::Run(RunError::Turn(TurnError::Run { .. } | TurnError::Dvc { .. })) => {
                Exit::Tracker
            }
            Self::Command(error) => error.exit(),
            Self::Transfer(error) => error.exit(),
            Self::Publish(error) => error.exit(),
            Self::Run(error) => error.exit(),
            Self::Launch(error) => error.exit(),
            _ => Exit::Usage,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// After a kill, what it has left may still be ending when the next try begins.
    #[test]
    fn a_checkout_that_is_busy_is_worth_another_try() {
        let exit = |error: TurnError| TaskError::from(RunError::from(error)).exit();
        let run = TurnError::Run {
            number: "7".to_owned(),
            seconds: 1,
        };
        let dvc = TurnError::Dvc {
            command: "dvc repro".to_owned(),
            number: 7,
        };
        assert_eq!([exit(run), exit(dvc)], [Exit::Tracker; 2]);
        let lock = TurnError::Lock(io::ErrorKind::PermissionDenied.into());
        assert_eq!(exit(lock), Exit::Usage);
    }
}
