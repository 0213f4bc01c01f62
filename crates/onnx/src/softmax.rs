//! Families that give each class a score, whose softmax is the probability.
//!
//! A file computes in double precision and rounds at the end: in float32, the
//! order in which a runtime adds up would show in the sixth digit, and large
//! scores would lose more. The label is that of the rounded probabilities, so that
//! scores that differ by rounding errors alone count as equal everywhere. A class that no
//! training row had gets the probability 0.
//!
//! # Layout
//!
//! - `logistic_regression` and `gaussian_nb` are the families.
//! - `scores` is the way from scores to probabilities and labels.
//! - `constants` reads the numbers of a file.

mod constants;
pub(crate) mod gaussian_nb;
pub(crate) mod logistic_regression;
mod scores;

pub use gaussian_nb::GaussianNb;
pub use logistic_regression::LogisticRegression;
