//! How a model was chosen, as its metadata say: its scores on training rows that it did not learn
//! from, and what else was tried.

use std::fmt;

use params::{Metric, PerMetric, Search, Validation};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The scores of a model on training rows that it did not learn from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ValidationScores {
    /// Which rows these are.
    #[serde(flatten)]
    pub settings: Validation,
    /// How many there are, over all folds.
    pub rows: usize,
    /// The scores, of several folds their means. A metric that is not defined for all folds has
    /// none.
    #[serde(flatten)]
    pub scores: PerMetric<f64>,
    /// The standard deviation of the folds' scores, NumPy's `std`, where there are several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub std: Option<PerMetric<f64>>,
}

/// What was tried in a search for hyperparameters.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tuned {
    /// Which settings were tried.
    #[serde(flatten)]
    pub search: Search,
    /// The name of the metric that was compared.
    pub metric: String,
    /// The position of the best one among the tries: of equals, the first.
    pub best: usize,
    /// All of them, in the order of the search.
    pub tries: Vec<Try>,
}

/// A setting that was tried.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Try {
    /// The values of the parameters that differ between tries.
    pub params: Map<String, Value>,
    /// The validation score; none where the metric is not defined.
    pub score: Option<f64>,
    /// Its standard deviation, where there are several folds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub std: Option<f64>,
}

impl ValidationScores {
    /// All numbers by their names in metrics files and in the tracker: `validation_accuracy`, and
    /// `validation_accuracy_std` of folds; `f1_score` is `f1`, as everywhere in the tracker.
    pub fn named(&self) -> impl Iterator<Item = (String, f64)> + '_ {
        let scores = self.scores.iter();
        scores.flat_map(|(metric, &score)| {
            let name = metric.logged_name();
            let std = self.std.as_ref().and_then(|std| std.get(metric));
            let std = std.map(|std| (format!("validation_{name}_std"), std));
            [(format!("validation_{name}"), score)]
                .into_iter()
                .chain(std)
        })
    }
}

/// `accuracy 0.9500, standard deviation 0.0312 over 5 folds`.
impl fmt::Display for ValidationScores {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.scores.get(Metric::Accuracy) {
            Some(accuracy) => write!(out, "accuracy {accuracy:.4}")?,
            // Each row was drawn by all trees.
            None => out.write_str("accuracy undefined")?,
        }
        let (rows, std) = (self.rows, self.std.as_ref());
        let std = std.and_then(|std| std.get(Metric::Accuracy));
        match (self.settings, std) {
            (Validation::KFold { n_splits, .. }, Some(std)) => {
                write!(out, ", standard deviation {std:.4} over {n_splits} folds")
            }
            (Validation::KFold { n_splits, .. }, None) => write!(out, " over {n_splits} folds"),
            (Validation::HeldOut { .. }, _) => write!(out, " on {rows} training rows held out"),
            (Validation::OutOfBag, _) => write!(out, " on {rows} training rows out of bag"),
        }
    }
}

/// `max_depth=3 n_estimators=50`.
impl fmt::Display for Try {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, (name, value)) in self.params.iter().enumerate() {
            let space = if at > 0 { " " } else { "" };
            match value {
                Value::String(text) => write!(out, "{space}{name}={text}")?,
                value => write!(out, "{space}{name}={value}")?,
            }
        }
        Ok(())
    }
}

/// `max_depth=3 n_estimators=50, the best of 8 by accuracy (0.9583)`.
impl fmt::Display for Tuned {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(best) = self.tries.get(self.best) else {
            return Ok(());
        };
        let (n, metric) = (self.tries.len(), &self.metric);
        write!(out, "{best}, the best of {n} by {metric}")?;
        match best.score {
            Some(score) => write!(out, " ({score:.4})"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A forest of one tree may have drawn each row: the accuracy was `NaN`.
    #[test]
    fn scores_without_a_row_are_called_undefined() {
        let nothing = ValidationScores {
            settings: Validation::OutOfBag,
            rows: 0,
            scores: PerMetric::default(),
            std: None,
        };
        assert_eq!(
            nothing.to_string(),
            "accuracy undefined on 0 training rows out of bag"
        );
    }
}
