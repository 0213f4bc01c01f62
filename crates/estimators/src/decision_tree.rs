//! A single tree, from linfa-trees, made reproducible.
//!
//! linfa-trees is taken as it is. What is known of it (0.8.1):
//!
//! - It learns with `x <= threshold` and predicts with `x < threshold`; the file
//!   does as it predicts. A row on a threshold may so be labelled unlike it was
//!   learnt from.
//! - Thresholds are halfway to the next value of all rows, not of those in the
//!   node, and a split between rows whose next value lies in another node can get
//!   lost. The tree then depends on the order of the rows.
//! - Values within 1e-5 of each other are one value, whatever their scale.
//! - A leaf knows its class and no shares: its probability is 1.
//! - Ties and the last digits of its sums followed the order of hash maps, which
//!   differed from run to run. Here they follow the order of the classes, see
//!   `label`.
//!
//! # Layout
//!
//! - `label` gives hash maps an order.
//! - `nodes` gives the tree to crate onnx, which writes it.

mod label;
mod nodes;

use linfa::traits::{Fit, Predict};
use linfa::{Dataset, DatasetView, ParamGuard};
use linfa_trees::SplitQuality;
use ndarray::{Array1, ArrayView2, Ix1};
use onnx::float32::{FeatureValue, rounded};

use self::label::{Class, order_is_kept};
use crate::{FitError, records};

/// linfa-trees' tree over float32 records.
#[derive(Debug, Clone)]
pub(crate) struct DecisionTree {
    tree: linfa_trees::DecisionTree<f64, Class>,
    n_features: usize,
    /// One more than the largest class value seen in training.
    n_classes: usize,
}

/// Enough for the deepest tree that the parameters allow, also without optimisation.
const STACK_BYTES: usize = 64 << 20;

impl DecisionTree {
    /// Trains on `[rows, features]` records and one class value per row.
    ///
    /// # Errors
    ///
    /// When a record is not finite as a float32, there are none, or the result
    /// would not be reproducible.
    ///
    /// # Panics
    ///
    /// If linfa-trees does.
    pub(crate) fn fit<V: FeatureValue>(
        params: &hyperparameters::DecisionTreeParams,
        dataset: &DatasetView<'_, V, usize, Ix1>,
    ) -> Result<Self, FitError> {
        let records = records::checked(&dataset.records.view())?;
        let n_classes = dataset.targets.iter().max().map_or(0, |last| last + 1);
        if !order_is_kept(n_classes) {
            return Err(FitError::Irreproducible);
        }
        let classes = dataset.targets.mapv(|value| Class::new(value, n_classes));
        let n_features = records.ncols();
        let labelled = Dataset::new(records, classes);
        let params = checked(params).map_err(FitError::DecisionTree)?;
        // linfa-trees calls itself for each level of the tree.
        let tree = std::thread::scope(|scope| {
            std::thread::Builder::new()
                .stack_size(STACK_BYTES)
                .spawn_scoped(scope, || params.fit(&labelled))
                .expect("the system has a thread to spare")
                .join()
                .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        });
        Ok(Self {
            tree: tree.map_err(FitError::DecisionTree)?,
            n_features,
            n_classes,
        })
    }

    /// The class value of each row.
    pub(crate) fn predict<V: FeatureValue>(&self, records: &ArrayView2<V>) -> Array1<usize> {
        let classes: Array1<Class> = self.tree.predict(&rounded(records));
        classes.mapv(|class| class.value)
    }
}

fn checked(
    params: &hyperparameters::DecisionTreeParams,
) -> Result<linfa_trees::DecisionTreeValidParams<f64, Class>, linfa::Error> {
    linfa_trees::DecisionTree::params()
        .max_depth(Some(params.max_depth))
        .min_weight_split(params.min_weight_split.to_f32())
        .min_weight_leaf(params.min_weight_leaf.to_f32())
        .min_impurity_decrease(params.min_impurity_decrease)
        .split_quality(match params.split_quality {
            hyperparameters::SplitQuality::Gini => SplitQuality::Gini,
            hyperparameters::SplitQuality::Entropy => SplitQuality::Entropy,
        })
        .check()
}

#[cfg(test)]
mod tests;
