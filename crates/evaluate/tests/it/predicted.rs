//! Rows of a fixture, with their classes and what a model says of them.

use ndarray::{Array1, Array2};
use serde::Deserialize;

#[derive(Deserialize)]
pub(crate) struct PredictedRows {
    pub(crate) classes: usize,
    actual: Vec<usize>,
    /// The float32 of all rows, big-endian in hexadecimal.
    probabilities: String,
}

impl PredictedRows {
    /// The class of each row.
    pub(crate) fn actual(&self) -> Array1<usize> {
        Array1::from(self.actual.clone())
    }

    /// `[rows, classes]`.
    pub(crate) fn probabilities(&self) -> Array2<f32> {
        let words = self.probabilities.as_bytes().chunks(8);
        let words = words.map(|word| u32::from_str_radix(str::from_utf8(word).unwrap(), 16));
        let probabilities = words.map(|word| f32::from_bits(word.unwrap())).collect();
        Array2::from_shape_vec((self.actual.len(), self.classes), probabilities).unwrap()
    }
}
