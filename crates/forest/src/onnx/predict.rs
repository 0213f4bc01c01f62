//! Running a file.

use ndarray::{Array1, Array2, ArrayView2};
use rayon::prelude::*;

use super::ensemble::Trees;
use crate::cell::Cell;

/// A forest that was read from an ONNX file.
#[derive(Debug, Clone)]
pub struct OnnxClassifier {
    features: Vec<String>,
    classes: Vec<String>,
    trees: Trees,
}

/// What a model says about some rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Prediction {
    /// The class of each row, as a position in [`OnnxClassifier::classes`]: the most
    /// probable one, the first of equals.
    pub labels: Array1<i64>,
    /// The probability of each class: `[rows, classes]`.
    pub probabilities: Array2<f32>,
}

impl OnnxClassifier {
    pub(super) fn new(features: Vec<String>, classes: Vec<String>, trees: Trees) -> Self {
        Self {
            features,
            classes,
            trees,
        }
    }

    /// The names of the features, in the order of the columns.
    #[must_use]
    pub fn features(&self) -> &[String] {
        &self.features
    }

    /// The names of the classes, in the order of their values.
    #[must_use]
    pub fn classes(&self) -> &[String] {
        &self.classes
    }

    /// Runs the model on `[rows, features]` records, rounded to float32 first, which
    /// is the input type of the file. The result equals onnxruntime's bit for bit.
    ///
    /// # Panics
    ///
    /// If the records do not have as many columns as there are features.
    #[must_use]
    pub fn predict(&self, records: &ArrayView2<f64>) -> Prediction {
        self.predict_f32(&records.mapv(Cell::single).view())
    }

    /// [`predict`](Self::predict) on records that are float32 already.
    ///
    /// # Panics
    ///
    /// If the records do not have as many columns as there are features.
    #[must_use]
    pub fn predict_f32(&self, records: &ArrayView2<f32>) -> Prediction {
        assert_eq!(
            records.ncols(),
            self.features.len(),
            "the records must have as many columns as the model has features"
        );
        let shape = (records.nrows(), self.classes.len());
        let mut probabilities = vec![0.0; shape.0 * shape.1];
        let labels: Vec<i64> = probabilities
            .par_chunks_mut(shape.1)
            .enumerate()
            .map(|(row, shares)| self.run(&records.row(row).to_vec(), shares))
            .collect();
        Prediction {
            labels: Array1::from(labels),
            probabilities: Array2::from_shape_vec(shape, probabilities)
                .expect("one share per row and class"),
        }
    }

    /// Fills in one row's probabilities and returns its label.
    fn run(&self, row: &[f32], shares: &mut [f32]) -> i64 {
        self.trees.vote(row, shares);
        let n_trees = self.trees.len() as f32;
        let (mut label, mut largest) = (0, f32::NEG_INFINITY);
        for (class, share) in (0..).zip(shares) {
            *share /= n_trees;
            if *share > largest {
                (label, largest) = (class, *share);
            }
        }
        label
    }
}
