//! What a stage's container may do.

use std::process::Command;

use bollard::models::ContainerInspectResponse;
use runner::launch::{ContainerPlan, Mount, Network, Variable};

use super::{Running, SLEEP, await_container, plan};

#[test]
fn the_daemon_gives_a_stage_what_it_needs_and_no_more() {
    // Docker's daemon sees the folder of the build, and not the temporary files of a container in which
    // these tests run.
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let source = folder.path().to_str().unwrap().to_owned();
    let mount = |target: &str, readonly| Mount {
        source: source.clone(),
        target: target.to_owned(),
        readonly,
    };
    let plan = ContainerPlan {
        mounts: vec![
            mount("/workspace/data", true),
            mount("/workspace/models", false),
        ],
        environment: vec![Variable {
            name: "MLFLOW_EXPERIMENT_NAME".to_owned(),
            value: "iris = 1".to_owned(),
            secret: false,
        }],
        ..plan("privilege", "64m", Network::None)
    };
    let running = Running::start(&plan, SLEEP);
    let found = await_container(&plan.name);
    drop(running);
    let host = found.host_config.clone().unwrap();
    assert_eq!(host.init, Some(true));
    assert_eq!(host.readonly_rootfs, Some(true));
    assert_eq!(host.cap_drop.as_deref(), Some(&["ALL".to_owned()][..]));
    assert_eq!(host.cap_add, None);
    assert_eq!(host.privileged, Some(false));
    assert_eq!(
        host.security_opt.as_deref(),
        Some(&["no-new-privileges".to_owned()][..])
    );
    assert_eq!(host.pids_limit, Some(256));
    assert_eq!(host.memory, Some(64 << 20));
    assert_eq!(host.network_mode.as_deref(), Some("none"));
    assert_eq!(host.pid_mode.unwrap_or_default(), "");
    let expected = [("/workspace/data", false), ("/workspace/models", true)];
    assert_eq!(
        bind_mounts(&found),
        expected.map(|(target, writable)| (target.to_owned(), writable))
    );
    let config = found.config.unwrap();
    // The variables of the image are there too.
    let environment = config.env.unwrap();
    let ours = "MLFLOW_EXPERIMENT_NAME=iris = 1".to_owned();
    assert!(environment.contains(&ours), "{environment:?}");
    let user = config.user.unwrap();
    assert_eq!(user, format!("{}:{}", id("-u"), id("-g")));
}

/// The places of the mounts of folders, and whether the container may write there.
fn bind_mounts(container: &ContainerInspectResponse) -> Vec<(String, bool)> {
    let mounts = container.mounts.iter().flatten();
    let mut mounts: Vec<_> = mounts
        .filter(|mount| mount.typ == Some("bind".to_owned()))
        .map(|mount| (mount.destination.clone().unwrap(), mount.rw.unwrap()))
        .collect();
    mounts.sort();
    mounts
}

fn id(which: &str) -> String {
    let output = Command::new("id").arg(which).output().unwrap();
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}
