//! The checkout's own tracker: an MLflow server in a container, with its runs in a volume.
//!
//! There is no restart policy: after a reboot the next `make run` or `make up` starts it again.

mod error;
mod own;
mod request;
mod start;
mod state;
mod wait;

use crate::checkout::Checkout;
use crate::docker::Daemon;
use crate::settings::{Settings, TrackerAddress};

pub(crate) use error::TrackerError;
pub(crate) use own::OwnTracker;
pub(crate) use start::{TrackerUp, own_port, up};
pub(crate) use state::{TrackerState, state};

/// The port on which the server listens in its container.
pub(crate) const PORT: u16 = 5000;
/// The network of stages that use another tracker. Nothing listens there, so all checkouts on
/// a machine share it: Docker has room for some thirty networks.
pub(crate) const NETWORK: &str = "mlops";
/// By this name a container reaches the host.
pub(crate) const HOST_GATEWAY: &str = "host.docker.internal:host-gateway";

/// The address of the tracker in use: that of the settings, or of the one of `checkout`.
///
/// # Errors
///
/// When the own tracker is in use and does not run, or Docker does not answer.
pub(crate) fn url(
    checkout: &Checkout,
    settings: &Settings,
    daemon: &Daemon,
) -> Result<String, TrackerError> {
    match settings.tracker() {
        // An address may carry a password.
        TrackerAddress::Elsewhere { uri } => Ok(mlflow::without_userinfo(&uri)),
        TrackerAddress::Own => OwnTracker::of(checkout).url(daemon),
    }
}

/// The last lines of the log of the tracker of `checkout`.
///
/// # Errors
///
/// When Docker does not answer or there is no such container.
pub(crate) fn logs(
    checkout: &Checkout,
    daemon: &Daemon,
    lines: usize,
) -> Result<String, TrackerError> {
    Ok(daemon.logs(&OwnTracker::of(checkout).container, lines)?)
}

/// Stops the tracker of `checkout`; its runs and models stay in its volume.
///
/// # Errors
///
/// When Docker does not answer or refuses.
pub(crate) fn down(checkout: &Checkout, daemon: &Daemon) -> Result<(), TrackerError> {
    let tracker = OwnTracker::of(checkout);
    daemon.remove(&tracker.container)?;
    Ok(daemon.remove_network(&tracker.network)?)
}

/// Stops the tracker of `checkout` and deletes its runs and models.
///
/// # Errors
///
/// When Docker does not answer or refuses.
pub(crate) fn remove(checkout: &Checkout, daemon: &Daemon) -> Result<(), TrackerError> {
    down(checkout, daemon)?;
    Ok(daemon.remove_volume(&OwnTracker::of(checkout).container)?)
}
