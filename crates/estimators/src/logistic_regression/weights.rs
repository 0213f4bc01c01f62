//! What a logistic regression consists of.

use ndarray::{Array1, Array2};

/// Weights `[features, classes]` and an intercept a class.
pub(super) type Weights = (Array2<f64>, Array1<f64>);
