//! The metrics of a model on the test rows, as scikit-learn defines them, and bootstrap
//! intervals of them.
//!
//! # Layout
//!
//! From the inside out: each module uses only those above it.
//!
//! - `class_counts`: the metrics of labels.
//! - `ranking`: the metrics of an order of rows, ROC AUC and average precision.
//! - `judged`: the rows with what a model said about them.
//! - `measure`: all metrics of a sample of the rows.
//! - `curves`: the curves whose areas these are.
//! - `calibration`: how far probabilities are those of the rows.
//! - `bootstrap`: intervals over many samples.
//! - `of_model`: the content of `metrics/metrics.json`.

mod bootstrap;
mod calibration;
mod class_counts;
mod curves;
mod judged;
mod measure;
mod of_model;
mod ranking;

pub use calibration::{Bin, calibration};
pub use class_counts::ClassCounts;
pub use curves::{ClassCurves, curves};
pub use judged::Judged;
pub use of_model::{metrics, remarks, scores};
pub use ranking::CurvePoint;
