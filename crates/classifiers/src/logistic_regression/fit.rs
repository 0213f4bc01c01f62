//! Fitting, with linfa-logistic.

use linfa::traits::Fit;
use linfa::{Dataset, ParamGuard};
use linfa_logistic as linfa_models;
use ndarray::{Array1, Array2, Axis, Ix1};

use super::{LogisticRegression, Stopped};
use crate::{FitError, records};

impl LogisticRegression {
    /// Trains on `[rows, features]` records and one class value per row.
    ///
    /// # Errors
    ///
    /// When a record is not finite as a float32, there are none, or not two classes.
    pub fn fit(
        params: &hyperparameters::LogisticRegressionParams,
        dataset: &Dataset<f64, usize, Ix1>,
    ) -> Result<Self, FitError> {
        let records = records::checked(&dataset.records.view())?;
        let scale = if params.standardize {
            Scale::of(&records)
        } else {
            Scale::none(records.ncols())
        };
        let scaled = Dataset::new(scale.apply(&records), dataset.targets.clone());
        let seen = classes(&dataset.targets);
        let (weights, intercepts) = if seen.len() == 2 {
            two_classes(params, &scaled, &seen)?
        } else {
            many_classes(params, &scaled)?
        };
        if !weights
            .iter()
            .chain(&intercepts)
            .all(|value| value.is_finite())
        {
            return Err(FitError::Diverged);
        }
        let gradient = gradient(params, &scaled, &seen, &weights, &intercepts);
        let (weights, intercepts) = scale.unfold(weights, intercepts);
        Ok(Self {
            stopped: (gradient >= params.tolerance).then_some(Stopped {
                gradient,
                tolerance: params.tolerance,
            }),
            ..spread(seen, &weights, &intercepts)
        })
    }
}

/// The class values that occur, ascending.
fn classes(targets: &Array1<usize>) -> Vec<usize> {
    let mut classes = targets.to_vec();
    classes.sort_unstable();
    classes.dedup();
    classes
}

type Weights = (Array2<f64>, Array1<f64>);

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

/// The norm of the gradient of the loss that linfa-logistic minimises: the summed
/// log loss, and half of `alpha` times the squared weights. linfa-logistic does not
/// tell whether it got there.
fn gradient(
    params: &hyperparameters::LogisticRegressionParams,
    dataset: &Dataset<f64, usize, Ix1>,
    seen: &[usize],
    weights: &Array2<f64>,
    intercepts: &Array1<f64>,
) -> f64 {
    let mut errors = dataset.records.dot(weights) + intercepts;
    for (mut row, target) in errors.rows_mut().into_iter().zip(&dataset.targets) {
        let largest = row.fold(f64::NEG_INFINITY, |largest, &score| largest.max(score));
        row.mapv_inplace(|score| (score - largest).exp());
        let sum = row.sum();
        row.mapv_inplace(|share| share / sum);
        row[seen.partition_point(|class| class < target)] -= 1.0;
    }
    let slopes = dataset.records.t().dot(&errors) + weights * params.alpha;
    let mut squares = slopes.mapv(|slope| slope * slope).sum_axis(Axis(0));
    if params.fit_intercept {
        squares += &errors.sum_axis(Axis(0)).mapv(|slope| slope * slope);
    }
    if seen.len() == 2 {
        // Of two classes only one has weights to move; the other's stay zero.
        let free = usize::from(weights.column(1).iter().any(|&weight| weight != 0.0));
        return squares[free].sqrt();
    }
    squares.sum().sqrt()
}

/// Puts each class at the position of its value.
fn spread(seen: Vec<usize>, weights: &Array2<f64>, intercepts: &Array1<f64>) -> LogisticRegression {
    let n_classes = seen.last().map_or(0, |last| last + 1);
    let mut model = LogisticRegression {
        weights: Array2::zeros((weights.nrows(), n_classes)),
        intercepts: Array1::from_elem(n_classes, f64::NEG_INFINITY),
        seen,
        stopped: None,
    };
    for (column, &class) in model.seen.iter().enumerate() {
        model
            .weights
            .column_mut(class)
            .assign(&weights.column(column));
        model.intercepts[class] = intercepts[column];
    }
    model
}

/// Mean and standard deviation of each feature, as scikit-learn's `StandardScaler`.
struct Scale {
    means: Array1<f64>,
    deviations: Array1<f64>,
}

impl Scale {
    fn none(n_features: usize) -> Self {
        Self {
            means: Array1::zeros(n_features),
            deviations: Array1::ones(n_features),
        }
    }

    /// Of at least one row. A constant feature keeps its scale.
    fn of(records: &Array2<f64>) -> Self {
        let rows = records.nrows() as f64;
        let means = records.sum_axis(Axis(0)) / rows;
        let centred = records - &means;
        let deviations = (&centred * &centred).sum_axis(Axis(0)) / rows;
        let deviations = deviations.mapv(f64::sqrt);
        // A mean is rounded, so that a constant can seem to deviate by as little.
        let constant =
            |(&deviation, &mean): (&f64, &f64)| deviation <= 10.0 * f64::EPSILON * mean.abs();
        let kept = deviations
            .iter()
            .zip(&means)
            .map(|pair| if constant(pair) { 1.0 } else { *pair.0 });
        Self {
            deviations: kept.collect(),
            means,
        }
    }

    fn apply(&self, records: &Array2<f64>) -> Array2<f64> {
        (records - &self.means) / &self.deviations
    }

    /// The weights and intercepts that say the same of unscaled features.
    fn unfold(&self, mut weights: Array2<f64>, intercepts: Array1<f64>) -> Weights {
        for (mut row, deviation) in weights.rows_mut().into_iter().zip(&self.deviations) {
            row /= *deviation;
        }
        let intercepts = intercepts - self.means.dot(&weights);
        (weights, intercepts)
    }
}
