//! The hyperparameters of logistic regression, by linfa-logistic's names.

use serde::Serialize;

use crate::hyperparameter::{Hyperparameter, InvalidHyperparameter, finite_from, flag};

/// linfa-logistic's `MultiLogisticRegression`, or `LogisticRegression` for two classes.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct LogisticRegressionParams {
    /// The weight of the L2 penalty, at least 0: scikit-learn's `1 / C`.
    pub alpha: f64,
    /// The most steps of the optimiser, 1 to 1,000,000.
    pub max_iterations: u64,
    /// It stops when the norm of the gradient is below this, above 0.
    pub tolerance: f64,
    /// Whether there is an intercept.
    pub fit_intercept: bool,
    /// Whether it learns from standardised features (scikit-learn's
    /// `StandardScaler`), which is folded into the weights afterwards.
    pub standardize: bool,
}

impl LogisticRegressionParams {
    /// [`alpha`](Self::alpha).
    pub const ALPHA: Hyperparameter<f64> =
        Hyperparameter::new("alpha", "a number from 0", |alpha| finite_from(0.0, *alpha));
    /// [`max_iterations`](Self::max_iterations).
    pub const MAX_ITERATIONS: Hyperparameter<u64> =
        Hyperparameter::new("max_iterations", "an integer from 1 to 1000000", |steps| {
            (1..=1_000_000).contains(steps)
        });
    /// [`tolerance`](Self::tolerance).
    pub const TOLERANCE: Hyperparameter<f64> =
        Hyperparameter::new("tolerance", "a number above 0", |tolerance| {
            tolerance.is_finite() && *tolerance > 0.0
        });
    /// [`fit_intercept`](Self::fit_intercept).
    pub const FIT_INTERCEPT: Hyperparameter<bool> = flag("fit_intercept");
    /// [`standardize`](Self::standardize).
    pub const STANDARDIZE: Hyperparameter<bool> = flag("standardize");

    /// Checks every hyperparameter.
    ///
    /// # Errors
    ///
    /// The first that has a value that it may not have.
    pub fn check(&self) -> Result<(), InvalidHyperparameter> {
        Self::ALPHA.check(&self.alpha)?;
        Self::MAX_ITERATIONS.check(&self.max_iterations)?;
        Self::TOLERANCE.check(&self.tolerance)?;
        Self::FIT_INTERCEPT.check(&self.fit_intercept)?;
        Self::STANDARDIZE.check(&self.standardize)
    }
}

impl Default for LogisticRegressionParams {
    fn default() -> Self {
        Self {
            alpha: 1.0,
            max_iterations: 100,
            tolerance: 1e-4,
            fit_intercept: true,
            standardize: true,
        }
    }
}
