//! The metrics of what a model says, and of several folds together.

use classification_metrics::{Judged, Scores, scores};
use ndarray::Array1;
use onnx::Prediction;
use params::{Metric, PerMetric, Validation};
use stage::selection::ValidationScores;

/// The metrics of rows of these classes.
pub(super) fn measure(targets: &Array1<usize>, prediction: Prediction) -> Scores {
    scores(&Judged::new(targets, &[prediction]))
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
