//! A plan as the request `POST /containers/create`.

use std::collections::HashMap;

use bollard::models::{ContainerCreateBody, HostConfig, Mount as ApiMount, MountType};

use super::plan::{CAP_DROP, PIDS_LIMIT, SECURITY_OPT};
use super::{ContainerPlan, Mount, Network};
use crate::docker::{ROOT_LABEL, owner_label};
use crate::tracker::HOST_GATEWAY;

/// The request that makes the container of `plan`.
#[must_use]
pub fn request(plan: &ContainerPlan) -> ContainerCreateBody {
    let environment = plan.environment.iter();
    let environment = environment.map(|variable| format!("{}={}", variable.name, variable.value));
    // Who runs the line that `--print` shows does not ask.
    let environment = environment.chain([format!("{}=1", stage::usage::VARIABLE)]);
    let root = (ROOT_LABEL.to_owned(), plan.root.clone());
    ContainerCreateBody {
        image: Some(plan.image.clone()),
        cmd: (!plan.args.is_empty()).then(|| plan.args.clone()),
        user: Some(plan.user.clone()),
        env: Some(environment.collect()),
        labels: Some(HashMap::from([root, owner_label()])),
        attach_stdout: Some(true),
        attach_stderr: Some(true),
        // Docker then makes a namespace and does not spend a tenth of a second on a network
        // for it. A daemon that does not know this keeps to the mode `none` below.
        network_disabled: Some(plan.network == Network::None),
        host_config: Some(host_config(plan)),
        ..ContainerCreateBody::default()
    }
}

fn host_config(plan: &ContainerPlan) -> HostConfig {
    HostConfig {
        init: Some(true),
        readonly_rootfs: Some(true),
        cap_drop: Some(vec![CAP_DROP.to_owned()]),
        security_opt: Some(vec![SECURITY_OPT.to_owned()]),
        pids_limit: Some(PIDS_LIMIT),
        memory: Some(plan.memory.bytes()),
        mounts: Some(plan.mounts.iter().map(mount).collect()),
        network_mode: Some(mode(&plan.network)),
        extra_hosts: match plan.network {
            Network::Bridge { .. } => Some(vec![HOST_GATEWAY.to_owned()]),
            Network::None | Network::Tracker { .. } => None,
        },
        ..HostConfig::default()
    }
}

fn mount(mount: &Mount) -> ApiMount {
    ApiMount {
        typ: Some(MountType::BIND),
        source: Some(mount.source.clone()),
        target: Some(mount.target.clone()),
        read_only: Some(mount.readonly),
        ..ApiMount::default()
    }
}

/// The network by the name that Docker's API and its command line share.
pub(super) fn mode(network: &Network) -> String {
    match network {
        Network::None => "none".to_owned(),
        Network::Tracker { container } => format!("container:{container}"),
        Network::Bridge { network, .. } => network.clone(),
    }
}
