//! What a model is judged by.

use std::array;
use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A metric of a model on a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Metric {
    /// The share of rows labelled right.
    Accuracy,
    /// Of the rows with a label, the share that is of its class: the mean over the
    /// classes, weighted by their rows.
    Precision,
    /// Of the rows of a class, the share that got its label: the same mean.
    Recall,
    /// The harmonic mean of precision and recall of a class: the same mean.
    F1Score,
    /// The recall of a class: the mean over the classes that have rows, each counting the same.
    BalancedAccuracy,
    /// The area under the ROC curve: how likely it is that a row of a class has a higher
    /// probability of it than a row of another class. Of two classes, the second one's; of
    /// more, the mean over the classes.
    RocAuc,
    /// The area under the curve of precision over recall: of two classes, the second one's; of
    /// more, the mean over the classes.
    AveragePrecision,
    /// The mean of the negative logarithm of the probability that the row's class was given.
    LogLoss,
    /// The mean squared distance of the probabilities from 1 for the row's class and 0 for the
    /// others; of two classes, half of it.
    BrierScore,
}

impl Metric {
    /// All of them, in the order of `metrics/metrics.json`.
    pub const ALL: [Self; 9] = [
        Self::Accuracy,
        Self::Precision,
        Self::Recall,
        Self::F1Score,
        Self::BalancedAccuracy,
        Self::RocAuc,
        Self::AveragePrecision,
        Self::LogLoss,
        Self::BrierScore,
    ];

    /// Its name in `params.yaml` and `metrics/metrics.json`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Accuracy => "accuracy",
            Self::Precision => "precision",
            Self::Recall => "recall",
            Self::F1Score => "f1_score",
            Self::BalancedAccuracy => "balanced_accuracy",
            Self::RocAuc => "roc_auc",
            Self::AveragePrecision => "average_precision",
            Self::LogLoss => "log_loss",
            Self::BrierScore => "brier_score",
        }
    }

    /// Its name in the tracker, behind `eval_` and `validation_`: the reference's word for `f1_score`
    /// is shorter.
    #[must_use]
    pub const fn logged_name(self) -> &'static str {
        match self {
            Self::F1Score => "f1",
            other => other.name(),
        }
    }

    /// Its name in a line for people.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Accuracy => "accuracy",
            Self::Precision => "precision",
            Self::Recall => "recall",
            Self::F1Score => "F1",
            Self::BalancedAccuracy => "balanced accuracy",
            Self::RocAuc => "ROC AUC",
            Self::AveragePrecision => "average precision",
            Self::LogLoss => "log loss",
            Self::BrierScore => "Brier score",
        }
    }

    /// Whether a smaller number is the better one.
    #[must_use]
    pub const fn is_loss(self) -> bool {
        matches!(self, Self::LogLoss | Self::BrierScore)
    }

    /// How much better `ours` is than `theirs`; negative if it is worse.
    #[must_use]
    pub fn gain(self, ours: f64, theirs: f64) -> f64 {
        if self.is_loss() {
            theirs - ours
        } else {
            ours - theirs
        }
    }
}

/// A value for some of the metrics. In JSON an object by their names; other names are passed
/// over, since a later version may have written them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PerMetric<T>([Option<T>; Metric::ALL.len()]);

impl<T> Default for PerMetric<T> {
    fn default() -> Self {
        Self(array::from_fn(|_| None))
    }
}

impl<T> PerMetric<T> {
    /// What `value` gives for each metric.
    #[must_use]
    pub fn from_fn(value: impl FnMut(Metric) -> Option<T>) -> Self {
        Self(Metric::ALL.map(value))
    }

    /// Those that have a value, in the order of [`Metric::ALL`].
    pub fn iter(&self) -> impl Iterator<Item = (Metric, &T)> {
        let all = Metric::ALL.into_iter().zip(&self.0);
        all.filter_map(|(metric, value)| Some((metric, value.as_ref()?)))
    }

    /// The same with this value for `metric`.
    #[must_use]
    pub fn with(mut self, metric: Metric, value: T) -> Self {
        self.0[metric as usize] = Some(value);
        self
    }

    /// Whether `metric` has a value.
    #[must_use]
    pub fn has(&self, metric: Metric) -> bool {
        self.0[metric as usize].is_some()
    }

    /// Whether no metric has a value.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(Option::is_none)
    }
}

impl<T: Copy> PerMetric<T> {
    /// The value for `metric`, if there is one.
    #[must_use]
    pub fn get(&self, metric: Metric) -> Option<T> {
        self.0[metric as usize]
    }
}

impl<T: Serialize> Serialize for PerMetric<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter().map(|(metric, value)| (metric.name(), value)))
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for PerMetric<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ByName(PhantomData))
    }
}

/// Reads the values of the metrics that are known here.
struct ByName<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for ByName<T> {
    type Value = PerMetric<T>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("an object by names of metrics")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let known: BTreeMap<_, _> = Metric::ALL.map(|metric| (metric.name(), metric)).into();
        let mut values = PerMetric::default();
        while let Some(name) = map.next_key::<String>()? {
            match known.get(name.as_str()) {
                Some(&metric) => values.0[metric as usize] = map.next_value()?,
                None => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(values)
    }
}
