//! Why the tracker cannot be used.

use stage::exit::{Exit, Failure};

use crate::checkout::SourcesError;
use crate::docker::DockerError;
use crate::settings::DotenvError;

/// Why the tracker cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TrackerError {
    /// It is not started.
    #[error(
        "reach the tracker: its container `{container}` is not running; start it with `make up`"
    )]
    NotRunning {
        /// The container.
        container: String,
    },
    /// Its image is not there.
    #[error("start the tracker: its image `{image}` is not built; run `make build`")]
    NotBuilt {
        /// The image.
        image: String,
    },
    /// What its image is built from cannot be read.
    #[error(transparent)]
    Sources(#[from] SourcesError),
    /// The port that the settings ask for is in use.
    #[error("start the tracker: port {port} is taken; set another `MLFLOW_PORT` in .env")]
    PortTaken {
        /// The port.
        port: String,
    },
    /// It started and does not work.
    #[error("start the tracker `{container}`: {problem}; its last lines:\n{log}")]
    Failed {
        /// The container.
        container: String,
        /// What is known of it.
        problem: &'static str,
        /// What it printed last.
        log: String,
    },
    /// `.env` is wrong.
    #[error(transparent)]
    Dotenv(#[from] DotenvError),
    /// Docker does not answer or refuses.
    #[error(transparent)]
    Docker(#[from] DockerError),
}

impl Failure for TrackerError {
    fn exit(&self) -> Exit {
        match self {
            Self::NotRunning { .. } | Self::Failed { .. } => Exit::Tracker,
            _ => Exit::Usage,
        }
    }
}
