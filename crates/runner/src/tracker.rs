//! The checkout's own tracker: an MLflow server in a container, with its runs in a volume.
//!
//! There is no restart policy: after a reboot the next `make run` or `make up` starts it again.

mod request;
mod start;

use bollard::models::{ContainerInspectResponse, ContainerStateStatusEnum, HealthStatusEnum};
use stage::exit::{Exit, Failure};

use crate::checkout::{Checkout, SourcesError};
use crate::docker::{Daemon, DockerError};
use crate::settings::{DotenvError, Settings, TrackerAddress};

pub use start::up;

/// The port on which the server listens in its container.
pub const PORT: u16 = 5000;
/// The network of the tracker, and of stages that cannot share the tracker's namespace. All
/// checkouts on a machine share it: the number of networks that Docker can make is small.
pub const NETWORK: &str = "mlops";
/// By this name a container reaches the host.
pub const HOST_GATEWAY: &str = "host.docker.internal:host-gateway";

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
    #[error("start the tracker: `{container}` did not become healthy; its last lines:\n{log}")]
    Unhealthy {
        /// The container.
        container: String,
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
            Self::NotRunning { .. } | Self::Unhealthy { .. } => Exit::Tracker,
            _ => Exit::Usage,
        }
    }
}

/// The container of a checkout's own tracker.
#[derive(Clone, Debug)]
pub struct OwnTracker {
    /// Its name; that of its volume is the same.
    pub container: String,
}

impl OwnTracker {
    /// That of `checkout`, which experiments of it share.
    #[must_use]
    pub fn of(checkout: &Checkout) -> Self {
        let container = checkout.main().container("mlflow");
        Self { container }
    }

    /// The container's name, if it runs.
    ///
    /// # Errors
    ///
    /// When it does not run, or Docker does not answer.
    pub fn require_running(&self, daemon: &Daemon) -> Result<String, TrackerError> {
        self.running(daemon).map(|_| self.container.clone())
    }

    /// The address of the server for programs and browsers on the host.
    ///
    /// # Errors
    ///
    /// When it does not run, or Docker does not answer.
    pub fn url(&self, daemon: &Daemon) -> Result<String, TrackerError> {
        let found = self.running(daemon)?;
        published_url(&found).ok_or_else(|| self.not_running())
    }

    fn running(&self, daemon: &Daemon) -> Result<ContainerInspectResponse, TrackerError> {
        let found = daemon.container(&self.container)?;
        found.filter(is_running).ok_or_else(|| self.not_running())
    }

    fn not_running(&self) -> TrackerError {
        let container = self.container.clone();
        TrackerError::NotRunning { container }
    }
}

/// Stops the tracker of `checkout`; its runs and models stay in its volume.
///
/// # Errors
///
/// When Docker does not answer or refuses.
pub fn down(checkout: &Checkout, daemon: &Daemon) -> Result<(), TrackerError> {
    Ok(daemon.remove(&OwnTracker::of(checkout).container)?)
}

/// Stops the tracker of `checkout` and deletes its runs and models.
///
/// # Errors
///
/// When Docker does not answer or refuses.
pub fn remove(checkout: &Checkout, daemon: &Daemon) -> Result<(), TrackerError> {
    down(checkout, daemon)?;
    Ok(daemon.remove_volume(&OwnTracker::of(checkout).container)?)
}

/// The address of the tracker in use: that of the settings, or of the one of `checkout`.
///
/// # Errors
///
/// When the own tracker is in use and does not run, or Docker does not answer.
pub fn url(
    checkout: &Checkout,
    settings: &Settings,
    daemon: &Daemon,
) -> Result<String, TrackerError> {
    match settings.tracker() {
        TrackerAddress::Elsewhere { uri } => Ok(uri),
        TrackerAddress::Own => OwnTracker::of(checkout).url(daemon),
    }
}

/// The last lines of the log of the tracker of `checkout`.
///
/// # Errors
///
/// When Docker does not answer or there is no such container.
pub fn logs(checkout: &Checkout, daemon: &Daemon, lines: usize) -> Result<String, TrackerError> {
    Ok(daemon.logs(&OwnTracker::of(checkout).container, lines)?)
}

fn is_running(container: &ContainerInspectResponse) -> bool {
    let state = container.state.as_ref();
    let status = state.and_then(|state| state.status);
    status == Some(ContainerStateStatusEnum::RUNNING)
}

fn health(container: &ContainerInspectResponse) -> Option<HealthStatusEnum> {
    container.state.as_ref()?.health.as_ref()?.status
}

/// `http://127.0.0.1:<the published port>`.
fn published_url(container: &ContainerInspectResponse) -> Option<String> {
    let ports = container.network_settings.as_ref()?.ports.as_ref()?;
    let binding = ports.get(&format!("{PORT}/tcp"))?.as_ref()?.first()?;
    let (host, port) = (binding.host_ip.as_ref()?, binding.host_port.as_ref()?);
    Some(format!("http://{host}:{port}"))
}
