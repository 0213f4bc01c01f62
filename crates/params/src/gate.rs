//! Section `gate`: what a model must reach to become `production`.

use serde::{Deserialize, Serialize};

use crate::section::Section;

/// Section `gate`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gate {
    /// What each metric must be at least, each 0 to 1.
    pub minimum: Thresholds,
    /// By how much each metric must exceed that of the present production model,
    /// each 0 to 1; empty for no comparison.
    pub better_by: Thresholds,
    /// Whether a model that does not pass stops the pipeline.
    pub hard: bool,
}

/// A metric that the gate can ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
}

/// A number for some of the metrics, in JSON an object.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Thresholds {
    /// For [`Metric::Accuracy`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accuracy: Option<f64>,
    /// For [`Metric::Precision`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub precision: Option<f64>,
    /// For [`Metric::Recall`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recall: Option<f64>,
    /// For [`Metric::F1Score`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub f1_score: Option<f64>,
}

/// As the reference: a model is promoted if its accuracy is better.
impl Default for Gate {
    fn default() -> Self {
        Self {
            minimum: Thresholds::default(),
            better_by: Thresholds {
                accuracy: Some(0.0),
                ..Thresholds::default()
            },
            hard: false,
        }
    }
}

impl Gate {
    pub(crate) fn read(section: &mut Section<'_>) -> Option<Self> {
        let or = Self::default();
        let minimum = section.subsection("minimum", or.minimum, Thresholds::read);
        let better_by = section.subsection("better_by", or.better_by, Thresholds::read);
        let hard = section.boolean("hard", or.hard);
        Some(Self {
            minimum: minimum?,
            better_by: better_by?,
            hard: hard?,
        })
    }
}

impl Metric {
    /// All of them, in the order of `metrics/metrics.json`.
    pub const ALL: [Self; 4] = [Self::Accuracy, Self::Precision, Self::Recall, Self::F1Score];

    /// Its name in `params.yaml` and `metrics/metrics.json`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Accuracy => "accuracy",
            Self::Precision => "precision",
            Self::Recall => "recall",
            Self::F1Score => "f1_score",
        }
    }
}

impl Thresholds {
    /// The number for `metric`, if there is one.
    #[must_use]
    pub const fn get(&self, metric: Metric) -> Option<f64> {
        match metric {
            Metric::Accuracy => self.accuracy,
            Metric::Precision => self.precision,
            Metric::Recall => self.recall,
            Metric::F1Score => self.f1_score,
        }
    }

    /// Whether no metric has a number.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    fn read(section: &mut Section<'_>) -> Option<Self> {
        let [accuracy, precision, recall, f1_score] =
            Metric::ALL.map(|metric| section.share(metric.name()));
        Some(Self {
            accuracy: accuracy?,
            precision: precision?,
            recall: recall?,
            f1_score: f1_score?,
        })
    }
}
