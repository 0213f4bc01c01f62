//! `params.yaml`: what a person edits, read once and checked as a whole.
//!
//! Every program checks the whole file, its own section or not, so that a typo
//! anywhere stops the pipeline before it works. All problems are reported at
//! once, each with its line, the value found and what is allowed.
//!
//! # Layout
//!
//! - `file`: [`Params`], the file as a whole.
//! - `data`, `preprocess`, `train`, `gate`, `tracking`: a section each.
//! - `forest`, `families`: the parameters of `train` by family of models.
//! - `section`: one section while it is checked, key by key.
//! - `problem`: what is wrong with the file, collected before it is reported.
//! - [`suggest`]: the "did you mean" of the error messages.
//! - [`yaml`]: a YAML file as a tree with line numbers, also for `dvc.yaml` and `dvc.lock`.
//!
//! The crate contains nothing that trains, and only it knows the YAML library.

mod data;
mod families;
mod file;
mod forest;
mod gate;
mod preprocess;
mod problem;
mod section;
pub mod suggest;
mod tracking;
mod train;
pub mod yaml;

pub use data::Data;
pub use families::{DecisionTree, GaussianNb, LogisticRegression, SplitQuality};
pub use file::Params;
pub use forest::{ClassWeight, Criterion, Forest, MaxFeatures, Rows};
pub use gate::{Gate, Metric, Thresholds};
pub use preprocess::{Preprocess, TestSize};
pub use problem::{ParamsError, Problem};
pub use tracking::Tracking;
pub use train::Train;
