//! Random forests and extra trees, from crate forest.

use forest::{ForestParams, RandomForest, RandomForestParams, TreeObserver};
use linfa::{DatasetView, ParamGuard};
use ndarray::Ix1;
use onnx::float32::FeatureValue;

use crate::FitError;

/// Trains scikit-learn's `RandomForestClassifier`, with its `oob_score`.
pub(crate) fn random_forest<V: FeatureValue>(
    params: &ForestParams,
    dataset: &DatasetView<'_, V, usize, Ix1>,
    out_of_bag: bool,
    on_tree: TreeObserver<'_>,
) -> Result<RandomForest, FitError> {
    let params = RandomForestParams::new().with(params.clone());
    let params = params.oob_score(out_of_bag);
    Ok(params.check()?.fit_observed(dataset, on_tree)?)
}

/// Trains scikit-learn's `ExtraTreesClassifier`, with its `oob_score`.
pub(crate) fn extra_trees<V: FeatureValue>(
    params: &ForestParams,
    dataset: &DatasetView<'_, V, usize, Ix1>,
    out_of_bag: bool,
    on_tree: TreeObserver<'_>,
) -> Result<RandomForest, FitError> {
    let params = RandomForestParams::extra_trees().with(params.clone());
    let params = params.oob_score(out_of_bag);
    Ok(params.check()?.fit_observed(dataset, on_tree)?)
}
