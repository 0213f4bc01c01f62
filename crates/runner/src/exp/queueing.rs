//! Experiments on their way into DVC's queue.

use std::io;
use std::process::{Command, Output, Stdio};

use experiments::Plan;

use super::ExpError;
use crate::checkout::{Checkout, EXPERIMENT_VARIABLES};
use crate::counted::counted;
use crate::run::{Turn, said};

/// Queues the grids of `plan`. DVC puts each combination into the checkout for a moment, so it
/// is this process's turn meanwhile.
///
/// # Errors
///
/// When somebody else is at work in the checkout, or DVC cannot be started or refuses.
pub(super) fn queue(checkout: &Checkout, plan: &Plan) -> Result<(), ExpError> {
    let turn = Turn::take(checkout)?;
    eprintln!("exp: queueing {}", counted(plan.size, "experiment"));
    for grid in &plan.grids {
        let output = dvc(grid, &turn).map_err(ExpError::Dvc)?;
        if !output.status.success() {
            return Err(ExpError::Queue(said(&output)));
        }
    }
    Ok(())
}

/// `dvc exp run --queue` for one grid. What it says is of use only where it fails.
fn dvc(grid: &[String], turn: &Turn) -> io::Result<Output> {
    let mut dvc = Command::new("dvc");
    dvc.args(["exp", "run", "--queue"]);
    for setting in grid {
        dvc.args(["--set-param", setting]);
    }
    for variable in EXPERIMENT_VARIABLES {
        dvc.env_remove(variable);
    }
    dvc.stdin(turn.stdin()?);
    dvc.stdout(Stdio::piped()).stderr(Stdio::piped());
    dvc.output()
}
