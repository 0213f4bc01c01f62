//! Naive Bayes with normal distributions. The file holds their parameters and computes logarithms
//! itself:
//!
//! ```text
//! X ── Unsqueeze [N, 1, F] ── Cast to double ── Sub means [K, F] ── squared ── Div by variances
//!     ── Add ln(2π variances) ── ReduceSum over F ── Mul -1/2 ── Add ln(priors) ── Softmax
//! ```

use std::f64::consts::PI;

use ndarray::{Array1, Array2, ArrayView2, Axis, Ix1, Ix2, concatenate};

use super::constants::doubles;
use super::scores::{self, SCORES, to_double};
use crate::file::graph::{Computation, INPUT, PROBABILITIES, classifier};
use crate::file::messages::{Attribute, Graph, Node, Tensor};
use crate::file::operators::node;
use crate::file::{self, File, Interface};
use crate::float32::{FeatureValue, rounded};
use crate::{OnnxError, Prediction};

pub(crate) const FIRST_OPERATOR: &str = "Unsqueeze";
const MEANS: &str = "means";
const VARIANCES: &str = "variances";
const PRIORS: &str = "priors";

/// A normal distribution for each class and feature.
#[derive(Debug, Clone, PartialEq)]
pub struct GaussianNb {
    /// `[classes, features]`.
    means: Array2<f64>,
    /// `[classes, features]`, above 0.
    variances: Array2<f64>,
    /// `[classes]`.
    priors: Array1<f64>,
}

impl GaussianNb {
    /// The model whose scores are the logarithms of prior times density: `[classes, features]`
    /// means and variances, which are above 0, and one prior a class, which is 0 where no
    /// training row had the class.
    ///
    /// # Panics
    ///
    /// If means, variances and priors are not of the same number of classes and features.
    #[must_use]
    pub fn new(means: Array2<f64>, variances: Array2<f64>, priors: Array1<f64>) -> Self {
        assert_eq!(
            (means.dim(), means.nrows()),
            (variances.dim(), priors.len()),
            "each class needs means, variances and a prior"
        );
        Self {
            means,
            variances,
            priors,
        }
    }

    /// What the model says about `[rows, features]` records, rounded to float32 first.
    ///
    /// # Panics
    ///
    /// If the records do not have as many columns as there are features.
    #[must_use]
    pub fn predict<V: FeatureValue>(&self, records: &ArrayView2<V>) -> Prediction {
        scores::predict(self.scores(&rounded(records)))
    }

    /// The logarithm of prior times density, `[rows, classes]`.
    fn scores(&self, records: &Array2<f64>) -> Array2<f64> {
        let widths = self.variances.mapv(|variance| (variance * (2.0 * PI)).ln());
        let priors = self.priors.mapv(f64::ln);
        let score = |row: usize, class: usize| {
            let distances = &records.row(row) - &self.means.row(class);
            let terms = &distances * &distances / self.variances.row(class) + widths.row(class);
            terms.sum() * -0.5 + priors[class]
        };
        Array2::from_shape_fn((records.nrows(), priors.len()), |(row, class)| {
            score(row, class)
        })
    }

    /// The bytes of an ONNX file, the same for the same model and names.
    ///
    /// # Errors
    ///
    /// If there is not one name for each feature and each class value, or two classes
    /// have the same name.
    pub fn to_onnx(&self, interface: &Interface<'_>) -> Result<Vec<u8>, OnnxError> {
        interface.check(self.means.ncols(), self.priors.len())?;
        let graph = self.padded(interface.classes.len()).graph(interface);
        Ok(file::encode(graph, interface))
    }

    /// With classes without rows, so that there are as many as names.
    fn padded(&self, n_classes: usize) -> Self {
        let missing = n_classes - self.priors.len();
        let rows = (missing, self.means.ncols());
        let below = |above: &Array2<f64>, rest: Array2<f64>| {
            concatenate![Axis(0), above.view(), rest.view()]
        };
        Self {
            means: below(&self.means, Array2::zeros(rows)),
            variances: below(&self.variances, Array2::ones(rows)),
            priors: concatenate![Axis(0), self.priors, Array1::zeros(missing)],
        }
    }

    pub(crate) fn from_file(file: &File) -> Result<Self, OnnxError> {
        let shape = Ix2(file.classes.len(), file.n_columns());
        Ok(Self {
            means: doubles(&file.graph, MEANS, shape)?,
            variances: doubles(&file.graph, VARIANCES, shape)?,
            priors: doubles(&file.graph, PRIORS, Ix1(shape[0]))?,
        })
    }

    pub(crate) fn graph(&self, interface: &Interface<'_>) -> Graph {
        let (n_classes, n_features) = self.means.dim();
        let shape = [n_classes, n_features];
        let all = |values: &Array2<f64>| values.iter().copied().collect();
        let constants = vec![
            Tensor::doubles(MEANS, &shape, all(&self.means)),
            Tensor::doubles(VARIANCES, &shape, all(&self.variances)),
            Tensor::doubles(PRIORS, &[n_classes], self.priors.to_vec()),
            Tensor::doubles("two_pi", &[], vec![2.0 * PI]),
            Tensor::doubles("minus_half", &[], vec![-0.5]),
            Tensor::int64_vector("row_axis", vec![1]),
            Tensor::int64_vector("feature_axis", vec![2]),
        ];
        let computation = Computation {
            name: "gaussian_nb",
            nodes: nodes(),
            constants,
            decisive: PROBABILITIES,
        };
        classifier(computation, interface)
    }
}

fn nodes() -> Vec<Node> {
    let plain = |operator, inputs: &[&str], output| node(operator, inputs, &[output], vec![]);
    let drop_axis = vec![Attribute::int("keepdims", 0)];
    let mut nodes = vec![
        plain(FIRST_OPERATOR, &[INPUT, "row_axis"], "rows"),
        to_double("rows", "values"),
        plain("Sub", &["values", MEANS], "distances"),
        plain("Mul", &["distances", "distances"], "squares"),
        plain("Div", &["squares", VARIANCES], "relative_squares"),
        plain("Mul", &[VARIANCES, "two_pi"], "areas"),
        plain("Log", &["areas"], "widths"),
        plain("Add", &["relative_squares", "widths"], "terms"),
        node(
            "ReduceSum",
            &["terms", "feature_axis"],
            &["sums"],
            drop_axis,
        ),
        plain("Mul", &["sums", "minus_half"], "log_densities"),
        plain("Log", &[PRIORS], "log_priors"),
        plain("Add", &["log_densities", "log_priors"], SCORES),
    ];
    nodes.extend(scores::nodes());
    nodes
}
