//! A trained forest.

use linfa::traits::PredictInplace;
use ndarray::{Array1, Array2, ArrayBase, ArrayView1, ArrayView2, Data, Ix2};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::cell::Cell;
use crate::importance::feature_importances;
use crate::{OutOfBag, Tree};

/// A random forest: trees whose leaf shares are averaged.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RandomForest {
    classes: Vec<usize>,
    n_features: usize,
    trees: Vec<Tree>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    out_of_bag: Option<OutOfBag>,
}

impl RandomForest {
    pub(crate) fn new(classes: Vec<usize>, n_features: usize, trees: Vec<Tree>) -> Self {
        Self {
            classes,
            n_features,
            trees,
            out_of_bag: None,
        }
    }

    pub(crate) fn with_out_of_bag(mut self, out_of_bag: Option<OutOfBag>) -> Self {
        self.out_of_bag = out_of_bag;
        self
    }

    /// What the trees say about the training rows they have not seen, if
    /// [`oob_score`](crate::RandomForestParams::oob_score) asked for it.
    #[must_use]
    pub fn out_of_bag(&self) -> Option<&OutOfBag> {
        self.out_of_bag.as_ref()
    }

    /// The class values seen in training, ascending: the columns of the probabilities.
    #[must_use]
    pub fn classes(&self) -> &[usize] {
        &self.classes
    }

    /// The number of classes seen in training.
    #[must_use]
    pub fn n_classes(&self) -> usize {
        self.classes.len()
    }

    /// The number of features that records must have.
    #[must_use]
    pub fn n_features(&self) -> usize {
        self.n_features
    }

    /// The trees, in the order of their seeds.
    #[must_use]
    pub fn trees(&self) -> &[Tree] {
        &self.trees
    }

    /// The probability of each class: `[rows, n_classes]`, equal to the last bit to
    /// scikit-learn's `predict_proba` with `n_jobs=1`. Records are compared as
    /// float32; NaN is a missing value.
    ///
    /// # Panics
    ///
    /// If the records do not have [`n_features`](Self::n_features) columns.
    #[must_use]
    pub fn predict_proba(&self, records: &ArrayView2<f64>) -> Array2<f64> {
        self.assert_width(records.ncols());
        let mut shares = vec![0.0; records.nrows() * self.n_classes()];
        shares
            .par_chunks_mut(self.n_classes())
            .enumerate()
            .for_each(|(row, sums)| self.average(records.row(row), sums));
        Array2::from_shape_vec((records.nrows(), self.n_classes()), shares)
            .expect("one share per row and class")
    }

    /// The impurity-based importance of each feature: the mean over the trees of
    /// the normalised total decrease of impurity it brought, scikit-learn's
    /// `feature_importances_`. Sums to 1; all zero if no tree has a split, and, as in
    /// scikit-learn, not a number if there are splits but none decreased impurity.
    #[must_use]
    pub fn feature_importances(&self) -> Array1<f64> {
        Array1::from(feature_importances(&self.trees, self.n_features))
    }

    /// Sums the trees' leaf shares in the order of the trees, then divides: the
    /// order decides the last bit.
    fn average(&self, record: ArrayView1<f64>, sums: &mut [f64]) {
        let row: Vec<f32> = record.iter().map(|&value| value.single()).collect();
        for tree in &self.trees {
            let shares = tree.node_value(tree.apply(&row));
            for (sum, share) in sums.iter_mut().zip(shares) {
                *sum += share;
            }
        }
        for sum in sums {
            *sum /= self.trees.len() as f64;
        }
    }

    fn assert_width(&self, n_columns: usize) {
        assert_eq!(
            n_columns, self.n_features,
            "the records must have as many columns as the model has features"
        );
    }
}

impl<D: Data<Elem = f64>> PredictInplace<ArrayBase<D, Ix2>, Array1<usize>> for RandomForest {
    /// Writes the most probable class value of each row; the smallest of equals.
    ///
    /// # Panics
    ///
    /// If the records do not have as many columns as the model has features, or `y`
    /// is not as long as there are rows.
    fn predict_inplace(&self, x: &ArrayBase<D, Ix2>, y: &mut Array1<usize>) {
        assert_eq!(x.nrows(), y.len(), "there must be one target per row");
        let probabilities = self.predict_proba(&x.view());
        for (row, label) in probabilities.rows().into_iter().zip(y) {
            *label = self.classes[first_largest(row)];
        }
    }

    fn default_target(&self, x: &ArrayBase<D, Ix2>) -> Array1<usize> {
        Array1::zeros(x.nrows())
    }
}

/// The position of the largest value; the first of equals, as NumPy's `argmax`.
fn first_largest(values: ArrayView1<f64>) -> usize {
    let mut best = 0;
    for (i, &value) in values.iter().enumerate() {
        if value > values[best] {
            best = i;
        }
    }
    best
}
