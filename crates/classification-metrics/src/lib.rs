//! The metrics of a classifier on a table as scikit-learn defines them, to the last bit: evaluate
//! measures the test rows by them, and train the rows that it holds back.
//!
//! # Layout
//!
//! From the inside out: each module uses only those above it.
//!
//! - `class_counts`: the metrics of labels.
//! - `ranking`: the metrics of an order of rows, ROC AUC and average precision.
//! - `judged`: the rows with what a model said about them.
//! - `measure`: all metrics of the rows, or of a sample of them.
//! - `curves`: the curves whose areas these are.
//! - `calibration`: how far probabilities are those of the rows.

mod calibration;
mod class_counts;
mod curves;
mod judged;
mod measure;
mod ranking;

pub use calibration::{Bin, calibration};
pub use class_counts::ClassCounts;
pub use curves::{ClassCurves, curves};
pub use judged::Judged;
pub use measure::{Measured, Sample, Scores, scores};
pub use ranking::CurvePoint;
