//! What a model says.

use ndarray::{Array1, Array2};

/// What a model says about some rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Prediction {
    /// The class of each row, as a position in [`Classifier::classes`](crate::Classifier::classes): the most
    /// probable one, the first of equals.
    pub labels: Array1<i64>,
    /// The probability of each class: `[rows, classes]`.
    pub probabilities: Array2<f32>,
}
