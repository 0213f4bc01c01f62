//! Random forests and extra trees, from crate forest.

use forest::{MaxFeatures, RandomForest, RandomForestParams};
use linfa::traits::Fit;
use linfa::{Dataset, ParamGuard};
use stage::params::{self, Criterion, Forest, Rows};

use crate::FitError;

/// Trains scikit-learn's `RandomForestClassifier`.
pub(crate) fn random_forest(
    params: &Forest,
    dataset: &Dataset<f64, usize, ndarray::Ix1>,
) -> Result<RandomForest, FitError> {
    let params = with(RandomForestParams::new(), params)?;
    Ok(params.check()?.fit(dataset)?)
}

/// Trains scikit-learn's `ExtraTreesClassifier`.
pub(crate) fn extra_trees() -> Result<RandomForest, FitError> {
    Err(FitError::Unavailable {
        name: "train.model: extra_trees",
    })
}

fn with(start: RandomForestParams, params: &Forest) -> Result<RandomForestParams, FitError> {
    refuse_unavailable(params)?;
    let features = match params.max_features {
        params::MaxFeatures::Sqrt => MaxFeatures::Sqrt,
        params::MaxFeatures::Log2 => MaxFeatures::Log2,
        params::MaxFeatures::Count(count) => MaxFeatures::Count(count),
        params::MaxFeatures::Share(share) => MaxFeatures::Fraction(share),
        params::MaxFeatures::All => MaxFeatures::All,
    };
    Ok(start
        .n_estimators(params.n_estimators)
        .max_depth(params.max_depth)
        .min_samples_split(rows(params.min_samples_split, "train.min_samples_split")?)
        .min_samples_leaf(rows(params.min_samples_leaf, "train.min_samples_leaf")?)
        .max_features(features)
        .min_impurity_decrease(params.min_impurity_decrease)
        .bootstrap(params.bootstrap)
        .random_state(params.random_state))
}

/// What crate forest does not offer yet.
fn refuse_unavailable(params: &Forest) -> Result<(), FitError> {
    let defaults = Forest::RANDOM_FOREST;
    let wanted = [
        ("train.criterion", params.criterion != Criterion::Gini),
        (
            "train.min_weight_fraction_leaf",
            params.min_weight_fraction_leaf > defaults.min_weight_fraction_leaf,
        ),
        ("train.max_leaf_nodes", params.max_leaf_nodes.is_some()),
        ("train.max_samples", params.max_samples.is_some()),
        ("train.class_weight", params.class_weight.is_some()),
    ];
    match wanted.into_iter().find(|(_, wanted)| *wanted) {
        Some((name, _)) => Err(FitError::Unavailable { name }),
        None => Ok(()),
    }
}

fn rows(rows: Rows, name: &'static str) -> Result<usize, FitError> {
    match rows {
        Rows::Count(count) => Ok(count),
        Rows::Share(_) => Err(FitError::Unavailable { name }),
    }
}
