//! Hyperparameters, with scikit-learn's names, defaults and meaning.

use std::fmt::Display;

use linfa::ParamGuard;
use serde::{Deserialize, Serialize};

use crate::ForestError;

/// How many features a node draws before it settles for the best split.
///
/// A node goes on drawing while all features drawn so far are constant in it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub enum MaxFeatures {
    /// The square root of the number of features, rounded down.
    Sqrt,
    /// The binary logarithm of the number of features, rounded down.
    Log2,
    /// This many; more than there are means all.
    Count(usize),
    /// This share of the features, in `(0, 1]`, rounded down.
    Fraction(f64),
    /// All features; scikit-learn's `None`.
    All,
}

impl MaxFeatures {
    /// The number of features to draw out of `n_features`, at least 1.
    pub(crate) fn resolve(self, n_features: usize) -> usize {
        let count = match self {
            Self::Sqrt => n_features.isqrt(),
            Self::Log2 => n_features.ilog2() as usize,
            Self::Count(count) => count,
            Self::Fraction(share) => floor(share * n_features as f64),
            Self::All => n_features,
        };
        count.max(1)
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share of a number of columns is never negative and always fits"
)]
fn floor(value: f64) -> usize {
    value as usize
}

/// Hyperparameters whose ranges have been checked; what [`Fit`](linfa::traits::Fit) is
/// implemented on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RandomForestValidParams {
    pub(crate) n_estimators: usize,
    pub(crate) max_depth: Option<usize>,
    pub(crate) min_samples_split: usize,
    pub(crate) min_samples_leaf: usize,
    pub(crate) min_impurity_decrease: f64,
    pub(crate) max_features: MaxFeatures,
    pub(crate) bootstrap: bool,
    pub(crate) random_state: u32,
}

/// Hyperparameters as they come: call [`check`](ParamGuard::check) before fitting,
/// or fit directly, which checks first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RandomForestParams(RandomForestValidParams);

impl Default for RandomForestParams {
    fn default() -> Self {
        Self::new()
    }
}

impl RandomForestParams {
    /// scikit-learn's defaults, and the seed 0 (scikit-learn's is drawn from the
    /// operating system, which nothing could reproduce).
    #[must_use]
    pub fn new() -> Self {
        Self(RandomForestValidParams {
            n_estimators: 100,
            max_depth: None,
            min_samples_split: 2,
            min_samples_leaf: 1,
            min_impurity_decrease: 0.0,
            max_features: MaxFeatures::Sqrt,
            bootstrap: true,
            random_state: 0,
        })
    }

    /// The number of trees, at least 1. Default 100.
    #[must_use]
    pub fn n_estimators(mut self, trees: usize) -> Self {
        self.0.n_estimators = trees;
        self
    }

    /// The largest distance of a leaf from the root, at least 1; `None`, the
    /// default, lets trees grow until their leaves are pure.
    #[must_use]
    pub fn max_depth(mut self, depth: Option<usize>) -> Self {
        self.0.max_depth = depth;
        self
    }

    /// The fewest different rows that a node may be split with, at least 2. Default 2.
    #[must_use]
    pub fn min_samples_split(mut self, rows: usize) -> Self {
        self.0.min_samples_split = rows;
        self
    }

    /// The fewest different rows that a leaf may have, at least 1. Default 1.
    #[must_use]
    pub fn min_samples_leaf(mut self, rows: usize) -> Self {
        self.0.min_samples_leaf = rows;
        self
    }

    /// The least decrease of weighted impurity that a split must bring, at least 0.
    /// Default 0.
    #[must_use]
    pub fn min_impurity_decrease(mut self, decrease: f64) -> Self {
        self.0.min_impurity_decrease = decrease;
        self
    }

    /// How many features a node draws. Default [`MaxFeatures::Sqrt`].
    #[must_use]
    pub fn max_features(mut self, features: MaxFeatures) -> Self {
        self.0.max_features = features;
        self
    }

    /// Whether each tree sees a bootstrap sample (the default) or all rows.
    #[must_use]
    pub fn bootstrap(mut self, bootstrap: bool) -> Self {
        self.0.bootstrap = bootstrap;
        self
    }

    /// The seed. The same seed gives the same forest with any number of threads.
    #[must_use]
    pub fn random_state(mut self, seed: u32) -> Self {
        self.0.random_state = seed;
        self
    }
}

impl ParamGuard for RandomForestParams {
    type Checked = RandomForestValidParams;
    type Error = ForestError;

    fn check_ref(&self) -> Result<&Self::Checked, Self::Error> {
        self.0.check_sizes()?;
        self.0.check_shares()?;
        Ok(&self.0)
    }

    fn check(self) -> Result<Self::Checked, Self::Error> {
        self.check_ref()?;
        Ok(self.0)
    }
}

impl RandomForestValidParams {
    fn check_sizes(&self) -> Result<(), ForestError> {
        at_least("n_estimators", self.n_estimators, 1, "a number from 1")?;
        if let Some(depth) = self.max_depth {
            at_least("max_depth", depth, 1, "a number from 1, or none")?;
        }
        at_least(
            "min_samples_split",
            self.min_samples_split,
            2,
            "a number from 2",
        )?;
        at_least(
            "min_samples_leaf",
            self.min_samples_leaf,
            1,
            "a number from 1",
        )?;
        match self.max_features {
            MaxFeatures::Count(count) => at_least("max_features", count, 1, "a number from 1"),
            _ => Ok(()),
        }
    }

    fn check_shares(&self) -> Result<(), ForestError> {
        let decrease = self.min_impurity_decrease;
        if !(decrease.is_finite() && decrease >= 0.0) {
            return Err(refused(
                "min_impurity_decrease",
                decrease,
                "a number from 0",
            ));
        }
        match self.max_features {
            MaxFeatures::Fraction(share) if !(share > 0.0 && share <= 1.0) => Err(refused(
                "max_features",
                share,
                "a share above 0 and up to 1",
            )),
            _ => Ok(()),
        }
    }
}

fn at_least(
    name: &'static str,
    value: usize,
    least: usize,
    expected: &'static str,
) -> Result<(), ForestError> {
    if value < least {
        return Err(refused(name, value, expected));
    }
    Ok(())
}

fn refused(name: &'static str, value: impl Display, expected: &'static str) -> ForestError {
    ForestError::Param {
        name,
        value: value.to_string(),
        expected,
    }
}
