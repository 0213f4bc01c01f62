//! Bridge networks.
//!
//! A daemon has room for some thirty of them. Those of this project carry a label, so that
//! what is left of trackers that run no more can make room for a new one.

use std::collections::HashMap;

use bollard::errors::Error;
use bollard::models::NetworkCreateRequest;
use bollard::query_parameters::{ListNetworksOptions, PruneNetworksOptions};

use super::{Daemon, DockerError, error};

/// The label of the networks of this project.
const LABEL: &str = "mlops.network";
/// A network that is younger may be about to get its first container.
const UNUSED_FOR: &str = "10m";

impl Daemon {
    /// Creates the bridge network called `name` unless it exists (`GET /networks`, `POST
    /// /networks/create`). If the daemon has no room for it, the networks of this project that no
    /// container uses are removed first (`POST /networks/prune`).
    ///
    /// # Errors
    ///
    /// When the daemon does not answer or refuses.
    pub fn ensure_network(&self, name: &str) -> Result<(), DockerError> {
        self.runtime.block_on(async {
            if self.network_ids(name).await?.is_empty() {
                self.make_room_and_create(name).await?;
            }
            // A daemon that is asked twice at once makes two networks of one name, and then refuses
            // the name as ambiguous.
            for id in self.network_ids(name).await?.iter().skip(1) {
                self.remove_unused(id).await?;
            }
            Ok(())
        })
    }

    /// Removes the network called `name`, if there is one and no container uses it
    /// (`GET /networks`, `DELETE /networks/{id}`).
    ///
    /// # Errors
    ///
    /// When the daemon does not answer or refuses.
    pub fn remove_network(&self, name: &str) -> Result<(), DockerError> {
        self.runtime.block_on(async {
            for id in self.network_ids(name).await? {
                self.remove_unused(&id).await?;
            }
            Ok(())
        })
    }

    /// The ids of the networks called `name`, sorted: who sees two of them keeps the same one as
    /// everybody else.
    async fn network_ids(&self, name: &str) -> Result<Vec<String>, DockerError> {
        let filter = ("name".to_owned(), vec![format!("^{name}$")]);
        let options = ListNetworksOptions {
            filters: Some(HashMap::from([filter])),
        };
        let found = self.docker.list_networks(Some(options)).await;
        let found = found.map_err(error::refused(format!("look at the network `{name}`")))?;
        let mut ids: Vec<_> = found.into_iter().filter_map(|network| network.id).collect();
        ids.sort();
        Ok(ids)
    }

    async fn remove_unused(&self, id: &str) -> Result<(), DockerError> {
        match self.docker.remove_network(id).await {
            Err(Error::DockerResponseServerError {
                status_code: 403, ..
            }) => Ok(()),
            removed => error::optional(removed, format!("remove the network `{id}`")).map(drop),
        }
    }

    async fn make_room_and_create(&self, name: &str) -> Result<(), DockerError> {
        let created = match self.create_network(name).await {
            Err(error) if is_full(&error) => {
                self.prune_networks().await?;
                self.create_network(name).await
            }
            created => created,
        };
        match created {
            Err(error) if is_full(&error) => {
                let network = name.to_owned();
                Err(DockerError::NoNetworkLeft { network })
            }
            created => created.map_err(error::refused(format!("create the network `{name}`"))),
        }
    }

    async fn create_network(&self, name: &str) -> Result<(), Error> {
        let request = NetworkCreateRequest {
            name: name.to_owned(),
            options: Some(self.packet_size().await),
            labels: Some(HashMap::from([(LABEL.to_owned(), String::new())])),
            ..NetworkCreateRequest::default()
        };
        self.docker.create_network(request).await.map(drop)
    }

    async fn prune_networks(&self) -> Result<(), DockerError> {
        let filters = [("label", LABEL), ("until", UNUSED_FOR)];
        let filters = filters.map(|(name, value)| (name.to_owned(), vec![value.to_owned()]));
        let options = PruneNetworksOptions {
            filters: Some(HashMap::from(filters)),
        };
        let pruned = self.docker.prune_networks(Some(options)).await;
        let doing = "remove networks that no container uses".to_owned();
        pruned.map(drop).map_err(error::refused(doing))
    }

    /// A host with a smaller packet size than the usual one says so on its default network;
    /// a new network does not inherit it.
    async fn packet_size(&self) -> HashMap<String, String> {
        const MTU: &str = "com.docker.network.driver.mtu";
        let bridge = self.docker.inspect_network("bridge", None).await.ok();
        let options = bridge.and_then(|bridge| bridge.options).unwrap_or_default();
        let size = options.get(MTU).map_or("1500", String::as_str);
        HashMap::from([(MTU.to_owned(), size.to_owned())])
    }
}

/// Whether the daemon has given all its ranges of addresses to networks.
fn is_full(error: &Error) -> bool {
    match error {
        Error::DockerResponseServerError { message, .. } => says_full(message),
        _ => false,
    }
}

/// The daemon's words for it, those of 20.10 and those since 27.
fn says_full(message: &str) -> bool {
    message.contains("non-overlapping IPv4 address pool")
        || message.contains("predefined address pools have been fully subnetted")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_daemon_that_has_no_addresses_left_is_told_from_one_that_refuses() {
        for full in [
            "could not find an available, non-overlapping IPv4 address pool among the defaults to \
             assign to the network",
            "all predefined address pools have been fully subnetted",
        ] {
            assert!(says_full(full), "{full}");
        }
        assert!(!says_full("network with name mlops-1 already exists"));
    }
}
