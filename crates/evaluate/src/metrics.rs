//! The metrics of a model on the test rows, which crate `classification_metrics` measures, and
//! bootstrap intervals of them.
//!
//! # Layout
//!
//! From the inside out: each module uses only those above it.
//!
//! - `bootstrap`: intervals over many samples.
//! - `of_model`: the content of `metrics/metrics.json`.

mod bootstrap;
mod of_model;

pub use classification_metrics::{
    Bin, ClassCounts, ClassCurves, CurvePoint, Judged, calibration, curves, scores,
};
pub use of_model::{metrics, remarks};
