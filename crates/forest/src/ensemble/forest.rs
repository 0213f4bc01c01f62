//! A trained forest.

use linfa::traits::PredictInplace;
use ndarray::{Array1, Array2, ArrayBase, ArrayView2, Data, Ix2};
use onnx::trees::{Predictor, Records};
use serde::{Deserialize, Serialize};

use super::importances::feature_importances;
use super::out_of_bag::OutOfBag;
use crate::Tree;
use crate::data::FeatureValue;

/// A random forest: trees whose leaf shares are averaged.
///
/// It is saved and compared as its trees; what makes it fast is derived from them.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(try_from = "Saved")]
pub struct RandomForest {
    classes: Vec<usize>,
    n_features: usize,
    trees: Vec<Tree>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    out_of_bag: Option<OutOfBag>,
    #[serde(skip)]
    predictor: Predictor,
}

/// A forest as it is saved.
#[derive(Debug, Deserialize)]
struct Saved {
    classes: Vec<usize>,
    n_features: usize,
    trees: Vec<Tree>,
    #[serde(default)]
    out_of_bag: Option<OutOfBag>,
}

impl TryFrom<Saved> for RandomForest {
    type Error = &'static str;

    fn try_from(saved: Saved) -> Result<Self, Self::Error> {
        if saved.classes.is_empty() || saved.trees.is_empty() {
            return Err("a forest needs a class and a tree");
        }
        for tree in &saved.trees {
            tree.check(saved.n_features, saved.classes.len())?;
        }
        let forest = Self::new(saved.classes, saved.n_features, saved.trees);
        Ok(forest.with_out_of_bag(saved.out_of_bag))
    }
}

impl PartialEq for RandomForest {
    fn eq(&self, other: &Self) -> bool {
        (
            &self.classes,
            self.n_features,
            &self.trees,
            &self.out_of_bag,
        ) == (
            &other.classes,
            other.n_features,
            &other.trees,
            &other.out_of_bag,
        )
    }
}

impl RandomForest {
    pub(crate) fn new(classes: Vec<usize>, n_features: usize, trees: Vec<Tree>) -> Self {
        Self {
            predictor: Predictor::of_trees(&trees, classes.len()),
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
    /// scikit-learn's `predict_proba` with `n_jobs=1`, whatever the number of threads.
    /// Records are compared as float32; NaN is a missing value.
    ///
    /// # Panics
    ///
    /// If the records do not have [`n_features`](Self::n_features) columns.
    #[must_use]
    pub fn predict_proba<C: FeatureValue>(&self, records: &ArrayView2<C>) -> Array2<f64> {
        self.mean_shares(records)
    }

    /// The impurity-based importance of each feature: the mean over the trees of
    /// the normalised total decrease of impurity it brought, scikit-learn's
    /// `feature_importances_`. Sums to 1; all zero if no tree has a split, and, as in
    /// scikit-learn, not a number if there are splits but none decreased impurity.
    #[must_use]
    pub fn feature_importances(&self) -> Array1<f64> {
        Array1::from(feature_importances(&self.trees, self.n_features))
    }

    fn mean_shares(&self, records: &dyn Records) -> Array2<f64> {
        self.assert_width(records.n_columns());
        let shares = self.predictor.predict_proba(records, &self.trees);
        Array2::from_shape_vec((records.n_rows(), self.n_classes()), shares)
            .expect("one share per row and class")
    }

    fn predicted_classes(&self, records: &dyn Records) -> Vec<usize> {
        self.assert_width(records.n_columns());
        self.predictor.predict(records, &self.trees)
    }

    fn assert_width(&self, n_columns: usize) {
        assert_eq!(
            n_columns, self.n_features,
            "the records must have as many columns as the model has features"
        );
    }
}

impl<C: FeatureValue, D: Data<Elem = C>> PredictInplace<ArrayBase<D, Ix2>, Array1<usize>>
    for RandomForest
{
    /// Writes the most probable class value of each row; the smallest of equals.
    ///
    /// # Panics
    ///
    /// If the records do not have as many columns as the model has features, or `y`
    /// is not as long as there are rows.
    fn predict_inplace(&self, x: &ArrayBase<D, Ix2>, y: &mut Array1<usize>) {
        assert_eq!(x.nrows(), y.len(), "there must be one target per row");
        for (label, class) in y.iter_mut().zip(self.predicted_classes(&x.view())) {
            *label = self.classes[class];
        }
    }

    fn default_target(&self, x: &ArrayBase<D, Ix2>) -> Array1<usize> {
        Array1::zeros(x.nrows())
    }
}
