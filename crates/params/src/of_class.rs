//! What there is of a single class.

use serde::{Deserialize, Serialize};

use crate::metric::Metric;

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
    /// Those that there are.
    pub fn iter(&self) -> impl Iterator<Item = (Metric, T)> {
        let all = [
            (Metric::Precision, self.precision),
            (Metric::Recall, self.recall),
            (Metric::F1Score, self.f1_score),
        ];
        all.into_iter()
            .filter_map(|(metric, value)| Some((metric, value?)))
    }
}

const fn none<T>() -> Option<T> {
    None
}
