//! Why experiments were not queued or not followed.

use std::io;

use experiments::{GitError, PlanError};
use params::ParamsError;
use stage::exit::{Exit, Failure};

use crate::commands::CommandError;
use crate::docker::DockerError;
use crate::recovery::HealError;
use crate::remotes::RemotesError;
use crate::run::TurnError;
use crate::settings::DotenvError;

/// Why experiments were not queued or not followed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ExpError {
    /// `params.yaml` is wrong.
    #[error(transparent)]
    Params(#[from] ParamsError),
    /// The settings are wrong.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// git cannot be asked.
    #[error(transparent)]
    Git(#[from] GitError),
    /// The tracker cannot be used.
    #[error(transparent)]
    Command(#[from] CommandError),
    /// `.env` is wrong.
    #[error(transparent)]
    Dotenv(#[from] DotenvError),
    /// DVC's configuration cannot be read.
    #[error(transparent)]
    Remotes(#[from] RemotesError),
    /// Docker does not answer or refuses.
    #[error(transparent)]
    Docker(#[from] DockerError),
    /// Somebody else is at work in the checkout.
    #[error(transparent)]
    Turn(#[from] TurnError),
    /// What a killed DVC left cannot be made good.
    #[error(transparent)]
    Heal(#[from] HealError),
    /// DVC cannot be started.
    #[error("start `dvc`: {0}; run this in the runner (`make shell`), or install DVC")]
    Dvc(#[source] io::Error),
    /// DVC queues nothing, or does not work on its queue.
    #[error("queue experiments: DVC says: {0}")]
    Queue(String),
    /// The queue is not at work although it was started.
    #[error("start the queue: it ended at once; `scripts/runner dvc queue start` shows why")]
    Worker,
    /// Where the start of the queue is noted cannot be written to.
    #[error("write `{path}`: {source}")]
    Note {
        /// The file.
        path: &'static str,
        /// What the system said.
        source: io::Error,
    },
    /// There is nothing to do.
    #[error(
        "try something: the queue of experiments is empty; say what to try, as in \
         `make exp SET='train.max_depth=3,5,8 train.n_estimators=50,200'`"
    )]
    Nothing,
    /// Signals cannot be caught.
    #[error("catch signals: {0}")]
    Signals(#[source] io::Error),
}

impl Failure for ExpError {
    fn exit(&self) -> Exit {
        match self {
            Self::Params(error) => error.exit(),
            Self::Plan(error) => error.exit(),
            Self::Command(error) => error.exit(),
            _ => Exit::Usage,
        }
    }
}
