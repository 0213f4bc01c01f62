//! The hyperparameter of naive Bayes, by linfa-bayes' and scikit-learn's name.

use serde::Serialize;

use crate::hyperparameter::{Hyperparameter, InvalidHyperparameter, finite_from};

/// linfa-bayes' `GaussianNb`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct GaussianNbParams {
    /// The share of the largest variance of a feature that is added to all
    /// variances, at least 0.
    pub var_smoothing: f64,
}

impl GaussianNbParams {
    /// [`var_smoothing`](Self::var_smoothing).
    pub const VAR_SMOOTHING: Hyperparameter<f64> =
        Hyperparameter::new("var_smoothing", "a number from 0", |share| {
            finite_from(0.0, *share)
        });

    /// Checks the hyperparameter.
    ///
    /// # Errors
    ///
    /// When it has a value that it may not have.
    pub fn check(&self) -> Result<(), InvalidHyperparameter> {
        Self::VAR_SMOOTHING.check(&self.var_smoothing)
    }
}

impl Default for GaussianNbParams {
    fn default() -> Self {
        Self {
            var_smoothing: 1e-9,
        }
    }
}
