//! The container of the own tracker, as Docker describes it.

use bollard::models::{ContainerInspectResponse, ContainerStateStatusEnum};

use super::{PORT, TrackerError};
use crate::checkout::Checkout;
use crate::docker::Daemon;

/// The container of a checkout's own tracker.
#[derive(Clone, Debug)]
pub(crate) struct OwnTracker {
    /// The name of the container and of its volume.
    pub container: String,
    /// Its network, on which nothing else is: there is no password to the tracker, and what shares
    /// a network with it can use it.
    pub network: String,
}

impl OwnTracker {
    /// The tracker of `checkout`; its experiments share it.
    #[must_use]
    pub(crate) fn of(checkout: &Checkout) -> Self {
        let main = checkout.main();
        Self {
            container: main.container("mlflow"),
            network: main.container("network"),
        }
    }

    /// The container's name, if it runs.
    ///
    /// # Errors
    ///
    /// When it does not run, or Docker does not answer.
    pub(crate) fn require_running(&self, daemon: &Daemon) -> Result<String, TrackerError> {
        self.running(daemon).map(|_| self.container.clone())
    }

    /// The address of the server for programs and browsers on the host.
    ///
    /// # Errors
    ///
    /// When it does not run, or Docker does not answer.
    pub(crate) fn url(&self, daemon: &Daemon) -> Result<String, TrackerError> {
        let found = self.running(daemon)?;
        published_url(&found).ok_or_else(|| self.not_running())
    }

    pub(super) fn running(
        &self,
        daemon: &Daemon,
    ) -> Result<ContainerInspectResponse, TrackerError> {
        let found = daemon.container(&self.container)?;
        found.filter(is_running).ok_or_else(|| self.not_running())
    }

    pub(super) fn not_running(&self) -> TrackerError {
        let container = self.container.clone();
        TrackerError::NotRunning { container }
    }
}

pub(super) fn is_running(container: &ContainerInspectResponse) -> bool {
    let state = container.state.as_ref();
    let status = state.and_then(|state| state.status);
    status == Some(ContainerStateStatusEnum::RUNNING)
}

/// Whether the container is on this network.
pub(super) fn is_on(container: &ContainerInspectResponse, network: &str) -> bool {
    let settings = container.network_settings.as_ref();
    let networks = settings.and_then(|settings| settings.networks.as_ref());
    networks.is_some_and(|networks| networks.contains_key(network))
}

/// Whether the container runs this image.
pub(super) fn has_image(container: &ContainerInspectResponse, image: &str) -> bool {
    let config = container.config.as_ref();
    config.and_then(|config| config.image.as_deref()) == Some(image)
}

/// `http://127.0.0.1:<the published port>`.
pub(super) fn published_url(container: &ContainerInspectResponse) -> Option<String> {
    let ports = container.network_settings.as_ref()?.ports.as_ref()?;
    let binding = ports.get(&format!("{PORT}/tcp"))?.as_ref()?.first()?;
    let (host, port) = (binding.host_ip.as_ref()?, binding.host_port.as_ref()?);
    Some(format!("http://{host}:{port}"))
}
