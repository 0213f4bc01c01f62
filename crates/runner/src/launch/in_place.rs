//! A container in the place of a stage that uses the tracker: on its network, with its environment,
//! and with none of the checkout's files.

use std::process;
use std::time::Duration;

use super::plan::caller;
use super::{ContainerPlan, LaunchError, Network, environment, mounts, network, request};
use crate::checkout::Checkout;
use crate::docker::{Answer, Daemon};
use crate::settings::Settings;

/// What asks the tracker there, in the runner's image.
const PROGRAM: [&str; 2] = ["mlops", "ask-tracker"];
const MEMORY: &str = "256m";

/// Has `image`, the runner's, ask the tracker of `settings` from where a stage would, and gives the
/// network it was on and its answer.
///
/// # Errors
///
/// When the own tracker does not run, a setting of the tracker is wrong, or the container cannot be
/// started on any network.
pub(crate) fn in_place_of_a_stage(
    checkout: &Checkout,
    settings: &Settings,
    daemon: &Daemon,
    image: &str,
    limit: Duration,
) -> Result<(Network, Answer), LaunchError> {
    let mut networks = network::of_tracker(checkout, settings, daemon)?
        .into_iter()
        .peekable();
    loop {
        let network = networks.next().unwrap_or(Network::None);
        network.prepare(daemon)?;
        let plan = plan(checkout, settings, daemon, image, network)?;
        let mut body = request(&plan);
        body.entrypoint = Some(vec![PROGRAM[0].to_owned()]);
        let next = networks.peek().is_some();
        match daemon.ask(&plan.name, body, limit) {
            Err(error) if next && network::is_refused(&plan.network, &error) => {}
            answer => return Ok((plan.network, answer?)),
        }
    }
}

fn plan(
    checkout: &Checkout,
    settings: &Settings,
    daemon: &Daemon,
    image: &str,
    network: Network,
) -> Result<ContainerPlan, LaunchError> {
    // Two that are asked for at once are two containers.
    let name = format!("{}-{}", checkout.container("doctor"), process::id());
    let wrong = |expected| LaunchError::Memory {
        stage: "doctor".to_owned(),
        found: MEMORY.to_owned(),
        expected,
    };
    Ok(ContainerPlan {
        name,
        image: image.to_owned(),
        user: caller(daemon)?,
        root: checkout.root().to_string_lossy().into_owned(),
        memory: MEMORY.parse().map_err(wrong)?,
        mounts: mounts::certificate(checkout, settings)?
            .into_iter()
            .collect(),
        environment: environment::access(checkout, settings, &network)?,
        network,
        args: vec![PROGRAM[1].to_owned()],
    })
}
