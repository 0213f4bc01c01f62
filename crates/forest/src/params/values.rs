//! What hyperparameters can be, apart from numbers.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::json::{ClassWeightValue, MaxFeaturesValue};

/// How the impurity of a node is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Criterion {
    /// 1 minus the sum of squared class shares.
    #[default]
    Gini,
    /// Shannon's entropy of the class shares, in bits.
    ///
    /// It takes logarithms, which come from the C library here and in scikit-learn:
    /// results are identical between programs that use the same one (glibc from 2.28)
    /// on processors that both have fused multiply-add or both lack it.
    Entropy,
    /// The same as [`Entropy`](Self::Entropy) under scikit-learn's other name.
    LogLoss,
}

/// How a drawn feature is split.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Splitter {
    /// Where impurity decreases most.
    Best,
    /// At a random place between the smallest and the largest value.
    Random,
}

/// How the best split is searched. Both engines find the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Engine {
    /// Branch and bound over binned features, which is fast. Forests that it is not made
    /// for (entropy, extra trees, more than 65,535 classes, rows drawn more than 65,535
    /// times) are grown by the other one.
    #[default]
    Binned,
    /// Every gap between sorted values, which is simple: the yardstick of the other.
    ExactSort,
}

/// How many features a node draws before it settles for the best split.
///
/// A node goes on drawing while all features drawn so far are constant in it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(from = "MaxFeaturesValue", into = "MaxFeaturesValue")]
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
            Self::Fraction(share) => whole(share * n_features as f64),
            Self::All => n_features,
        };
        count.max(1)
    }
}

/// A number of rows, or a share of them.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Rows {
    /// This many.
    Count(usize),
    /// This share.
    Fraction(f64),
}

impl From<usize> for Rows {
    fn from(count: usize) -> Self {
        Self::Count(count)
    }
}

impl From<f64> for Rows {
    fn from(share: f64) -> Self {
        Self::Fraction(share)
    }
}

impl Rows {
    /// The number of rows, a share of `n_rows` rounded up.
    pub(crate) fn at_least_of(self, n_rows: usize) -> usize {
        match self {
            Self::Count(count) => count,
            Self::Fraction(share) => whole((share * n_rows as f64).ceil()),
        }
    }

    /// The number of rows, a share of `weight` rounded down, but at least 1.
    pub(crate) fn at_most_of(self, weight: f64) -> usize {
        match self {
            Self::Count(count) => count,
            Self::Fraction(share) => whole(share * weight).max(1),
        }
    }
}

/// How much the rows of each class weigh.
///
/// With bootstrap samples, rows are drawn in proportion to their weights and count
/// once for each time they are drawn. Without, the weights themselves are summed;
/// they are refused unless those sums are exact, since scikit-learn's order of
/// additions would otherwise decide their last bits. Exact are weights that are
/// integers (or integers times one power of two) and not too many digits apart.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "ClassWeightValue", into = "ClassWeightValue")]
pub enum ClassWeight {
    /// Every class weighs as much as every other: rows weigh
    /// `n_rows / (n_classes * rows of the class)`.
    Balanced,
    /// Balanced in each bootstrap sample anew; refused with bootstrap samples, because
    /// the sums of such weights are never exact. Without, the same as balanced.
    BalancedSubsample,
    /// The weight of each class value. Classes of the data that are absent here weigh
    /// 1, unless there are classes here that are absent from the data.
    PerClass(BTreeMap<usize, f64>),
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "never negative, and what is too large for a number of rows saturates"
)]
fn whole(value: f64) -> usize {
    value as usize
}
