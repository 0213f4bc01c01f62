//! The metrics of what a model says, and of several folds together.

use classification_metrics::{Judged, Scores, scores};
use ndarray::{Array1, Array2};
use onnx::Prediction;
use params::{Metric, PerMetric, Validation};
use stage::selection::ValidationScores;

/// The metrics of rows of these classes.
pub(super) fn measure(targets: &Array1<usize>, prediction: Prediction) -> Scores {
    scores(&Judged::new(targets, &[prediction]))
}

/// Whether `metric` is defined on rows of these classes, of which there are `n_classes`, for a
/// model whose probabilities are finite numbers.
pub(super) fn is_defined(metric: Metric, targets: &Array1<usize>, n_classes: usize) -> bool {
    let probabilities = Array2::zeros((targets.len(), n_classes));
    let labels = Array1::zeros(targets.len());
    let prediction = Prediction {
        labels,
        probabilities,
    };
    measure(targets, prediction).has(metric)
}

/// The means of the folds' scores, as NumPy's `mean`, and their standard deviations, as its `std`.
pub(super) fn summary(settings: Validation, rows: usize, folds: &[Scores]) -> ValidationScores {
    let of_folds = |metric: Metric| -> Option<Vec<f64>> {
        let found: Option<Vec<_>> = folds.iter().map(|scores| scores.get(metric)).collect();
        found.filter(|found| !found.is_empty())
    };
    let deviation = |metric| of_folds(metric).map(|found| numpy::std(&found));
    ValidationScores {
        settings,
        rows,
        scores: PerMetric::from_fn(|metric| of_folds(metric).map(|found| numpy::mean(&found))),
        std: (folds.len() > 1).then(|| PerMetric::from_fn(deviation)),
    }
}
