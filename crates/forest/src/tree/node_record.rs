//! A node that waits to be split.

use std::ops::Range;

use super::nodes::NodeStats;
use crate::criterion::impurity;
use crate::splitter::{SplitRecord, Splitter};

/// A node as the order of growth knows it.
#[derive(Debug, Clone)]
pub(crate) struct NodeRecord {
    /// Its rows, as positions in the splitter's order.
    pub(crate) rows: Range<usize>,
    /// Its distance from the root.
    pub(crate) depth: usize,
    /// Its impurity.
    pub(crate) impurity: f64,
    /// The number of features known to be constant in it.
    pub(crate) n_constant: usize,
}

impl NodeRecord {
    /// The root, which has these class weights.
    pub(crate) fn root(splitter: &impl Splitter, weights: &[u64]) -> Self {
        Self {
            rows: 0..splitter.n_rows(),
            depth: 0,
            impurity: impurity(splitter.criterion(), weights),
            n_constant: 0,
        }
    }

    /// The left child of the node.
    pub(crate) fn left(&self, split: &SplitRecord, n_constant: usize) -> Self {
        Self {
            rows: self.rows.start..self.rows.start + split.n_left,
            depth: self.depth + 1,
            impurity: split.left.impurity,
            n_constant,
        }
    }

    /// The right child of the node.
    pub(crate) fn right(&self, split: &SplitRecord, n_constant: usize) -> Self {
        Self {
            rows: self.rows.start + split.n_left..self.rows.end,
            depth: self.depth + 1,
            impurity: split.right.impurity,
            n_constant,
        }
    }

    /// What the tree keeps of the node, given its class weights.
    pub(crate) fn stats<'a>(&self, weights: &'a [u64]) -> NodeStats<'a> {
        NodeStats {
            n_rows: self.rows.len(),
            weight: weights.iter().sum(),
            impurity: self.impurity,
            class_weights: weights,
        }
    }
}
