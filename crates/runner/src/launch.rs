//! `mlops stage <name>`: one stage of `dvc.yaml` as a container beside the runner.
//!
//! The container gets what the stage's entry names and nothing else: its data read-only,
//! the folders of its outputs, its parameters, and a network only where it uses the
//! tracker. `plan` says so once; it becomes the request to Docker's API as well as the
//! `docker run` line of `--print`.

mod body;
mod environment;
mod error;
mod inputs;
mod line;
mod mounts;
mod network;
mod plan;
mod prepared;

pub use body::request;
pub use error::LaunchError;
pub use line::docker_run;
pub use mounts::Mount;
pub use network::Network;
pub use plan::{ContainerPlan, Variable};

use crate::checkout::{Checkout, Sources};
use inputs::Inputs;
use prepared::Prepared;

/// Runs the stage `name` of `checkout` and gives the exit code of its program.
///
/// # Errors
///
/// When the stage cannot be started, or something that it depends on changed while it ran:
/// DVC reads parameters and dependencies once more when a stage has ended, and would lock
/// the new ones for a result of the old.
pub fn run(checkout: &Checkout, name: &str) -> Result<u8, LaunchError> {
    let prepared = Prepared::new(checkout, name)?;
    prepared.make_folders()?;
    // The sources that the image is named by, and not those of a moment later.
    let before = Inputs::read(checkout, &prepared.entry, prepared.sources.clone())?;
    let root = checkout.root().to_string_lossy();
    prepared.daemon.remove_orphans(&root)?;
    let ending = prepared.execute()?;
    if ending.out_of_memory {
        let memory = &prepared.memory;
        eprintln!(
            "mlops: stage `{name}` was ended because it used more than the {memory} of memory that it may; \
             raise `meta.memory` in dvc.yaml, or `STAGE_MEMORY` in .env"
        );
    }
    if ending.code == 0 {
        let sources = Sources::read(checkout.root())?;
        let changes = before.changes(&Inputs::read(checkout, &prepared.entry, sources)?);
        if !changes.is_empty() {
            let stage = name.to_owned();
            return Err(LaunchError::Changed { stage, changes });
        }
    }
    Ok(ending.code)
}

/// The `docker run` line that starts the stage `name` as [`run`] does.
///
/// # Errors
///
/// When the stage could not be started.
pub fn print(checkout: &Checkout, name: &str) -> Result<String, LaunchError> {
    let prepared = Prepared::new(checkout, name)?;
    let network = prepared.networks()?.swap_remove(0);
    Ok(docker_run(&prepared.plan(network)?))
}
