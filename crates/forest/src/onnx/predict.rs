//! Running a file.

use ndarray::{Array1, Array2, ArrayView2};
use rayon::prelude::*;

use super::ensemble::Trees;
use crate::predictor::{Records, first_largest};

/// Finding the largest of a few numbers is too little work to share out.
const ROWS_PER_TASK: usize = 1 << 14;

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
        self.run(records)
    }

    /// [`predict`](Self::predict) on records that are float32 already.
    ///
    /// # Panics
    ///
    /// If the records do not have as many columns as there are features.
    #[must_use]
    pub fn predict_f32(&self, records: &ArrayView2<f32>) -> Prediction {
        self.run(records)
    }

    fn run(&self, records: &dyn Records) -> Prediction {
        assert_eq!(
            records.n_columns(),
            self.features.len(),
            "the records must have as many columns as the model has features"
        );
        let shape = (records.n_rows(), self.classes.len());
        let probabilities = self.trees.mean_weights(records);
        let labels = probabilities
            .par_chunks(shape.1)
            .with_min_len(ROWS_PER_TASK);
        Prediction {
            labels: Array1::from(labels.map(label).collect::<Vec<i64>>()),
            probabilities: Array2::from_shape_vec(shape, probabilities)
                .expect("one share per row and class"),
        }
    }
}

fn label(shares: &[f32]) -> i64 {
    i64::try_from(first_largest(shares)).expect("classes in memory")
}
