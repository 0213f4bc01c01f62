//! The metrics of a model on a table, as `metrics/metrics.json` has them.

use indexmap::IndexMap;
use params::PerMetric;
use serde::{Deserialize, Serialize};

/// The metrics of a model on a table, as scikit-learn defines them; those that are not defined
/// for the table's rows have no value.
pub type Scores = PerMetric<f64>;

/// The two ends of an interval, the lower one first.
pub type Interval = [f64; 2];

/// Values by the names of the classes, in the order of their numbers.
pub type PerClass<T> = IndexMap<String, OfClass<T>>;

/// The content of `metrics/metrics.json`. In files of earlier versions, only the first four
/// scores are there.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Metrics {
    /// On all rows.
    #[serde(flatten)]
    pub scores: Scores,
    /// The same, class by class.
    #[serde(default)]
    pub per_class: PerClass<f64>,
    /// How far chance moves them; none if no intervals were asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub intervals: Option<Intervals>,
}

/// Bootstrap intervals: between two quantiles of what a metric is on resamples of the rows.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Intervals {
    /// The share of the resamples whose metric is in the interval.
    pub confidence_level: f64,
    /// How many resamples they are of.
    pub n_resamples: usize,
    /// Of the metrics on all rows.
    #[serde(flatten)]
    pub scores: PerMetric<Interval>,
    /// The same, class by class.
    pub per_class: PerClass<Interval>,
}

/// What there is of each class; each 0 to 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct OfClass<T> {
    /// Of the rows with its label, the share that is of the class; none if no row has the label.
    #[serde(default = "none", skip_serializing_if = "Option::is_none")]
    pub precision: Option<T>,
    /// Of the rows of the class, the share that got its label; none if it has no rows.
    #[serde(default = "none", skip_serializing_if = "Option::is_none")]
    pub recall: Option<T>,
    /// The harmonic mean of the two; none if no row is of the class or has its label.
    #[serde(default = "none", skip_serializing_if = "Option::is_none")]
    pub f1_score: Option<T>,
}

impl<T: Copy> OfClass<T> {
    /// Each by its name, where there is one.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, T)> {
        let all = [
            ("precision", self.precision),
            ("recall", self.recall),
            ("f1_score", self.f1_score),
        ];
        all.into_iter()
            .filter_map(|(name, value)| Some((name, value?)))
    }
}

const fn none<T>() -> Option<T> {
    None
}
