//! The parameters of the families that linfa trains, by linfa's names and with
//! its defaults.

use serde::Serialize;

use crate::section::Section;

/// linfa-trees' `DecisionTree`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct DecisionTree {
    /// The depth that the tree does not exceed (the root has depth 0): 1 to
    /// [`MAX_DEPTH`](Self::MAX_DEPTH).
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

/// linfa-logistic's `MultiLogisticRegression`, or `LogisticRegression` for two classes.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct LogisticRegression {
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

/// linfa-bayes' `GaussianNb`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct GaussianNb {
    /// The share of the largest variance of a feature that is added to all
    /// variances, at least 0.
    pub var_smoothing: f64,
}

const QUALITIES: [(&str, SplitQuality); 2] = [
    ("gini", SplitQuality::Gini),
    ("entropy", SplitQuality::Entropy),
];

impl Default for DecisionTree {
    fn default() -> Self {
        Self {
            max_depth: Self::MAX_DEPTH,
            min_weight_split: 2.0,
            min_weight_leaf: 1.0,
            min_impurity_decrease: 1e-5,
            split_quality: SplitQuality::Gini,
        }
    }
}

impl Default for LogisticRegression {
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

impl Default for GaussianNb {
    fn default() -> Self {
        Self {
            var_smoothing: 1e-9,
        }
    }
}

impl DecisionTree {
    /// linfa-trees calls itself for each level, so that a deeper tree could
    /// overflow the stack.
    pub const MAX_DEPTH: usize = 1000;

    pub(crate) fn read(section: &mut Section<'_>) -> Option<Self> {
        let or = Self::default();
        let depth = section.integer("max_depth", 1..=Self::MAX_DEPTH, Some(or.max_depth));
        let split = section.number(
            "min_weight_split",
            "a number from 0",
            |rows| rows >= 0.0,
            or.min_weight_split,
        );
        let leaf = section.number(
            "min_weight_leaf",
            "a number from 1",
            |rows| rows >= 1.0,
            or.min_weight_leaf,
        );
        let decrease = section.number(
            "min_impurity_decrease",
            "a number from 1e-15",
            |decrease| decrease >= 1e-15,
            or.min_impurity_decrease,
        );
        let quality = section.choice("split_quality", &QUALITIES, Some(or.split_quality));
        Some(Self {
            max_depth: depth?,
            min_weight_split: split?,
            min_weight_leaf: leaf?,
            min_impurity_decrease: decrease?,
            split_quality: quality?,
        })
    }
}

impl LogisticRegression {
    pub(crate) fn read(section: &mut Section<'_>) -> Option<Self> {
        let or = Self::default();
        let alpha = section.number("alpha", "a number from 0", |alpha| alpha >= 0.0, or.alpha);
        let iterations = section.integer("max_iterations", 1..=1_000_000, Some(or.max_iterations));
        let tolerance = section.number(
            "tolerance",
            "a number above 0",
            |tolerance| tolerance > 0.0,
            or.tolerance,
        );
        let intercept = section.boolean("fit_intercept", or.fit_intercept);
        let standardize = section.boolean("standardize", or.standardize);
        Some(Self {
            alpha: alpha?,
            max_iterations: iterations?,
            tolerance: tolerance?,
            fit_intercept: intercept?,
            standardize: standardize?,
        })
    }
}

impl GaussianNb {
    pub(crate) fn read(section: &mut Section<'_>) -> Option<Self> {
        let or = Self::default();
        let smoothing = section.number(
            "var_smoothing",
            "a number from 0",
            |smoothing| smoothing >= 0.0,
            or.var_smoothing,
        );
        Some(Self {
            var_smoothing: smoothing?,
        })
    }
}
