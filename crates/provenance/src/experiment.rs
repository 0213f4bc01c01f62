//! Whether a stage runs in an experiment of DVC.

use std::env;

/// The environment variable in which `mlops stage` names the experiment.
pub const EXPERIMENT: &str = "MLOPS_EXPERIMENT";
/// The tag of a run, and of a version made of it, that holds that name.
pub const EXPERIMENT_TAG: &str = "mlops.experiment";

/// The experiment of DVC that this process runs in, by its name.
///
/// What an experiment makes is tracked and judged, and does nothing to the registry.
#[must_use]
pub fn experiment() -> Option<String> {
    env::var(EXPERIMENT).ok().filter(|name| !name.is_empty())
}
