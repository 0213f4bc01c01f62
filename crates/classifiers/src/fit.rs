//! Training the family that the parameters name.

use forest::RandomForest;
use forest::onnx::{Names, OnnxError};
use hyperparameters::ModelParams;
use linfa::Dataset;
use linfa::traits::Predict;
use ndarray::{Array1, ArrayView2, Ix1};

use crate::FitError;
use crate::decision_tree::DecisionTree;
use crate::forests;
use crate::gaussian_nb::GaussianNb;
use crate::logistic_regression::LogisticRegression;

/// A trained model.
#[derive(Debug)]
pub enum Trained {
    /// A forest of either kind.
    Forest(RandomForest),
    /// A single tree.
    DecisionTree(DecisionTree),
    /// Logistic regression.
    LogisticRegression(LogisticRegression),
    /// Naive Bayes.
    GaussianNb(GaussianNb),
}

/// Trains on `[rows, features]` records and one class value per row. The same
/// dataset and parameters give the same model, with any number of threads.
///
/// # Errors
///
/// When the family refuses the dataset or the parameters.
pub fn fit(params: &ModelParams, dataset: &Dataset<f64, usize, Ix1>) -> Result<Trained, FitError> {
    Ok(match params {
        ModelParams::RandomForest(params) => {
            Trained::Forest(forests::random_forest(params, dataset)?)
        }
        ModelParams::ExtraTrees(params) => Trained::Forest(forests::extra_trees(params, dataset)?),
        ModelParams::DecisionTree(params) => {
            Trained::DecisionTree(DecisionTree::fit(params, dataset)?)
        }
        ModelParams::LogisticRegression(params) => {
            Trained::LogisticRegression(LogisticRegression::fit(params, dataset)?)
        }
        ModelParams::GaussianNb(params) => Trained::GaussianNb(GaussianNb::fit(params, dataset)?),
    })
}

impl Trained {
    /// The class value of each row.
    ///
    /// # Panics
    ///
    /// If the records do not have as many columns as the model has features.
    #[must_use]
    pub fn predict(&self, records: &ArrayView2<f64>) -> Array1<usize> {
        match self {
            Self::Forest(forest) => forest.predict(records),
            Self::DecisionTree(tree) => tree.predict(records),
            Self::LogisticRegression(model) => model.labels(records),
            Self::GaussianNb(model) => model.labels(records),
        }
    }

    /// The bytes of an ONNX file, the same for the same model and names.
    ///
    /// # Errors
    ///
    /// If there is not one name for each feature and each class value, or two classes
    /// have the same name.
    pub fn to_onnx(&self, names: &Names<'_>) -> Result<Vec<u8>, OnnxError> {
        match self {
            Self::Forest(forest) => forest::onnx::write(forest, names),
            Self::DecisionTree(tree) => tree.to_onnx(names),
            Self::LogisticRegression(model) => model.to_onnx(names),
            Self::GaussianNb(model) => model.to_onnx(names),
        }
    }

    /// What a person should know of how the training went, in a line.
    #[must_use]
    pub fn remark(&self) -> Option<String> {
        match self {
            Self::LogisticRegression(model) => model.remark(),
            _ => None,
        }
    }
}
