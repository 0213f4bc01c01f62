//! Logistic regression, fitted by linfa-logistic: by its binary model for two classes, by its
//! multinomial one otherwise.
//!
//! linfa-logistic's binary model has one vector of weights, for the class that has
//! more rows; the other class gets zeros, which is the same model as a softmax.
//!
//! # Layout
//!
//! - `scale` standardizes the features, and puts the scale into the weights afterwards.
//! - `gradient` finds out whether the optimiser reached its goal.
//! - `weights` is what linfa-logistic finds.

mod gradient;
mod scale;
mod weights;

use linfa::traits::Fit;
use linfa::{Dataset, DatasetView, ParamGuard};
use linfa_logistic as linfa_models;
use ndarray::{Array1, Array2, ArrayView1, Ix1};
use onnx::float32::FeatureValue;
use onnx::softmax::LogisticRegression;

use self::gradient::gradient;
use self::scale::Scale;
use self::weights::Weights;
use crate::{FitError, records};

/// Trains on `[rows, features]` records and one class value per row. With the model comes a
/// warning if the optimiser stopped before its goal.
///
/// # Errors
///
/// When a record is not finite as a float32, there are none, or not two classes.
pub(crate) fn fit<V: FeatureValue>(
    params: &hyperparameters::LogisticRegressionParams,
    dataset: &DatasetView<'_, V, usize, Ix1>,
) -> Result<(LogisticRegression, Option<String>), FitError> {
    let records = records::checked(&dataset.records.view())?;
    let scale = if params.standardize {
        Scale::of(&records)
    } else {
        Scale::none(records.ncols())
    };
    let scaled = Dataset::new(scale.apply(&records), dataset.targets.to_owned());
    let seen = classes(dataset.targets);
    let weights = if seen.len() == 2 {
        two_classes(params, &scaled, &seen)?
    } else {
        many_classes(params, &scaled)?
    };
    if !weights.0.iter().chain(&weights.1).all(|it| it.is_finite()) {
        return Err(FitError::Diverged);
    }
    let gradient = gradient(params, &scaled, &seen, &weights);
    let stopped = gradient >= params.tolerance;
    let model = model(&seen, &scale.unfold(weights));
    Ok((model, stopped.then(|| warning(params, gradient))))
}

fn warning(params: &hyperparameters::LogisticRegressionParams, gradient: f64) -> String {
    format!(
        "the optimiser stopped at a gradient of {gradient:.1e}, not below \
         `train.logistic_regression.tolerance` {:?}; raise `max_iterations`, or \
         `tolerance` if this is good enough",
        params.tolerance
    )
}

/// The class values that occur, ascending.
fn classes(targets: ArrayView1<'_, usize>) -> Vec<usize> {
    let mut classes = targets.to_vec();
    classes.sort_unstable();
    classes.dedup();
    classes
}

fn two_classes(
    params: &hyperparameters::LogisticRegressionParams,
    dataset: &Dataset<f64, usize, Ix1>,
    seen: &[usize],
) -> Result<Weights, FitError> {
    let fitted = linfa_models::LogisticRegression::new()
        .alpha(params.alpha)
        .max_iterations(params.max_iterations)
        .gradient_tolerance(params.tolerance)
        .with_intercept(params.fit_intercept)
        .check()?
        .fit(dataset)?;
    let weighted = usize::from(fitted.labels().pos.class == seen[1]);
    let mut weights = Array2::zeros((dataset.records.ncols(), 2));
    weights.column_mut(weighted).assign(fitted.params());
    let mut intercepts = Array1::zeros(2);
    intercepts[weighted] = fitted.intercept();
    Ok((weights, intercepts))
}

fn many_classes(
    params: &hyperparameters::LogisticRegressionParams,
    dataset: &Dataset<f64, usize, Ix1>,
) -> Result<Weights, FitError> {
    let fitted = linfa_models::MultiLogisticRegression::new()
        .alpha(params.alpha)
        .max_iterations(params.max_iterations)
        .gradient_tolerance(params.tolerance)
        .with_intercept(params.fit_intercept)
        .check()?
        .fit(dataset)?;
    Ok((fitted.params().clone(), fitted.intercept().clone()))
}

/// The model, with each class at the position of its value.
fn model(seen: &[usize], (weights, intercepts): &Weights) -> LogisticRegression {
    let n_classes = seen.last().map_or(0, |last| last + 1);
    let mut of_values = (
        Array2::zeros((weights.nrows(), n_classes)),
        Array1::from_elem(n_classes, f64::NEG_INFINITY),
    );
    for (column, &class) in seen.iter().enumerate() {
        of_values
            .0
            .column_mut(class)
            .assign(&weights.column(column));
        of_values.1[class] = intercepts[column];
    }
    LogisticRegression::new(of_values.0, of_values.1)
}
