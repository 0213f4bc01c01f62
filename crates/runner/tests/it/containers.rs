//! Containers on a real daemon: what they may do, what they reach, how they end, and who has
//! their names.
//!
//! The plans are those of stages; the program in them is Python out of the tracker's image,
//! which can say what it sees.

mod endings;
mod names;
mod networks;
mod privileges;

use std::process;
use std::thread;
use std::time::{Duration, Instant};

use bollard::models::{ContainerCreateBody, ContainerInspectResponse};
use runner::checkout::tracker_image;
use runner::docker::{Daemon, Ending};
use runner::launch::{ContainerPlan, Network, request};

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
        user: format!(
            "{}:{}",
            rustix::process::geteuid().as_raw(),
            rustix::process::getegid().as_raw()
        ),
        root: format!("/test/{name}/{}", process::id()),
        memory: memory.parse().unwrap(),
        mounts: Vec::new(),
        network,
        environment: Vec::new(),
        args: Vec::new(),
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
        peak_bytes: None,
    }
}

const SLEEP: &str = "import time; time.sleep(60)";

/// A container that runs until it is dropped.
struct Running(String);

impl Running {
    fn start(plan: &ContainerPlan, program: &str) -> Self {
        Self::start_request(&plan.name, python(plan, program))
    }

    fn start_request(name: &str, body: ContainerCreateBody) -> Self {
        daemon().start(name, body).unwrap();
        Self(name.to_owned())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = daemon().remove(&self.0);
    }
}

/// Waits until the container runs.
fn await_container(name: &str) -> ContainerInspectResponse {
    await_state(name, true)
}

/// Waits until the container runs, or until it has ended.
fn await_state(name: &str, running: bool) -> ContainerInspectResponse {
    let since = Instant::now();
    loop {
        let found = daemon().container(name).unwrap();
        let state = found.as_ref().and_then(|found| found.state.as_ref());
        if state.is_some_and(|state| state.running == Some(running)) {
            return found.unwrap();
        }
        assert!(
            since.elapsed() < Duration::from_mins(1),
            "{name}: {state:?}"
        );
        thread::sleep(Duration::from_millis(50));
    }
}
