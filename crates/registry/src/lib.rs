//! The registered model in MLflow: whether a version passes the gate, how it becomes
//! `production`, and what a person asks of the registry.
//!
//! evaluate judges and promotes through this crate, and `mlops` does so for a person. Both
//! keep to one protocol, so that any number of them can run at once.
//!
//! # Layout
//!
//! From the inside out: each module uses only those above it, and `error`.
//!
//! - `metrics`: the metrics of a model, as `metrics/metrics.json` has them.
//! - [`gate`]: the gate's decision, without input or output.
//! - [`record`]: the tag that keeps decision and promotion.
//! - `page`: the same in words, on the pages of runs and versions.
//! - `production`: what is `production` at the moment.
//! - [`promotion`]: how a version becomes `production`, with one winner.
//! - `versions`: the version that holds a model.
//! - `runs`: the run of an experiment that made a model, which has no version.
//! - `logged`: metrics under the names that the tracker takes.
//! - `evaluation`: what an evaluation writes to run and version.
//! - [`commands`]: list the versions, promote, roll back, report.
//! - `error`: what can go wrong.
//! - `testing`: a tracker in memory (for tests, a feature).

pub mod commands;
mod error;
mod evaluation;
pub mod gate;
mod logged;
mod metrics;
mod page;
mod production;
pub mod promotion;
pub mod record;
mod runs;
#[cfg(feature = "testing")]
pub mod testing;
mod versions;

pub use error::RegistryError;
pub use evaluation::{apply_gate, log_evaluation, log_experiment};
pub use logged::logged_metrics;
pub use metrics::{Interval, Intervals, Metrics, PerClass, Scores};
pub use page::RunPage;
pub use params::OfClass;
pub use production::ProductionState;
pub use runs::{find_run, register_run};
pub use versions::find_version;
