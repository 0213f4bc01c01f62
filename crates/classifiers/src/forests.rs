//! Random forests and extra trees, from crate forest.

use forest::{ClassWeight, Criterion, MaxFeatures, RandomForest, RandomForestParams, Rows};
use linfa::traits::Fit;
use linfa::{Dataset, ParamGuard};
use params::Forest;

use crate::FitError;

/// Trains scikit-learn's `RandomForestClassifier`.
pub(crate) fn random_forest(
    params: &Forest,
    dataset: &Dataset<f64, usize, ndarray::Ix1>,
) -> Result<RandomForest, FitError> {
    fit(RandomForestParams::new(), params, dataset)
}

/// Trains scikit-learn's `ExtraTreesClassifier`.
pub(crate) fn extra_trees(
    params: &Forest,
    dataset: &Dataset<f64, usize, ndarray::Ix1>,
) -> Result<RandomForest, FitError> {
    fit(RandomForestParams::extra_trees(), params, dataset)
}

fn fit(
    start: RandomForestParams,
    params: &Forest,
    dataset: &Dataset<f64, usize, ndarray::Ix1>,
) -> Result<RandomForest, FitError> {
    let params = start
        .n_estimators(params.n_estimators)
        .criterion(criterion(params.criterion))
        .max_depth(params.max_depth)
        .min_samples_split(rows(params.min_samples_split))
        .min_samples_leaf(rows(params.min_samples_leaf))
        .min_weight_fraction_leaf(params.min_weight_fraction_leaf)
        .max_features(max_features(params.max_features))
        .max_leaf_nodes(params.max_leaf_nodes)
        .min_impurity_decrease(params.min_impurity_decrease)
        .bootstrap(params.bootstrap)
        .max_samples(params.max_samples.map(rows))
        .class_weight(params.class_weight.map(class_weight))
        .random_state(params.random_state);
    Ok(params.check()?.fit(dataset)?)
}

fn criterion(criterion: params::Criterion) -> Criterion {
    match criterion {
        params::Criterion::Gini => Criterion::Gini,
        params::Criterion::Entropy => Criterion::Entropy,
        params::Criterion::LogLoss => Criterion::LogLoss,
    }
}

fn rows(rows: params::Rows) -> Rows {
    match rows {
        params::Rows::Count(count) => Rows::Count(count),
        params::Rows::Share(share) => Rows::Fraction(share),
    }
}

fn max_features(features: params::MaxFeatures) -> MaxFeatures {
    match features {
        params::MaxFeatures::Sqrt => MaxFeatures::Sqrt,
        params::MaxFeatures::Log2 => MaxFeatures::Log2,
        params::MaxFeatures::Count(count) => MaxFeatures::Count(count),
        params::MaxFeatures::Share(share) => MaxFeatures::Fraction(share),
        params::MaxFeatures::All => MaxFeatures::All,
    }
}

fn class_weight(weight: params::ClassWeight) -> ClassWeight {
    match weight {
        params::ClassWeight::Balanced => ClassWeight::Balanced,
        params::ClassWeight::BalancedSubsample => ClassWeight::BalancedSubsample,
    }
}
