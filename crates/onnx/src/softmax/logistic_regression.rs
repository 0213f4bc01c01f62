//! Logistic regression: scores that are linear in the features.
//!
//! ```text
//! X ── Cast to double ── MatMul weights [F, K] ── Add intercepts [K] ── Softmax
//! ```

use ndarray::{Array1, Array2, ArrayView2, Axis, Ix1, Ix2, concatenate};

use super::constants::doubles;
use super::scores::{self, SCORES, to_double};
use crate::file::graph::{Computation, INPUT, PROBABILITIES, classifier};
use crate::file::messages::{Graph, Node, Tensor};
use crate::file::operators::node;
use crate::file::{self, File, Interface};
use crate::float32::{FeatureValue, rounded};
use crate::{OnnxError, Prediction};

pub(crate) const FIRST_OPERATOR: &str = "Cast";
const WEIGHTS: &str = "weights";
const INTERCEPTS: &str = "intercepts";

/// A score for each class that is linear in the features.
#[derive(Debug, Clone, PartialEq)]
pub struct LogisticRegression {
    /// `[features, classes]`.
    weights: Array2<f64>,
    /// `[classes]`.
    intercepts: Array1<f64>,
}

impl LogisticRegression {
    /// The model whose scores are `records · weights + intercepts`: `[features, classes]` weights
    /// and one intercept a class, which is minus infinity where no training row had the class.
    ///
    /// # Panics
    ///
    /// If there is not one intercept for each column of weights.
    #[must_use]
    pub fn new(weights: Array2<f64>, intercepts: Array1<f64>) -> Self {
        assert_eq!(
            weights.ncols(),
            intercepts.len(),
            "each class needs weights and an intercept"
        );
        Self {
            weights,
            intercepts,
        }
    }

    /// What the model says about `[rows, features]` records, rounded to float32 first.
    ///
    /// # Panics
    ///
    /// If the records do not have as many columns as there are features.
    #[must_use]
    pub fn predict<V: FeatureValue>(&self, records: &ArrayView2<V>) -> Prediction {
        scores::predict(rounded(records).dot(&self.weights) + &self.intercepts)
    }

    /// The bytes of an ONNX file, the same for the same model and names.
    ///
    /// # Errors
    ///
    /// If there is not one name for each feature and each class value, or two classes
    /// have the same name.
    pub fn to_onnx(&self, interface: &Interface<'_>) -> Result<Vec<u8>, OnnxError> {
        interface.check(self.weights.nrows(), self.intercepts.len())?;
        let graph = self.padded(interface.classes.len()).graph(interface);
        Ok(file::encode(graph, interface))
    }

    /// With classes without rows, so that there are as many as names.
    fn padded(&self, n_classes: usize) -> Self {
        let missing = n_classes - self.intercepts.len();
        let weights = Array2::zeros((self.weights.nrows(), missing));
        let intercepts = Array1::from_elem(missing, f64::NEG_INFINITY);
        Self {
            weights: concatenate![Axis(1), self.weights, weights],
            intercepts: concatenate![Axis(0), self.intercepts, intercepts],
        }
    }

    pub(crate) fn from_file(file: &File) -> Result<Self, OnnxError> {
        let shape = Ix2(file.n_columns(), file.classes.len());
        Ok(Self {
            weights: doubles(&file.graph, WEIGHTS, shape)?,
            intercepts: doubles(&file.graph, INTERCEPTS, Ix1(shape[1]))?,
        })
    }

    pub(crate) fn graph(&self, interface: &Interface<'_>) -> Graph {
        let (n_features, n_classes) = self.weights.dim();
        let weights = self.weights.iter().copied().collect();
        let constants = vec![
            Tensor::doubles(WEIGHTS, &[n_features, n_classes], weights),
            Tensor::doubles(INTERCEPTS, &[n_classes], self.intercepts.to_vec()),
        ];
        let computation = Computation {
            name: "logistic_regression",
            nodes: nodes(),
            constants,
            decisive: PROBABILITIES,
        };
        classifier(computation, interface)
    }
}

fn nodes() -> Vec<Node> {
    let mut nodes = vec![
        to_double(INPUT, "values"),
        node("MatMul", &["values", WEIGHTS], &["products"], vec![]),
        node("Add", &["products", INTERCEPTS], &[SCORES], vec![]),
    ];
    nodes.extend(scores::nodes());
    nodes
}
