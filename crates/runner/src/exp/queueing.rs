//! Experiments on their way into DVC's queue.

use experiments::Plan;
use params::shorten::counted;

use super::ExpError;
use crate::checkout::Checkout;
use crate::run::{Turn, dvc};

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
        let settings = grid.iter().flat_map(|setting| ["--set-param", setting]);
        let args: Vec<_> = ["exp", "run", "--queue"]
            .into_iter()
            .chain(settings)
            .collect();
        let refused = turn
            .stdin()
            .and_then(|stdin| dvc(checkout.root(), &args, stdin));
        if let Some(message) = refused.map_err(ExpError::Dvc)? {
            return Err(ExpError::Queue(message));
        }
    }
    Ok(())
}
