//! Predicting with trees in memory.

use super::averaged_trees::{AveragedTrees, Leaves};
use super::flat::{Branch, FlatTrees, Node};
use super::records::Records;
use super::share::only_class;
use crate::trees::grown::GrownTree;

/// Grown trees, prepared.
#[derive(Debug, Clone)]
pub struct Predictor(AveragedTrees);

impl Predictor {
    /// Prepares grown trees of `n_classes` classes, at least one of each. Their shares stay where
    /// they are: predictions need the same trees again.
    ///
    /// # Panics
    ///
    /// If a tree has 2^31 nodes or more.
    #[must_use]
    pub fn of_trees<T: GrownTree>(trees: &[T], n_classes: usize) -> Self {
        // Every inner node has two children.
        let n_inner = trees.iter().map(|tree| tree.n_nodes() / 2).sum();
        let mut flat = FlatTrees::with_capacity(trees.len(), n_inner);
        for tree in trees {
            flat.push(tree.n_nodes(), n_classes, |number| {
                node(tree, number, n_classes)
            });
        }
        Self(AveragedTrees::new(flat, n_classes, trees))
    }

    /// The mean class shares of the leaves that each row falls into, `[rows, n_classes]` row by
    /// row: to the last bit what a walk down one tree after the other adds up, divided by the
    /// number of trees. Records are compared as float32; NaN is a missing value.
    #[must_use]
    pub fn predict_proba<T: GrownTree>(&self, records: &dyn Records, trees: &[T]) -> Vec<f64> {
        self.0.mean_shares(records, trees)
    }

    /// The most probable class of each row, the first of equals, as its position among the
    /// classes.
    #[must_use]
    pub fn predict<T: GrownTree>(&self, records: &dyn Records, trees: &[T]) -> Vec<usize> {
        self.0.classes(records, trees)
    }
}

/// A slot is a node.
impl<T: GrownTree> Leaves for [T] {
    fn shares(&self, tree: usize) -> &[f64] {
        self[tree].shares()
    }
}

fn node<T: GrownTree>(tree: &T, number: usize, n_classes: usize) -> Node {
    if let Some(children) = tree.children(number) {
        return Node::Inner(Branch {
            feature: tree.feature(number),
            threshold: tree.threshold(number),
            missing_left: tree.missing_left(number),
            children,
        });
    }
    match only_class(&tree.shares()[number * n_classes..][..n_classes]) {
        Some(class) => Node::Pure { class },
        None => Node::Mixed { slot: number },
    }
}
