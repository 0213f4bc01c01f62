//! Logistic regression, from linfa-logistic: its binary model for two classes, its
//! multinomial one otherwise.
//!
//! ```text
//! X ── Cast to double ── MatMul weights [F, K] ── Add intercepts [K] ── Softmax
//! ```
//!
//! linfa-logistic's binary model has one vector of weights, for the class that has
//! more rows; the other class gets zeros, which is the same model as a softmax.

mod fit;

use forest::onnx::parts::{File, INPUT, check_names, classifier, encode, node};
use forest::onnx::proto::{Graph, Node, Tensor};
use forest::onnx::{Names, OnnxError, Prediction};
use ndarray::{Array1, Array2, ArrayView2, Axis, Ix1, Ix2};

use crate::constants::doubles;
use crate::records;
use crate::softmax::{self, SCORES, to_double};

pub(crate) const FIRST_OPERATOR: &str = "Cast";
const WEIGHTS: &str = "weights";
const INTERCEPTS: &str = "intercepts";

/// A score for each class that is linear in the features. A class that no training
/// row had has the intercept minus infinity.
#[derive(Debug, Clone, PartialEq)]
pub struct LogisticRegression {
    /// Class values seen in training, ascending.
    seen: Vec<usize>,
    /// `[features, classes]`.
    weights: Array2<f64>,
    /// `[classes]`.
    intercepts: Array1<f64>,
    /// How far from its goal the optimiser stopped, if it did.
    stopped: Option<Stopped>,
}

/// The optimiser's gradient at the end, and what it should have fallen below.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Stopped {
    gradient: f64,
    tolerance: f64,
}

impl LogisticRegression {
    /// The class value of each row.
    pub(crate) fn labels(&self, records: &ArrayView2<f64>) -> Array1<usize> {
        let labels = self.predict(records).labels;
        labels.mapv(|label| usize::try_from(label).expect("positions are not negative"))
    }

    pub(crate) fn predict(&self, records: &ArrayView2<f64>) -> Prediction {
        softmax::predict(records::rounded(records).dot(&self.weights) + &self.intercepts)
    }

    pub(crate) fn remark(&self) -> Option<String> {
        self.stopped.map(
            |Stopped {
                 gradient,
                 tolerance,
             }| {
                format!(
                    "the optimiser stopped at a gradient of {gradient:.1e}, not below \
                 `train.logistic_regression.tolerance` {tolerance:?}; raise `max_iterations`, or \
                 `tolerance` if this is good enough"
                )
            },
        )
    }

    pub(crate) fn to_onnx(&self, names: &Names<'_>) -> Result<Vec<u8>, OnnxError> {
        check_names(self.weights.nrows(), &self.seen, names)?;
        let graph = self.padded(names.classes.len()).graph(names.classes);
        Ok(encode(graph, names))
    }

    /// With classes without rows, so that there are as many as names.
    fn padded(&self, n_classes: usize) -> Self {
        let missing = n_classes - self.intercepts.len();
        let weights = Array2::zeros((self.weights.nrows(), missing));
        let intercepts = Array1::from_elem(missing, f64::NEG_INFINITY);
        Self {
            weights: ndarray::concatenate![Axis(1), self.weights, weights],
            intercepts: ndarray::concatenate![Axis(0), self.intercepts, intercepts],
            ..self.clone()
        }
    }

    pub(crate) fn from_file(file: &File) -> Result<Self, OnnxError> {
        let shape = Ix2(file.features.len(), file.classes.len());
        let intercepts: Array1<f64> = doubles(&file.graph, INTERCEPTS, Ix1(shape[1]))?;
        let seen = |class: &usize| intercepts[*class] > f64::NEG_INFINITY;
        Ok(Self {
            seen: (0..shape[1]).filter(seen).collect(),
            weights: doubles(&file.graph, WEIGHTS, shape)?,
            intercepts,
            stopped: None,
        })
    }

    pub(crate) fn graph(&self, class_names: &[String]) -> Graph {
        let (n_features, n_classes) = self.weights.dim();
        let weights = self.weights.iter().copied().collect();
        let constants = vec![
            Tensor::doubles(WEIGHTS, &[n_features, n_classes], weights),
            Tensor::doubles(INTERCEPTS, &[n_classes], self.intercepts.to_vec()),
        ];
        let name = "logistic_regression";
        classifier(name, nodes(), constants, n_features, class_names)
    }
}

fn nodes() -> Vec<Node> {
    let mut nodes = vec![
        to_double(INPUT, "values"),
        node("MatMul", &["values", WEIGHTS], &["products"], vec![]),
        node("Add", &["products", INTERCEPTS], &[SCORES], vec![]),
    ];
    nodes.extend(softmax::nodes());
    nodes
}
