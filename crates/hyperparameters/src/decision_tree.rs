//! The hyperparameters of a single tree, by linfa-trees' names and with its defaults.

use serde::Serialize;

use crate::show::{Show, name_of};

use crate::hyperparameter::{Hyperparameter, InvalidHyperparameter, finite_from};

/// linfa-trees' `DecisionTree`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct DecisionTreeParams {
    /// The depth that the tree does not exceed (the root has depth 0), 1 to 1000:
    /// linfa-trees calls itself for each level, so that a deeper tree could overflow
    /// the stack.
    pub max_depth: usize,
    /// The fewest rows that a node may be split with, at least 0.
    pub min_weight_split: f64,
    /// The fewest rows that a leaf may have, at least 1.
    pub min_weight_leaf: f64,
    /// The least decrease of impurity that a split must bring, at least 1e-15.
    pub min_impurity_decrease: f64,
    /// How the impurity of a node is measured.
    pub split_quality: SplitQuality,
}

/// linfa-trees' measures of impurity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SplitQuality {
    /// Gini impurity.
    Gini,
    /// Shannon's entropy.
    Entropy,
}

impl SplitQuality {
    /// All values by their names.
    pub const NAMES: [(&str, Self); 2] = [("gini", Self::Gini), ("entropy", Self::Entropy)];
}

impl DecisionTreeParams {
    /// [`max_depth`](Self::max_depth).
    pub const MAX_DEPTH: Hyperparameter<usize> =
        Hyperparameter::new("max_depth", "an integer from 1 to 1000", |depth| {
            (1..=1000).contains(depth)
        });
    /// [`min_weight_split`](Self::min_weight_split).
    pub const MIN_WEIGHT_SPLIT: Hyperparameter<f64> =
        Hyperparameter::new("min_weight_split", "a number from 0", |rows| {
            finite_from(0.0, *rows)
        });
    /// [`min_weight_leaf`](Self::min_weight_leaf).
    pub const MIN_WEIGHT_LEAF: Hyperparameter<f64> =
        Hyperparameter::new("min_weight_leaf", "a number from 1", |rows| {
            finite_from(1.0, *rows)
        });
    /// [`min_impurity_decrease`](Self::min_impurity_decrease).
    pub const MIN_IMPURITY_DECREASE: Hyperparameter<f64> =
        Hyperparameter::new("min_impurity_decrease", "a number from 1e-15", |decrease| {
            finite_from(1e-15, *decrease)
        });
    /// [`split_quality`](Self::split_quality).
    pub const SPLIT_QUALITY: Hyperparameter<SplitQuality> =
        Hyperparameter::new("split_quality", "one of gini, entropy", |_| true);

    /// Checks every hyperparameter.
    ///
    /// # Errors
    ///
    /// The first that has a value that it may not have.
    pub fn check(&self) -> Result<(), InvalidHyperparameter> {
        Self::MAX_DEPTH.check(&self.max_depth)?;
        Self::MIN_WEIGHT_SPLIT.check(&self.min_weight_split)?;
        Self::MIN_WEIGHT_LEAF.check(&self.min_weight_leaf)?;
        Self::MIN_IMPURITY_DECREASE.check(&self.min_impurity_decrease)?;
        Self::SPLIT_QUALITY.check(&self.split_quality)
    }
}

impl Default for DecisionTreeParams {
    fn default() -> Self {
        Self {
            max_depth: 1000,
            min_weight_split: 2.0,
            min_weight_leaf: 1.0,
            min_impurity_decrease: 1e-5,
            split_quality: SplitQuality::Gini,
        }
    }
}

impl Show for SplitQuality {
    fn show(&self) -> String {
        name_of(&Self::NAMES, self)
    }
}
