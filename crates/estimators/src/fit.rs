//! Training the family that the parameters name.

use forest::{RandomForest, TreeObserver};
use hyperparameters::ModelParams;
use linfa::traits::Predict;
use linfa::{DatasetBase, DatasetView};
use ndarray::{Array1, Array2, ArrayBase, ArrayView2, Data, Ix1, Ix2};
use onnx::float32::FeatureValue;
use onnx::softmax::{GaussianNb, LogisticRegression};
use onnx::{Interface, OnnxError, Prediction};

use crate::decision_tree::DecisionTree;
use crate::{FitError, forests, gaussian_nb, logistic_regression};

/// A model that was trained.
#[derive(Debug)]
pub struct FittedModel {
    model: Model,
    warning: Option<String>,
}

#[derive(Debug)]
enum Model {
    /// A forest of either kind.
    Forest(RandomForest),
    /// A single tree.
    DecisionTree(DecisionTree),
    LogisticRegression(LogisticRegression),
    GaussianNb(GaussianNb),
}

/// Trains on `[rows, features]` records and one class value per row. The same
/// dataset and parameters give the same model, with any number of threads, and with records that
/// are rounded to float32 already.
///
/// # Errors
///
/// When a hyperparameter is out of its range, or the family refuses the dataset.
pub fn fit<V, R, T>(
    params: &ModelParams,
    dataset: &DatasetBase<ArrayBase<R, Ix2>, ArrayBase<T, Ix1>>,
) -> Result<FittedModel, FitError>
where
    V: FeatureValue,
    R: Data<Elem = V>,
    T: Data<Elem = usize>,
{
    fit_observed(params, dataset, &|| ())
}

/// [`fit`] that calls `on_tree` after each tree of a forest; the other families have nothing to
/// tell before they are done.
///
/// # Errors
///
/// As [`fit`].
pub fn fit_observed<V, R, T>(
    params: &ModelParams,
    dataset: &DatasetBase<ArrayBase<R, Ix2>, ArrayBase<T, Ix1>>,
    on_tree: TreeObserver<'_>,
) -> Result<FittedModel, FitError>
where
    V: FeatureValue,
    R: Data<Elem = V>,
    T: Data<Elem = usize>,
{
    fit_viewed(params, dataset, false, on_tree)
}

/// [`fit_observed`] of a forest whose trees draw their rows, which then knows what it says
/// [out of bag](FittedModel::out_of_bag).
///
/// # Errors
///
/// As [`fit`], and when the trees of a forest see all rows.
pub fn fit_out_of_bag<V, R, T>(
    params: &ModelParams,
    dataset: &DatasetBase<ArrayBase<R, Ix2>, ArrayBase<T, Ix1>>,
    on_tree: TreeObserver<'_>,
) -> Result<FittedModel, FitError>
where
    V: FeatureValue,
    R: Data<Elem = V>,
    T: Data<Elem = usize>,
{
    fit_viewed(params, dataset, true, on_tree)
}

fn fit_viewed<V, R, T>(
    params: &ModelParams,
    dataset: &DatasetBase<ArrayBase<R, Ix2>, ArrayBase<T, Ix1>>,
    out_of_bag: bool,
    on_tree: TreeObserver<'_>,
) -> Result<FittedModel, FitError>
where
    V: FeatureValue,
    R: Data<Elem = V>,
    T: Data<Elem = usize>,
{
    params.check()?;
    let view = DatasetBase::new(dataset.records.view(), dataset.targets.view());
    let view = view.with_weights(dataset.weights.clone());
    fit_view(params, &view, out_of_bag, on_tree)
}

fn fit_view<V: FeatureValue>(
    params: &ModelParams,
    dataset: &DatasetView<'_, V, usize, Ix1>,
    out_of_bag: bool,
    on_tree: TreeObserver<'_>,
) -> Result<FittedModel, FitError> {
    let mut warning = None;
    let model = match params {
        ModelParams::RandomForest(_) | ModelParams::ExtraTrees(_) => {
            let forest = forests::params(params)?;
            Model::Forest(forests::fit(forest, dataset, out_of_bag, on_tree)?)
        }
        ModelParams::DecisionTree(params) => {
            Model::DecisionTree(DecisionTree::fit(params, dataset)?)
        }
        ModelParams::LogisticRegression(params) => {
            let (model, of_fit) = logistic_regression::fit(params, dataset)?;
            warning = of_fit;
            Model::LogisticRegression(model)
        }
        ModelParams::GaussianNb(params) => Model::GaussianNb(gaussian_nb::fit(*params, dataset)?),
    };
    Ok(FittedModel { model, warning })
}

impl FittedModel {
    pub(crate) fn of_forest(forest: RandomForest) -> Self {
        Self {
            model: Model::Forest(forest),
            warning: None,
        }
    }

    /// The class value of each row.
    ///
    /// # Panics
    ///
    /// If the records do not have as many columns as the model has features.
    #[must_use]
    pub fn predict<V: FeatureValue>(&self, records: &ArrayView2<V>) -> Array1<usize> {
        match &self.model {
            Model::Forest(forest) => forest.predict(records),
            Model::DecisionTree(tree) => tree.predict(records),
            Model::LogisticRegression(model) => labels(&model.predict(records)),
            Model::GaussianNb(model) => labels(&model.predict(records)),
        }
    }

    /// What each feature contributes, adding up to 1, as scikit-learn's `feature_importances_`: of
    /// a forest, and of no other family. Not a number where nothing was learnt.
    #[must_use]
    pub fn feature_importances(&self) -> Option<Vec<f64>> {
        match &self.model {
            Model::Forest(forest) => Some(forest.feature_importances().to_vec()),
            Model::DecisionTree(_) | Model::LogisticRegression(_) | Model::GaussianNb(_) => None,
        }
    }

    /// What the trees say about each training row that they did not draw, `[rows, classes]`, for
    /// class values below `n_classes`: the mean of their shares, as scikit-learn's
    /// `oob_decision_function_`, and nothing but zeros for a row that all have drawn. Nothing
    /// unless the model comes from [`fit_out_of_bag`] and is a forest.
    ///
    /// # Panics
    ///
    /// If a class value is not below `n_classes`.
    #[must_use]
    pub fn out_of_bag(&self, n_classes: usize) -> Option<Array2<f64>> {
        let Model::Forest(forest) = &self.model else {
            return None;
        };
        let found = forest.out_of_bag()?.decision_function();
        let mut shares = Array2::zeros((found.nrows(), n_classes));
        for (of_class, &class) in found.columns().into_iter().zip(forest.classes()) {
            shares.column_mut(class).assign(&of_class);
        }
        Some(shares)
    }

    /// The bytes of an ONNX file, the same for the same model and names.
    ///
    /// # Errors
    ///
    /// If there is not one name for each feature and each class value, or two classes
    /// have the same name.
    pub fn to_onnx(&self, interface: &Interface<'_>) -> Result<Vec<u8>, OnnxError> {
        match &self.model {
            Model::Forest(forest) => forest.to_onnx(interface),
            Model::DecisionTree(tree) => tree.to_onnx(interface),
            Model::LogisticRegression(model) => model.to_onnx(interface),
            Model::GaussianNb(model) => model.to_onnx(interface),
        }
    }

    /// What a person should know of how the training went, in a line.
    #[must_use]
    pub fn warning(&self) -> Option<&str> {
        self.warning.as_deref()
    }
}

fn labels(prediction: &Prediction) -> Array1<usize> {
    let label = |&label| usize::try_from(label).expect("positions are not negative");
    prediction.labels.map(label)
}
