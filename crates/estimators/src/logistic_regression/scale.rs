//! Features on one scale.

use ndarray::{Array1, Array2, Axis};

use super::weights::Weights;

/// Mean and standard deviation of each feature, as scikit-learn's `StandardScaler`.
pub(super) struct Scale {
    means: Array1<f64>,
    deviations: Array1<f64>,
}

impl Scale {
    pub(super) fn none(n_features: usize) -> Self {
        Self {
            means: Array1::zeros(n_features),
            deviations: Array1::ones(n_features),
        }
    }

    /// Of at least one row. A constant feature keeps its scale.
    pub(super) fn of(records: &Array2<f64>) -> Self {
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

    pub(super) fn apply(&self, records: &Array2<f64>) -> Array2<f64> {
        (records - &self.means) / &self.deviations
    }

    /// The weights and intercepts that say the same of unscaled features.
    pub(super) fn unfold(&self, (mut weights, intercepts): Weights) -> Weights {
        for (mut row, deviation) in weights.rows_mut().into_iter().zip(&self.deviations) {
            row /= *deviation;
        }
        let intercepts = intercepts - self.means.dot(&weights);
        (weights, intercepts)
    }
}
