//! Experiments from day to day, on top of DVC's own: what is to be tried, how far it is, what
//! came of it, and how to go on with one.
//!
//! DVC queues, runs and saves. This crate reads what DVC and git keep of that in files, because
//! the commands that show it take seconds, and the tracker for what only the tracker knows. It
//! starts no container and no DVC: that is for the program `mlops`.
//!
//! # Layout
//!
//! From the inside out: each module uses only those above it.
//!
//! - `setting`: what a person wants to try, as typed.
//! - `grid`: all combinations of the values of some settings.
//! - `hydra`: values as DVC's `--set-param` takes them.
//! - `flat`: the keys of `params.yaml` from end to end, and how experiments differ in them.
//! - `git`: references of experiments, and files of their commits.
//! - [`queue`]: DVC's queue, by its files.
//! - `results`: what an experiment came to, by DVC's cache.
//! - `saved`: the experiments that DVC has saved.
//! - `plan`: what is to be queued.
//! - `score`: scores as people read them.
//! - `comparison`: workspace, experiments and versions side by side.
//! - `application`: whether an experiment can be put into the checkout.
//! - `follow`: a queue while it is at work.
//! - `testing`: a checkout with experiments (for tests, a feature).

mod application;
mod comparison;
mod flat;
mod follow;
mod git;
mod grid;
mod hydra;
mod plan;
pub mod queue;
mod results;
mod saved;
mod score;
mod setting;
#[cfg(feature = "testing")]
pub mod testing;

pub use application::{Applicable, ApplyError, applicable};
pub use comparison::{
    Comparison, EDITED_SINCE, Kind, Row, Tracked, Validation, Workspace, compare, params_of_run,
};
pub use follow::{Ended, Follower, Look, Outcome};
pub use git::GitError;
pub use plan::{Plan, PlanError, Present, plan};
pub use results::{Cache, Results};
pub use saved::{Saved, saved};
pub use score::{Score, deciding_metric};
