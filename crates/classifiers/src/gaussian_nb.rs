//! Naive Bayes with normal distributions, from linfa-bayes.
//!
//! linfa-bayes keeps its classes in a hash map and nothing of it is public, so
//! that the parameters are taken from its serialised form and put in the order of
//! the class values. The file holds exactly these and computes logarithms itself:
//!
//! ```text
//! X ── Unsqueeze [N, 1, F] ── Cast to double ── Sub means [K, F] ── squared ── Div by variances
//!     ── Add ln(2π variances) ── ReduceSum over F ── Mul -1/2 ── Add ln(priors) ── Softmax
//! ```

use std::f64::consts::PI;

use forest::onnx::parts::{File, INPUT, check_names, classifier, encode, node};
use forest::onnx::proto::{Attribute, Graph, Node, Tensor};
use forest::onnx::{Names, OnnxError, Prediction};
use linfa::traits::Fit;
use linfa::{Dataset, ParamGuard};
use ndarray::{Array1, Array2, ArrayView2, Axis, Ix1, Ix2};
use serde::Deserialize;

use crate::constants::doubles;
use crate::softmax::{self, SCORES, to_double};
use crate::{FitError, records};

pub(crate) const FIRST_OPERATOR: &str = "Unsqueeze";
const MEANS: &str = "means";
const VARIANCES: &str = "variances";
const PRIORS: &str = "priors";

/// A normal distribution for each class and feature. A class that no training row
/// had has the prior 0.
#[derive(Debug, Clone, PartialEq)]
pub struct GaussianNb {
    /// Class values seen in training, ascending.
    seen: Vec<usize>,
    /// `[classes, features]`.
    means: Array2<f64>,
    /// `[classes, features]`, above 0, with the smoothing.
    variances: Array2<f64>,
    /// `[classes]`.
    priors: Array1<f64>,
}

/// linfa's model as it serialises itself.
#[derive(Debug, Deserialize)]
struct Serialised {
    class_info: std::collections::BTreeMap<usize, Class>,
}

#[derive(Debug, Deserialize)]
struct Class {
    prior: f64,
    theta: Vector,
    sigma: Vector,
}

/// ndarray's form of an array.
#[derive(Debug, Deserialize)]
struct Vector {
    data: Vec<f64>,
}

impl GaussianNb {
    /// Trains on `[rows, features]` records and one class value per row.
    ///
    /// # Errors
    ///
    /// When a record is not finite as a float32, there are none, or a feature is
    /// constant in a class and not smoothed.
    ///
    /// # Panics
    ///
    /// Never: the version of linfa-bayes, and so its serialised form, is pinned.
    pub fn fit(
        params: &hyperparameters::GaussianNbParams,
        dataset: &Dataset<f64, usize, Ix1>,
    ) -> Result<Self, FitError> {
        let records = records::checked(&dataset.records.view())?;
        let dataset = Dataset::new(records, dataset.targets.clone());
        let fitted = linfa_bayes::GaussianNb::params()
            .var_smoothing(params.var_smoothing)
            .check()?
            .fit(&dataset)?;
        let fitted = serde_json::to_value(fitted)
            .and_then(serde_json::from_value::<Serialised>)
            .expect("the serialised form of linfa-bayes' model is pinned by Cargo.lock");
        let model = Self::of(&fitted, dataset.records.ncols());
        match model
            .variances
            .indexed_iter()
            .find(|(_, variance)| !variance.is_normal())
        {
            Some(((class, column), _)) => Err(FitError::NoVariance { column, class }),
            None => Ok(model),
        }
    }

    fn of(fitted: &Serialised, n_features: usize) -> Self {
        let n_classes = fitted.class_info.keys().last().map_or(0, |last| last + 1);
        let mut model = Self {
            seen: fitted.class_info.keys().copied().collect(),
            means: Array2::zeros((n_classes, n_features)),
            variances: Array2::ones((n_classes, n_features)),
            priors: Array1::zeros(n_classes),
        };
        for (&class, info) in &fitted.class_info {
            model.priors[class] = info.prior;
            let (mut means, mut variances) =
                (model.means.row_mut(class), model.variances.row_mut(class));
            for (feature, (mean, variance)) in
                info.theta.data.iter().zip(&info.sigma.data).enumerate()
            {
                (means[feature], variances[feature]) = (*mean, *variance);
            }
        }
        model
    }

    /// The class value of each row.
    pub(crate) fn labels(&self, records: &ArrayView2<f64>) -> Array1<usize> {
        let labels = self.predict(records).labels;
        labels.mapv(|label| usize::try_from(label).expect("positions are not negative"))
    }

    pub(crate) fn predict(&self, records: &ArrayView2<f64>) -> Prediction {
        softmax::predict(self.scores(&records::rounded(records)))
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

    pub(crate) fn to_onnx(&self, names: &Names<'_>) -> Result<Vec<u8>, OnnxError> {
        check_names(self.means.ncols(), &self.seen, names)?;
        let graph = self.padded(names.classes.len()).graph(names.classes);
        Ok(encode(graph, names))
    }

    /// With classes without rows, so that there are as many as names.
    fn padded(&self, n_classes: usize) -> Self {
        let missing = n_classes - self.priors.len();
        let rows = (missing, self.means.ncols());
        let below = |above: &Array2<f64>, rest: Array2<f64>| {
            ndarray::concatenate![Axis(0), above.view(), rest.view()]
        };
        Self {
            seen: self.seen.clone(),
            means: below(&self.means, Array2::zeros(rows)),
            variances: below(&self.variances, Array2::ones(rows)),
            priors: ndarray::concatenate![Axis(0), self.priors, Array1::zeros(missing)],
        }
    }

    pub(crate) fn from_file(file: &File) -> Result<Self, OnnxError> {
        let shape = Ix2(file.classes.len(), file.features.len());
        let priors: Array1<f64> = doubles(&file.graph, PRIORS, Ix1(shape[0]))?;
        Ok(Self {
            seen: (0..shape[0]).filter(|&class| priors[class] > 0.0).collect(),
            means: doubles(&file.graph, MEANS, shape)?,
            variances: doubles(&file.graph, VARIANCES, shape)?,
            priors,
        })
    }

    pub(crate) fn graph(&self, class_names: &[String]) -> Graph {
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
        classifier("gaussian_nb", nodes(), constants, n_features, class_names)
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
    nodes.extend(softmax::nodes());
    nodes
}
