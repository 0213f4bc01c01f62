//! Containers on a real daemon: what they may do, what they reach, and how they end.
//!
//! The plans are those of stages; the program in them is Python out of the tracker's image,
//! which can say what it sees.

use std::process::{self, Command};
use std::thread;
use std::time::{Duration, Instant};

use bollard::models::{ContainerCreateBody, ContainerInspectResponse};
use runner::checkout::tracker_image;
use runner::docker::{Daemon, Ending};
use runner::launch::{ContainerPlan, Mount, Network, request};

fn daemon() -> Daemon {
    Daemon::connect(std::env::var("DOCKER_HOST").ok().as_deref()).unwrap()
}

fn image() -> String {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    tracker_image(&root).unwrap()
}

/// The plan of a stage with this name, memory and network.
fn plan(name: &str, memory: &str, network: Network) -> ContainerPlan {
    ContainerPlan {
        name: format!("mlops-test-{name}-{}", process::id()),
        image: image(),
        root: format!("/test/{name}/{}", process::id()),
        memory: memory.parse().unwrap(),
        mounts: Vec::new(),
        network,
        environment: Vec::new(),
    }
}

/// The request that makes the container of `plan`, with a program for Python in it.
fn python(plan: &ContainerPlan, program: &str) -> ContainerCreateBody {
    let words = ["python3", "-c", program].map(str::to_owned);
    ContainerCreateBody {
        entrypoint: Some(words.into()),
        ..request(plan)
    }
}

fn run(plan: &ContainerPlan, program: &str) -> Ending {
    daemon().run(&plan.name, python(plan, program)).unwrap()
}

/// Ends with 0 if `what` is true, else with 1.
fn holds(plan: &ContainerPlan, what: &str) -> bool {
    run(
        plan,
        &format!("import os, socket, sys\nsys.exit(not ({what}))"),
    )
    .code
        == 0
}

fn ends_with(code: u8) -> Ending {
    Ending {
        code,
        out_of_memory: false,
    }
}

/// A container that runs until it is dropped.
struct Running(String);

impl Running {
    fn start(plan: &ContainerPlan, program: &str) -> Self {
        daemon().start(&plan.name, python(plan, program)).unwrap();
        Self(plan.name.clone())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = daemon().remove(&self.0);
    }
}

