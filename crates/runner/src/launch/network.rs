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
    /// The world, the containers of a network, and the host as `host.docker.internal`.
    Bridge {
        /// The name of the network.
        network: String,
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
            Self::Bridge { uri, .. } => Some(uri.clone()),
        }
    }

    /// Makes what it needs.
    pub(super) fn prepare(&self, daemon: &Daemon) -> Result<(), DockerError> {
        match self {
            Self::Bridge { network, .. } => daemon.ensure_network(network),
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
        let network = tracker::NETWORK.to_owned();
        return Ok(vec![Network::Bridge { network, uri }]);
    }
    let own = OwnTracker::of(checkout);
    let container = own.require_running(daemon)?;
    let uri = format!("http://{container}:{}", tracker::PORT);
    Ok(vec![
        Network::Tracker { container },
        Network::Bridge {
            network: own.network,
            uri,
        },
    ])
}

/// Whether a daemon does not offer `network`, which it was asked for. It says so before
/// anything runs in the container.
pub(super) fn is_refused(network: &Network, error: &DockerError) -> bool {
    error
        .message()
        .is_some_and(|message| is_about(network, message))
}

/// Whether a daemon's message is about the network. One about a mount may have the words in
/// its path; one about a container counts if it is the tracker's, which is gone then.
fn is_about(network: &Network, message: &str) -> bool {
    let message = message.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| message.contains(word));
    if has(&["bind source path", "invalid mount config"]) {
        return false;
    }
    let gone = match network {
        Network::Tracker { container } => has(&[&format!("no such container: {container}")]),
        Network::None | Network::Bridge { .. } => false,
    };
    gone || has(&["network", "namespace"])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether this message of a daemon leads to the next network.
    fn leads_on(message: &str) -> bool {
        let container = "mlops-mlflow-1".to_owned();
        is_about(&Network::Tracker { container }, message)
    }

    #[test]
    fn a_tracker_whose_network_cannot_be_joined_leads_to_the_next_network() {
        for message in [
            "cannot join network of a non running container: 0a1b2c3d4e5f",
            "No such container: mlops-mlflow-1",
            "joining network namespace of container: No such container: mlops-mlflow-1",
            "cannot share the host's network namespace when user namespaces are enabled",
        ] {
            assert!(leads_on(message), "{message}");
        }
    }

    #[test]
    fn what_is_wrong_besides_the_network_is_an_error() {
        for message in [
            "invalid mount config for type \"bind\": bind source path does not exist: /home/ann/network",
            "No such container: mlops-train-1",
            "No such image: mlops-train:0a1b2c3d4e5f",
        ] {
            assert!(!leads_on(message), "{message}");
        }
    }
}
