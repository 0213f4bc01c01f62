//! What the hyperparameters of forests can be, apart from numbers.

use serde::{Deserialize, Serialize};

use crate::show::{Show, name_of};

/// scikit-learn's `criterion`: how the impurity of a node is measured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
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

impl Criterion {
    /// All values by their names.
    pub const NAMES: [(&str, Self); 3] = [
        ("gini", Self::Gini),
        ("entropy", Self::Entropy),
        ("log_loss", Self::LogLoss),
    ];
}

/// scikit-learn's `max_features`: how many features a node draws before it settles for
/// the best split.
///
/// A node goes on drawing while all features drawn so far are constant in it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MaxFeatures {
    /// The square root of the number of features, rounded down.
    Sqrt,
    /// The binary logarithm of the number of features, rounded down.
    Log2,
    /// This many, at least 1; more than there are means all.
    #[serde(untagged)]
    Count(usize),
    /// This fraction of the features, above 0 and up to 1, rounded down.
    #[serde(untagged)]
    Fraction(f64),
    /// All features; scikit-learn's `None`.
    #[serde(untagged)]
    All,
}

impl MaxFeatures {
    /// The values that have names, by these.
    pub const NAMES: [(&str, Self); 2] = [("sqrt", Self::Sqrt), ("log2", Self::Log2)];

    /// The number of features to draw out of `n_features`, at least 1.
    #[must_use]
    pub fn resolve(self, n_features: usize) -> usize {
        let count = match self {
            Self::Sqrt => n_features.isqrt(),
            Self::Log2 => n_features.ilog2() as usize,
            Self::Count(count) => count,
            Self::Fraction(fraction) => whole(fraction * n_features as f64),
            Self::All => n_features,
        };
        count.max(1)
    }
}

/// A number of rows, or a fraction of them: in scikit-learn an `int` or a `float`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Rows {
    /// This many.
    Count(usize),
    /// This fraction.
    Fraction(f64),
}

impl Rows {
    /// The number of rows, a fraction of `n_rows` rounded up.
    #[must_use]
    pub fn at_least_of(self, n_rows: usize) -> usize {
        match self {
            Self::Count(count) => count,
            Self::Fraction(fraction) => whole((fraction * n_rows as f64).ceil()),
        }
    }

    /// The number of rows, a fraction of `weight` rounded down, but at least 1.
    #[must_use]
    pub fn at_most_of(self, weight: f64) -> usize {
        match self {
            Self::Count(count) => count,
            Self::Fraction(fraction) => whole(fraction * weight).max(1),
        }
    }
}

impl From<usize> for Rows {
    fn from(count: usize) -> Self {
        Self::Count(count)
    }
}

impl From<f64> for Rows {
    fn from(fraction: f64) -> Self {
        Self::Fraction(fraction)
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "never negative, and what is too large for a number of rows saturates"
)]
fn whole(value: f64) -> usize {
    value as usize
}

impl Show for Rows {
    fn show(&self) -> String {
        match self {
            Self::Count(count) => count.show(),
            Self::Fraction(fraction) => fraction.show(),
        }
    }
}

impl Show for MaxFeatures {
    fn show(&self) -> String {
        match self {
            Self::Sqrt => "sqrt".to_owned(),
            Self::Log2 => "log2".to_owned(),
            Self::Count(count) => count.show(),
            Self::Fraction(fraction) => fraction.show(),
            Self::All => "null".to_owned(),
        }
    }
}

impl Show for Criterion {
    fn show(&self) -> String {
        name_of(&Self::NAMES, self)
    }
}