fn await_container(name: &str) -> ContainerInspectResponse {
    let since = Instant::now();
    loop {
        let found = daemon().container(name).unwrap();
        if let Some(found) = found.filter(|found| {
            found
                .state
                .as_ref()
                .is_some_and(|s| s.running == Some(true))
        }) {
            return found;
        }
        assert!(
            since.elapsed() < Duration::from_mins(1),
            "{name} does not start"
        );
        thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn the_daemon_gives_a_stage_what_it_needs_and_no_more() {
    let folder = tempfile::tempdir().unwrap();
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
        ..plan("privilege", "64m", Network::None)
    };
    let running = Running::start(&plan, "import time; time.sleep(60)");
    let found = await_container(&plan.name);
    drop(running);
    let host = found.host_config.unwrap();
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
    let mut mounts: Vec<_> = found
        .mounts
        .unwrap()
        .into_iter()
        .filter(|mount| mount.typ == Some("bind".to_owned()))
        .map(|mount| (mount.destination.unwrap(), mount.rw.unwrap()))
        .collect();
    mounts.sort();
    let expected = [("/workspace/data", false), ("/workspace/models", true)];
    assert_eq!(
        mounts,
        expected.map(|(target, writable)| (target.to_owned(), writable))
    );
    let user = found.config.unwrap().user.unwrap();
    assert_eq!(user, format!("{}:{}", id("-u"), id("-g")));
}

fn id(which: &str) -> String {
    let output = Command::new("id").arg(which).output().unwrap();
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

#[test]
fn a_stage_without_tracker_has_no_network_but_its_own() {
    let plan = plan("alone", "64m", Network::None);
    assert!(holds(
        &plan,
        "[name for _, name in socket.if_nameindex()] == ['lo']"
    ));
    // 192.0.2.1 is an address for documentation; without a route, connecting fails at once.
    let unreachable = "socket.socket().connect_ex(('192.0.2.1', 80)) == 101";
    assert!(holds(&plan, unreachable), "ENETUNREACH");
}

#[test]
fn a_stage_with_the_own_tracker_reaches_it_and_sees_none_of_its_files() {
    let server = plan("server", "64m", Network::None);
    let listen = "import socket
open('/dev/shm/secret', 'w').close()
s = socket.create_server(('0.0.0.0', 5000))
while True: s.accept()";
    let running = Running::start(&server, listen);
    await_container(&server.name);
    let network = Network::Tracker {
        container: server.name.clone(),
    };
    assert_eq!(
        network.tracker_uri().as_deref(),
        Some("http://127.0.0.1:5000")
    );
    let stage = plan("client", "64m", network);
    let answers = "any(not socket.socket().connect_ex(('127.0.0.1', 5000)) or __import__('time').sleep(0.2) for _ in range(50))";
    assert!(holds(&stage, answers));
    assert!(holds(&stage, "not os.path.exists('/dev/shm/secret')"));
    drop(running);
}

#[test]
fn exit_codes_come_back_unchanged_and_the_container_goes() {
    let plan = plan("codes", "64m", Network::None);
    for code in [0, 2, 5, 70, 143] {
        assert_eq!(
            run(&plan, &format!("raise SystemExit({code})")),
            ends_with(code)
        );
        assert!(daemon().container(&plan.name).unwrap().is_none());
    }
    assert_eq!(
        run(&plan, "import os; os.kill(os.getpid(), 9)"),
        ends_with(137)
    );
}

#[test]
fn a_stage_that_uses_too_much_memory_is_told_from_one_that_was_killed() {
    let plan = plan("memory", "32m", Network::None);
    let ending = run(&plan, "x = bytearray(1 << 28); print(sum(x[::4096]))");
    let expected = Ending {
        code: 137,
        out_of_memory: true,
    };
    assert_eq!(ending, expected);
}

#[test]
fn a_request_that_docker_refuses_leaves_no_container() {
    let mut plan = plan("refused", "64m", Network::None);
    plan.mounts = vec![Mount {
        source: "/nowhere/at/all".to_owned(),
        target: "/workspace/data".to_owned(),
        readonly: true,
    }];
    let error = daemon().run(&plan.name, python(&plan, "")).unwrap_err();
    assert!(error.to_string().contains("/nowhere/at/all"), "{error}");
    assert!(daemon().container(&plan.name).unwrap().is_none());
}

/// Two trains of one checkout would write the same files and end each other's runs.
#[test]
fn a_second_run_of_a_stage_waits_for_nobody_and_leaves_the_first_alone() {
    let plan = plan("busy", "64m", Network::None);
    let first = Running::start(&plan, "import time; time.sleep(60)");
    let error = daemon().run(&plan.name, python(&plan, "")).unwrap_err();
    assert!(
        error.to_string().contains("a run that is under way"),
        "{error}"
    );
    await_container(&plan.name);
    assert_eq!(daemon().remove_orphans(&plan.root).unwrap(), 0);
    drop(first);
}

/// `kill -9` of a runner left its stage writing into the checkout beside the next run.
#[test]
fn a_container_whose_starter_was_killed_is_removed_by_the_next_run() {
    let plan = plan("orphan", "64m", Network::None);
    let mut body = python(&plan, "import time; time.sleep(60)");
    let labels = body.labels.as_mut().unwrap();
    labels.insert("mlops.owner".to_owned(), format!("{} 1", process::id()));
    let _first = (
        daemon().start(&plan.name, body).unwrap(),
        Running(plan.name.clone()),
    );
    await_container(&plan.name);
    assert_eq!(run(&plan, ""), ends_with(0));

    let other = ContainerPlan {
        name: format!("{}-other", plan.name),
        ..plan.clone()
    };
    let mut body = python(&other, "import time; time.sleep(60)");
    body.labels.as_mut().unwrap().remove("mlops.owner");
    let _other = (
        daemon().start(&other.name, body).unwrap(),
        Running(other.name.clone()),
    );
    assert_eq!(daemon().remove_orphans(&plan.root).unwrap(), 1);
    assert!(daemon().container(&other.name).unwrap().is_none());
}
