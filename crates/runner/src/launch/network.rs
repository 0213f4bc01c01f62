//! What a stage can reach.
//!
//! A network costs more time than all else about a container, and a bridge the most: a
//! stage gets the cheapest one that does. One that uses no tracker has a namespace with
//! nothing in it; one that uses the checkout's own tracker shares the tracker's.

use crate::checkout::Checkout;
use crate::docker::{Daemon, DockerError};
use crate::settings::{Settings, TrackerAddress};
use crate::tracker::{self, OwnTracker, TrackerError};

/// What a container can reach.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Network {
    /// Nothing but itself.
    None,
    /// What the container of the own tracker reaches, and the tracker at 127.0.0.1.
    Tracker {
        /// The name of that container.
        container: String,
    },
    /// The world, the containers of the project's network, and the host as
    /// `host.docker.internal`.
    Bridge {
        /// The tracker's address from there.
        uri: String,
    },
}

impl Network {
    /// The tracker's address inside the container, where it can be reached.
    #[must_use]
    pub fn tracker_uri(&self) -> Option<String> {
        match self {
            Self::None => None,
            Self::Tracker { .. } => Some(format!("http://127.0.0.1:{}", tracker::PORT)),
            Self::Bridge { uri } => Some(uri.clone()),
        }
    }

    /// Makes what it needs.
    pub(super) fn prepare(&self, daemon: &Daemon) -> Result<(), DockerError> {
        match self {
            Self::Bridge { .. } => daemon.ensure_network(tracker::NETWORK),
            Self::None | Self::Tracker { .. } => Ok(()),
        }
    }
}

/// The networks on which a stage reaches the tracker, the cheapest first.
pub(super) fn of_tracker(
    checkout: &Checkout,
    settings: &Settings,
    daemon: &Daemon,
) -> Result<Vec<Network>, TrackerError> {
    if let TrackerAddress::Elsewhere { uri } = settings.tracker() {
        return Ok(vec![Network::Bridge { uri }]);
    }
    let container = OwnTracker::of(checkout).require_running(daemon)?;
    let uri = format!("http://{container}:{}", tracker::PORT);
    Ok(vec![
        Network::Tracker { container },
        Network::Bridge { uri },
    ])
}

/// Whether a daemon does not offer the network that it was asked for. It says so before
/// anything runs in the container.
pub(super) fn is_refused(error: &DockerError) -> bool {
    let message = error.message().unwrap_or_default().to_lowercase();
    ["network", "namespace"]
        .iter()
        .any(|word| message.contains(word))
}
