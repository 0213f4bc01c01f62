//! Whether the optimiser got where it should.

use linfa::Dataset;
use ndarray::{Axis, Ix1};

use super::weights::Weights;

/// The norm of the gradient of the loss that linfa-logistic minimises: the summed
/// log loss, and half of `alpha` times the squared weights. linfa-logistic does not
/// tell whether it got there.
pub(super) fn gradient(
    params: &hyperparameters::LogisticRegressionParams,
    dataset: &Dataset<f64, usize, Ix1>,
    seen: &[usize],
    (weights, intercepts): &Weights,
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
