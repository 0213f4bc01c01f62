//! The hyperparameters of the families that linfa trains.

use hyperparameters::{DecisionTreeParams, GaussianNbParams, LogisticRegressionParams};

use crate::section::Section;

pub(crate) fn decision_tree(section: &mut Section<'_>) -> Option<DecisionTreeParams> {
    type Of = DecisionTreeParams;
    let or = Of::default();
    let depth = section.optional(&Of::MAX_DEPTH, or.max_depth);
    let split = section.optional(&Of::MIN_WEIGHT_SPLIT, or.min_weight_split);
    let leaf = section.optional(&Of::MIN_WEIGHT_LEAF, or.min_weight_leaf);
    let decrease = section.optional(&Of::MIN_IMPURITY_DECREASE, or.min_impurity_decrease);
    let quality = section.optional(&Of::SPLIT_QUALITY, or.split_quality);
    Some(Of {
        max_depth: depth?,
        min_weight_split: split?,
        min_weight_leaf: leaf?,
        min_impurity_decrease: decrease?,
        split_quality: quality?,
    })
}

pub(crate) fn logistic_regression(section: &mut Section<'_>) -> Option<LogisticRegressionParams> {
    type Of = LogisticRegressionParams;
    let or = Of::default();
    let alpha = section.optional(&Of::ALPHA, or.alpha);
    let iterations = section.optional(&Of::MAX_ITERATIONS, or.max_iterations);
    let tolerance = section.optional(&Of::TOLERANCE, or.tolerance);
    let intercept = section.optional(&Of::FIT_INTERCEPT, or.fit_intercept);
    let standardize = section.optional(&Of::STANDARDIZE, or.standardize);
    Some(Of {
        alpha: alpha?,
        max_iterations: iterations?,
        tolerance: tolerance?,
        fit_intercept: intercept?,
        standardize: standardize?,
    })
}

pub(crate) fn gaussian_nb(section: &mut Section<'_>) -> Option<GaussianNbParams> {
    let or = GaussianNbParams::default();
    let smoothing = section.optional(&GaussianNbParams::VAR_SMOOTHING, or.var_smoothing);
    Some(GaussianNbParams {
        var_smoothing: smoothing?,
    })
}
