//! Random forests and extra trees, from crate forest.

use forest::{RandomForest, RandomForestParams, TreeObserver};
use hyperparameters::ModelParams;
use linfa::{DatasetView, ParamGuard};
use ndarray::Ix1;
use onnx::float32::FeatureValue;

use crate::FitError;

/// The parameters of scikit-learn's `RandomForestClassifier` or `ExtraTreesClassifier`.
///
/// # Errors
///
/// When the family has no trees that could be grown apart.
pub(crate) fn params(params: &ModelParams) -> Result<RandomForestParams, FitError> {
    match params {
        ModelParams::RandomForest(forest) => Ok(RandomForestParams::new().with(forest.clone())),
        ModelParams::ExtraTrees(forest) => {
            Ok(RandomForestParams::extra_trees().with(forest.clone()))
        }
        ModelParams::DecisionTree(_)
        | ModelParams::LogisticRegression(_)
        | ModelParams::GaussianNb(_) => Err(FitError::NoForest {
            model: params.model(),
        }),
    }
}

/// Trains the forest, with its `oob_score` if that is asked for.
pub(crate) fn fit<V: FeatureValue>(
    forest: RandomForestParams,
    dataset: &DatasetView<'_, V, usize, Ix1>,
    out_of_bag: bool,
    on_tree: TreeObserver<'_>,
) -> Result<RandomForest, FitError> {
    let forest = forest.oob_score(out_of_bag).check()?;
    Ok(forest.fit_observed(dataset, on_tree)?)
}
