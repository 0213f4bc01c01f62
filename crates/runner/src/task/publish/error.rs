//! Why a run is not where others get it.

use std::io;

use stage::exit::{Exit, Failure};

/// Why a run is not where others get it.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PublishError {
    /// A commit by itself is checked out.
    #[error("publish the run: no branch is checked out; `git switch` to one first")]
    NoBranch,
    /// The branch is only here.
    #[error(
        "publish the run: the branch `{branch}` has no upstream to push to; \
         set one with `git branch --set-upstream-to <remote>/{branch}`"
    )]
    NoUpstream {
        /// Its name.
        branch: String,
    },
    /// The upstream is a folder, or reached by ssh.
    #[error(
        "publish the run: the remote `{remote}` is at `{url}`, and the runner pushes by http and https alone; \
         name such an address by `git remote set-url --push {remote} https://...`"
    )]
    NoHttp {
        /// The name of git's remote.
        remote: String,
        /// Where it is.
        url: String,
    },
    /// Git says no.
    #[error("publish the run: `git {command}` says: {reason}")]
    Git {
        /// Its first word.
        command: String,
        /// The last line of what it says.
        reason: String,
    },
    /// What pushes cannot be started, or says nothing.
    #[error("push the branch to {url}: {source}")]
    Program {
        /// Where to.
        url: String,
        /// What is wrong.
        source: io::Error,
    },
    /// The server wants to know who this is.
    #[error(
        "push the branch to {url}: it refuses this login; set login and password of Airflow's connection `git`, or the \
         variables MLOPS_PUSH_LOGIN and MLOPS_PUSH_PASSWORD"
    )]
    Unauthorized {
        /// Where to.
        url: String,
    },
    /// The branch there has commits that are not here.
    #[error(
        "push the branch to {url}: somebody has pushed to it meanwhile; \
         `git pull --rebase` in this checkout, and run the whole again"
    )]
    Diverged {
        /// Where to.
        url: String,
    },
    /// The server says no.
    #[error("push the branch to {url}: {reason}")]
    Refused {
        /// Where to.
        url: String,
        /// In its words.
        reason: String,
    },
    /// The server does not answer.
    #[error("push the branch to {url}: it does not answer: {reason}")]
    Unreachable {
        /// Where to.
        url: String,
        /// What happened.
        reason: String,
    },
}

impl Failure for PublishError {
    fn exit(&self) -> Exit {
        match self {
            Self::Unreachable { .. } => Exit::Tracker,
            Self::Program { .. } => Exit::Internal,
            _ => Exit::Usage,
        }
    }
}
