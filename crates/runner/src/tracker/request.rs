//! The request that makes the tracker's container.

use std::collections::HashMap;

use bollard::models::{ContainerCreateBody, HostConfig, Mount, MountType, PortBinding};

use super::{OwnTracker, PORT};

/// The label that holds the root of the checkout.
const ROOT_LABEL: &str = "mlops.tracker";
/// The names that the server answers to, as the header `Host` has them.
const ALLOWED_HOSTS: &str = "MLFLOW_SERVER_ALLOWED_HOSTS";
/// The names of this machine, seen from itself and from a container. Browsers and tunnels reach the
/// server at any port of theirs.
const HOSTS: [&str; 3] = ["localhost", "127.0.0.1", "host.docker.internal"];

/// What the tracker's container is made from.
pub(super) struct Server<'a> {
    /// The image, by its tag.
    pub(super) image: &'a str,
    /// The names of container, volume and network.
    pub(super) tracker: &'a OwnTracker,
    /// The root of the checkout.
    pub(super) root: &'a str,
}

impl Server<'_> {
    /// The request for a server at this port of 127.0.0.1; an empty one for any free port.
    pub(super) fn at(&self, port: &str) -> ContainerCreateBody {
        ContainerCreateBody {
            image: Some(self.image.to_owned()),
            env: Some(vec![format!("{ALLOWED_HOSTS}={}", self.allowed_hosts())]),
            labels: Some(HashMap::from([(
                ROOT_LABEL.to_owned(),
                self.root.to_owned(),
            )])),
            host_config: Some(HostConfig {
                network_mode: Some(self.tracker.network.clone()),
                port_bindings: Some(published(port)),
                mounts: Some(vec![self.data()]),
                readonly_rootfs: Some(true),
                tmpfs: Some(HashMap::from([("/tmp".to_owned(), String::new())])),
                cap_drop: Some(vec!["ALL".to_owned()]),
                security_opt: Some(vec!["no-new-privileges".to_owned()]),
                ..HostConfig::default()
            }),
            ..ContainerCreateBody::default()
        }
    }

    /// A star stands for ports alone. In a name it would let a web page in whose own name fits,
    /// once it has made that name point to this server (DNS rebinding).
    fn allowed_hosts(&self) -> String {
        let machine = HOSTS.map(|host| format!("{host},{host}:*"));
        format!("{}:{PORT},{}", self.tracker.container, machine.join(","))
    }

    fn data(&self) -> Mount {
        Mount {
            typ: Some(MountType::VOLUME),
            source: Some(self.tracker.container.clone()),
            target: Some("/data".to_owned()),
            ..Mount::default()
        }
    }
}

fn published(port: &str) -> HashMap<String, Option<Vec<PortBinding>>> {
    let binding = PortBinding {
        host_ip: Some("127.0.0.1".to_owned()),
        host_port: Some(port.to_owned()),
    };
    HashMap::from([(format!("{PORT}/tcp"), Some(vec![binding]))])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `mlops-mlflow-*:5000` was allowed, and so was the page of `mlops-mlflow-a.evil.example:5000`.
    #[test]
    fn the_server_answers_to_whole_names_alone() {
        let tracker = OwnTracker {
            container: "mlops-mlflow-1".to_owned(),
            network: "mlops-network-1".to_owned(),
        };
        let server = Server {
            image: "mlops-mlflow:0a1b2c3d4e5f",
            tracker: &tracker,
            root: "/home/ann/iris",
        };
        let environment = server.at("5000").env.unwrap();
        let hosts = environment[0].strip_prefix("MLFLOW_SERVER_ALLOWED_HOSTS=");
        let hosts: Vec<_> = hosts.unwrap().split(',').collect();
        let expected = [
            "mlops-mlflow-1:5000",
            "localhost",
            "localhost:*",
            "127.0.0.1",
            "127.0.0.1:*",
            "host.docker.internal",
            "host.docker.internal:*",
        ];
        assert_eq!(hosts, expected);
    }
}
