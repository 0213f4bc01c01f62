//! Section `gate`: what a model must reach to become `production`.

use serde::{Deserialize, Serialize};

use super::section::Section;

/// Section `gate`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gate {
    /// What each score must be at least, each 0 to 1.
    pub minimum: Limits,
    /// By how much each score must exceed that of the present production model,
    /// each 0 to 1; empty for no comparison.
    pub better_by: Limits,
    /// Whether a model that does not pass stops the pipeline.
    pub hard: bool,
}

/// A score that the gate can ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Score {
    /// The share of rows labelled right.
    Accuracy,
    /// Weighted over the classes.
    Precision,
    /// Weighted over the classes.
    Recall,
    /// Weighted over the classes.
    F1Score,
}

/// A number for some of the scores, in JSON an object.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Limits {
    /// For [`Score::Accuracy`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accuracy: Option<f64>,
    /// For [`Score::Precision`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub precision: Option<f64>,
    /// For [`Score::Recall`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recall: Option<f64>,
    /// For [`Score::F1Score`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub f1_score: Option<f64>,
}

/// As the reference: a model is promoted if its accuracy is better.
impl Default for Gate {
    fn default() -> Self {
        Self {
            minimum: Limits::default(),
            better_by: Limits {
                accuracy: Some(0.0),
                ..Limits::default()
            },
            hard: false,
        }
    }
}

impl Gate {
    pub(super) fn read(section: &mut Section<'_>) -> Option<Self> {
        let or = Self::default();
        let minimum = section.subsection("minimum", or.minimum, Limits::read);
        let better_by = section.subsection("better_by", or.better_by, Limits::read);
        let hard = section.boolean("hard", or.hard);
        Some(Self {
            minimum: minimum?,
            better_by: better_by?,
            hard: hard?,
        })
    }
}

impl Score {
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

impl Limits {
    /// The number for `score`, if there is one.
    #[must_use]
    pub const fn get(&self, score: Score) -> Option<f64> {
        match score {
            Score::Accuracy => self.accuracy,
            Score::Precision => self.precision,
            Score::Recall => self.recall,
            Score::F1Score => self.f1_score,
        }
    }

    /// Whether no score has a number.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    fn read(section: &mut Section<'_>) -> Option<Self> {
        let [accuracy, precision, recall, f1_score] =
            Score::ALL.map(|score| section.share(score.name()));
        Some(Self {
            accuracy: accuracy?,
            precision: precision?,
            recall: recall?,
            f1_score: f1_score?,
        })
    }
}
