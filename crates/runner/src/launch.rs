//! `mlops stage <name>`: one stage of `dvc.yaml` as a container beside the runner.
//!
//! The container gets what the stage's entry names and nothing else: its data read-only,
//! the folders of its outputs, its parameters, and a network only where it uses the
//! tracker. `plan` says so once; it becomes the request to Docker's API as well as the
//! `docker run` line of `--print`.

mod body;
mod environment;
mod error;
mod in_place;
mod inputs;
mod line;
mod mounts;
mod network;
mod plan;
mod prepared;
pub(crate) mod shards;

pub use body::request;
pub use error::LaunchError;
pub(crate) use in_place::in_place_of_a_stage;
pub use line::docker_run;
pub use mounts::Mount;
pub use network::Network;
pub use plan::{ContainerPlan, Task, Variable};

use std::time::Instant;

use provenance::CHANGES_FILE;
use stage::own::CHECK;

use crate::checkout::{Checkout, changes};
use crate::docker::Ending;
use crate::pipeline;
use crate::stage_usage::Usage;
use inputs::Inputs;
use prepared::Prepared;
use shards::Shards;

/// Has the program of the stage `name` of `checkout` do its `task`, and gives its exit code.
///
/// # Errors
///
/// When the stage cannot be started, or something that it depends on changed while it ran:
/// DVC reads parameters and dependencies once more when a stage has ended, and would lock
/// the new ones for a result of the old.
pub fn run(checkout: &Checkout, name: &str, task: Task) -> Result<u8, LaunchError> {
    let mut prepared = Prepared::new(checkout, name, task)?;
    prepared.make_folders()?;
    leave_changes(checkout, &prepared);
    // The sources of the moment when the image was named, and not those of a moment later.
    let before = Inputs::read(checkout, &prepared.entry, prepared.sources.clone())?;
    let root = checkout.root().to_string_lossy();
    prepared.daemon.remove_orphans(&root)?;
    let since = Instant::now();
    let ending = match Shards::of_stage(&prepared)? {
        None => prepared.execute(&|| None)?,
        Some(shards) => shards.run(&mut prepared)?,
    };
    let seconds = since.elapsed().as_secs_f64();
    tell_out_of_memory(ending, &prepared);
    if ending.code == 0 {
        let changes = before.changes_until_now(checkout, &prepared.entry)?;
        if !changes.is_empty() {
            let stage = name.to_owned();
            return Err(LaunchError::Changed { stage, changes });
        }
        shards::remove_after(&prepared);
        // The stage ended well: what it took is only for a report.
        let usage = Usage::until_now(seconds, ending.peak_bytes);
        if let Err(error) = usage.write(checkout, name) {
            eprintln!("mlops: failed to write down what stage `{name}` took: {error}");
        }
    }
    Ok(ending.code)
}

/// Leaves what was not committed to a stage that reads it.
fn leave_changes(checkout: &Checkout, prepared: &Prepared<'_>) {
    if !prepared
        .entry
        .optional
        .iter()
        .any(|name| name == CHANGES_FILE)
    {
        return;
    }
    if let Err(error) = changes::leave(checkout.root()) {
        eprintln!(
            "mlops: the run goes without the changes that are not committed: {CHANGES_FILE}: {error}"
        );
    }
}

/// Has the program of the stage `name` do what `args` say, as [`run`] does, but with these `mounts`
/// and no network, and gives its exit code.
///
/// # Errors
///
/// When the program cannot be started.
pub(crate) fn run_apart(
    checkout: &Checkout,
    name: &str,
    mounts: Vec<Mount>,
    args: Vec<String>,
) -> Result<u8, LaunchError> {
    let prepared = Prepared::new(checkout, name, Task::Run)?;
    let root = checkout.root().to_string_lossy();
    prepared.daemon.remove_orphans(&root)?;
    let plan = ContainerPlan {
        mounts,
        args,
        ..prepared.plan(Network::None)?
    };
    let ending = prepared.daemon.run(&plan.name, request(&plan))?;
    tell_out_of_memory(ending, &prepared);
    Ok(ending.code)
}

/// Has each stage that the project did not come with check its parameters, if it has some below
/// `stages`: a wrong one is told before anything works. Gives the code of the first that refuses.
///
/// # Errors
///
/// When `dvc.yaml` is wrong, or a program cannot be started.
pub(crate) fn check_added(checkout: &Checkout) -> Result<u8, LaunchError> {
    let mut refused = 0;
    for name in pipeline::added(checkout.root())?.unwrap_or_default() {
        let entry = pipeline::stage(checkout.root(), &name)?;
        if !entry.has_own_params() {
            continue;
        }
        let mounts = mounts::of_params(checkout, &entry);
        let code = run_apart(checkout, &name, mounts, vec![CHECK.to_owned()])?;
        if refused == 0 {
            refused = code;
        }
    }
    Ok(refused)
}

fn tell_out_of_memory(ending: Ending, prepared: &Prepared<'_>) {
    if ending.out_of_memory {
        let (name, memory) = (&prepared.entry.name, &prepared.memory);
        eprintln!(
            "mlops: stage `{name}` ran out of memory (limit {memory}); raise `meta.memory` in dvc.yaml, \
             or `STAGE_MEMORY`, which wins over it"
        );
    }
}

/// The `docker run` line that starts the stage `name` as [`run`] does. Names on standard error
/// the secrets that it takes from the environment.
///
/// # Errors
///
/// When the stage could not be started.
pub fn print(checkout: &Checkout, name: &str) -> Result<String, LaunchError> {
    let prepared = Prepared::new(checkout, name, Task::Run)?;
    // What is not there is not in the line.
    leave_changes(checkout, &prepared);
    let network = prepared.networks()?.swap_remove(0);
    let plan = prepared.plan(network)?;
    if let Some(hint) = line::export_hint(&plan) {
        eprintln!("mlops: {hint}");
    }
    Ok(docker_run(&plan))
}
