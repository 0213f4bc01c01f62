//! The metrics of a model on a table, as `metrics/metrics.json` has them.

use indexmap::IndexMap;
use params::{OfClass, PerMetric};
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
    /// Those on training rows that train held back, by their names (`validation_accuracy`), if it
    /// did: `model_metadata.json` has them as well, which is where they are read.
    #[serde(flatten, skip_deserializing)]
    pub validation: IndexMap<String, f64>,
    /// The same, class by class.
    #[serde(default)]
    pub per_class: PerClass<f64>,
    /// The confidence interval of each score; none if none were asked for.
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
