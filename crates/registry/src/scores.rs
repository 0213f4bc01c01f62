//! The metrics of a model on a table.

use params::Metric;
use serde::{Deserialize, Serialize};

/// Accuracy, and the weighted means of precision, recall and F1 over the classes, as
/// scikit-learn defines them; each 0 to 1. The content of `metrics/metrics.json`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Scores {
    /// The share of rows labelled right.
    pub accuracy: f64,
    /// Of the rows with a label, the share that is of its class; the mean over
    /// the classes, weighted by their rows.
    pub precision: f64,
    /// Of the rows of a class, the share that got its label; the same mean.
    pub recall: f64,
    /// The harmonic mean of the two for each class; the same mean.
    pub f1_score: f64,
}

impl Scores {
    /// One of them.
    #[must_use]
    pub const fn get(&self, metric: Metric) -> f64 {
        match metric {
            Metric::Accuracy => self.accuracy,
            Metric::Precision => self.precision,
            Metric::Recall => self.recall,
            Metric::F1Score => self.f1_score,
        }
    }
}
