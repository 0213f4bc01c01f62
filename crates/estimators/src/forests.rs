//! Random forests and extra trees, from crate forest.

use forest::{ForestParams, RandomForest, RandomForestParams, TreeObserver};
use linfa::{Dataset, ParamGuard};
use ndarray::Ix1;

use crate::FitError;

/// Trains scikit-learn's `RandomForestClassifier`.
pub(crate) fn random_forest(
    params: &ForestParams,
    dataset: &Dataset<f64, usize, Ix1>,
    on_tree: TreeObserver<'_>,
) -> Result<RandomForest, FitError> {
    let params = RandomForestParams::new().with(params.clone());
    Ok(params.check()?.fit_observed(dataset, on_tree)?)
}

/// Trains scikit-learn's `ExtraTreesClassifier`.
pub(crate) fn extra_trees(
    params: &ForestParams,
    dataset: &Dataset<f64, usize, Ix1>,
    on_tree: TreeObserver<'_>,
) -> Result<RandomForest, FitError> {
    let params = RandomForestParams::extra_trees().with(params.clone());
    Ok(params.check()?.fit_observed(dataset, on_tree)?)
}
