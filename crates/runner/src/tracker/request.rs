//! The request that makes the tracker's container.

use std::collections::HashMap;

use bollard::models::{ContainerCreateBody, HostConfig, Mount, MountType, PortBinding};

use super::{NETWORK, PORT};

/// The label that holds the root of the checkout.
const ROOT_LABEL: &str = "mlops.tracker";

/// What the tracker's container is made from.
pub(super) struct Server<'a> {
    /// The image, by its tag.
    pub(super) image: &'a str,
    /// The volume for runs and models.
    pub(super) volume: &'a str,
    /// The root of the checkout.
    pub(super) root: &'a str,
}

impl Server<'_> {
    /// The request for a server at this port of 127.0.0.1; an empty one for any free port.
    pub(super) fn at(&self, port: &str) -> ContainerCreateBody {
        ContainerCreateBody {
            image: Some(self.image.to_owned()),
            labels: Some(HashMap::from([(
                ROOT_LABEL.to_owned(),
                self.root.to_owned(),
            )])),
            host_config: Some(HostConfig {
                network_mode: Some(NETWORK.to_owned()),
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

    fn data(&self) -> Mount {
        Mount {
            typ: Some(MountType::VOLUME),
            source: Some(self.volume.to_owned()),
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
