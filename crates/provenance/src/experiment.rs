//! Whether a stage runs in an experiment of DVC, and in which kind.

use std::env;

/// The environment variable in which `mlops stage` names the experiment.
pub const EXPERIMENT: &str = "MLOPS_EXPERIMENT";
/// The tag of a run, and of a version made of it, that holds that name.
pub const EXPERIMENT_TAG: &str = "mlops.experiment";

/// Experiments whose names begin with this are models that were made again, by `make reproduce`.
pub const REPRODUCTION: &str = "reproduce-";

/// Whether the experiment of this name is a model that was made again: its result is compared with
/// what there was, and is none of its own.
#[must_use]
pub fn is_reproduction(experiment: &str) -> bool {
    experiment.starts_with(REPRODUCTION)
}

/// The experiment of DVC that this process runs in, by its name.
///
/// What an experiment makes is tracked and judged, and does nothing to the registry.
#[must_use]
pub fn experiment() -> Option<String> {
    env::var(EXPERIMENT).ok().filter(|name| !name.is_empty())
}
