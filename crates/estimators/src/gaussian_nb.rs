//! Naive Bayes with normal distributions, fitted by linfa-bayes.
//!
//! linfa-bayes keeps its classes in a hash map and nothing of it is public, so
//! that the parameters are taken from its serialised form and put in the order of
//! the class values.

use linfa::traits::Fit;
use linfa::{Dataset, DatasetView, ParamGuard};
use ndarray::{Array1, Array2, Ix1};
use onnx::float32::FeatureValue;
use onnx::softmax::GaussianNb;
use serde::Deserialize;

use crate::{FitError, records};

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
pub(crate) fn fit<V: FeatureValue>(
    params: hyperparameters::GaussianNbParams,
    dataset: &DatasetView<'_, V, usize, Ix1>,
) -> Result<GaussianNb, FitError> {
    let records = records::checked(&dataset.records.view())?;
    let dataset = Dataset::new(records, dataset.targets.to_owned());
    let fitted = linfa_bayes::GaussianNb::params()
        .var_smoothing(params.var_smoothing)
        .check()?
        .fit(&dataset)?;
    let fitted = serde_json::to_value(fitted)
        .and_then(serde_json::from_value::<Serialised>)
        .expect("the serialised form of linfa-bayes' model is pinned by Cargo.lock");
    model(&fitted, dataset.records.ncols())
}

/// The model, with each class at the position of its value. A class that no training row had has
/// the prior 0.
fn model(fitted: &Serialised, n_features: usize) -> Result<GaussianNb, FitError> {
    let n_classes = fitted.class_info.keys().last().map_or(0, |last| last + 1);
    let mut means = Array2::zeros((n_classes, n_features));
    let mut variances = Array2::ones((n_classes, n_features));
    let mut priors = Array1::zeros(n_classes);
    for (&class, info) in &fitted.class_info {
        priors[class] = info.prior;
        for (column, (&mean, &variance)) in info.theta.data.iter().zip(&info.sigma.data).enumerate()
        {
            if !variance.is_normal() {
                return Err(FitError::NoVariance { column, class });
            }
            (means[(class, column)], variances[(class, column)]) = (mean, variance);
        }
    }
    Ok(GaussianNb::new(means, variances, priors))
}
