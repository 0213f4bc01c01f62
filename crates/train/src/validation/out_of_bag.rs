//! Each training row asked of those trees of a forest that did not draw it.

use estimators::{FittedModel, fit_out_of_bag};
use hyperparameters::ModelParams;
use linfa::DatasetBase;
use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis};
use onnx::Prediction;
use params::Validation;
use stage::selection::ValidationScores;

use super::measure::{measure, summary};
use crate::error::TrainError;

/// Grows a forest and gives its scores.
///
/// # Errors
///
/// When it refuses the parameters or the data.
pub(super) fn score(
    model: &ModelParams,
    records: &ArrayView2<'_, f32>,
    targets: &Array1<usize>,
    classes: &[String],
) -> Result<ValidationScores, TrainError> {
    let dataset = DatasetBase::new(*records, targets.view());
    let fitted = fit_out_of_bag(model, &dataset, &|| ())?;
    let scores = of_forest(&fitted, targets, classes);
    Ok(scores.unwrap_or_else(|| summary(Validation::OutOfBag, 0, &[])))
}

/// The scores of a forest that was grown for it, on the rows that some tree did not draw; nothing
/// if it was not, or is none.
pub(super) fn of_forest(
    forest: &FittedModel,
    targets: &Array1<usize>,
    classes: &[String],
) -> Option<ValidationScores> {
    let shares = forest.out_of_bag(classes.len())?;
    // Shares add up to 1; those of a row that all trees have drawn to 0.
    let asked = shares.rows().into_iter().enumerate();
    let asked = asked.filter(|(_, shares)| shares.sum() > 0.0);
    let asked: Vec<_> = asked.map(|(row, _)| row).collect();
    if asked.is_empty() {
        return Some(summary(Validation::OutOfBag, 0, &[]));
    }
    let shares = shares.select(Axis(0), &asked);
    let scores = measure(&targets.select(Axis(0), &asked), prediction(&shares));
    Some(summary(Validation::OutOfBag, asked.len(), &[scores]))
}

/// Probabilities as a file would give them, in single precision.
#[expect(
    clippy::cast_possible_truncation,
    reason = "the shares of classes, from 0 to 1"
)]
fn prediction(shares: &Array2<f64>) -> Prediction {
    Prediction {
        labels: shares.rows().into_iter().map(first_largest).collect(),
        probabilities: shares.mapv(|share| share as f32),
    }
}

/// The position of the largest share; the first of equals, as NumPy's `argmax`.
fn first_largest(shares: ArrayView1<'_, f64>) -> i64 {
    let mut best = 0;
    for (class, share) in shares.iter().enumerate() {
        if *share > shares[best] {
            best = class;
        }
    }
    i64::try_from(best).expect("a class among those of the table")
}
