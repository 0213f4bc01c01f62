//! A tree as arrays with an entry for each node.

use serde::{Deserialize, Serialize};

use crate::splitter::SplitRecord;

/// No child: the node is a leaf.
pub(super) const NO_CHILD: i32 = -1;
/// What scikit-learn writes as the feature and the threshold of a leaf.
pub(super) const LEAF: i32 = -2;

/// A decision tree as the arrays of scikit-learn's `tree_`, one entry per node,
/// each node before its children and the left child before the right one. Without
/// `max_leaf_nodes`, the left child comes right after its parent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tree {
    pub(super) n_classes: usize,
    pub(super) feature: Vec<i32>,
    pub(super) threshold: Vec<f64>,
    pub(super) children_left: Vec<i32>,
    pub(super) children_right: Vec<i32>,
    pub(super) missing_go_to_left: Vec<bool>,
    pub(super) impurity: Vec<f64>,
    pub(super) n_node_samples: Vec<u32>,
    pub(super) weighted_n_node_samples: Vec<f64>,
    pub(super) value: Vec<f64>,
}

/// Where a node hangs in its tree.
#[derive(Debug, Clone, Copy)]
pub(crate) enum ParentLink {
    /// On the left of the node with this number.
    Left(usize),
    /// On the right of the node with this number.
    Right(usize),
}

/// What is known of a node whether or not it is split.
#[derive(Debug)]
pub(crate) struct NodeStats<'a> {
    /// The number of different rows.
    pub(crate) n_rows: usize,
    /// The summed weight of the rows.
    pub(crate) weight: u64,
    /// The impurity.
    pub(crate) impurity: f64,
    /// The summed weight of the rows of each class.
    pub(crate) class_weights: &'a [u64],
}

impl Tree {
    /// A tree without a node, and with room for `n_nodes`.
    pub(crate) fn with_room(n_classes: usize, n_nodes: usize) -> Self {
        Self {
            n_classes,
            feature: Vec::with_capacity(n_nodes),
            threshold: Vec::with_capacity(n_nodes),
            children_left: Vec::with_capacity(n_nodes),
            children_right: Vec::with_capacity(n_nodes),
            missing_go_to_left: Vec::with_capacity(n_nodes),
            impurity: Vec::with_capacity(n_nodes),
            n_node_samples: Vec::with_capacity(n_nodes),
            weighted_n_node_samples: Vec::with_capacity(n_nodes),
            value: Vec::with_capacity(n_nodes * n_classes),
        }
    }

    /// Appends a leaf and returns its number.
    pub(crate) fn add(&mut self, stats: &NodeStats<'_>, parent: Option<ParentLink>) -> usize {
        let id = self.node_count();
        match parent {
            Some(ParentLink::Left(parent)) => self.children_left[parent] = index(id),
            Some(ParentLink::Right(parent)) => self.children_right[parent] = index(id),
            None => {}
        }
        let weight = stats.weight as f64;
        self.feature.push(LEAF);
        self.threshold.push(f64::from(LEAF));
        self.children_left.push(NO_CHILD);
        self.children_right.push(NO_CHILD);
        self.missing_go_to_left.push(false);
        self.impurity.push(stats.impurity);
        self.n_node_samples
            .push(u32::try_from(stats.n_rows).expect("rows are counted in 32 bits"));
        self.weighted_n_node_samples.push(weight);
        self.value.extend(
            stats
                .class_weights
                .iter()
                .map(|&class| class as f64 / weight),
        );
        id
    }

    /// Turns a leaf into an inner node.
    pub(crate) fn split(&mut self, id: usize, split: &SplitRecord) {
        self.feature[id] = index(split.feature);
        self.threshold[id] = split.threshold;
        self.missing_go_to_left[id] = split.missing_left;
    }

    /// Scales all weights by a power of two, which changes no digit of them.
    pub(crate) fn scale_weights(&mut self, unit: f64) {
        for weight in &mut self.weighted_n_node_samples {
            *weight *= unit;
        }
    }

    /// The number of nodes, leaves included.
    #[must_use]
    pub fn node_count(&self) -> usize {
        self.feature.len()
    }

    /// The number of classes: the length of a node's [`value`](Self::value).
    #[must_use]
    pub fn n_classes(&self) -> usize {
        self.n_classes
    }

    /// The feature each node compares; -2 in leaves.
    #[must_use]
    pub fn feature(&self) -> &[i32] {
        &self.feature
    }

    /// The threshold of each node: float32 values up to it go left; -2 in leaves,
    /// infinity where only missing values go right.
    #[must_use]
    pub fn threshold(&self) -> &[f64] {
        &self.threshold
    }

    /// The left child of each node; -1 in leaves.
    #[must_use]
    pub fn children_left(&self) -> &[i32] {
        &self.children_left
    }

    /// The right child of each node; -1 in leaves.
    #[must_use]
    pub fn children_right(&self) -> &[i32] {
        &self.children_right
    }

    /// Whether missing values go left; false in leaves (where scikit-learn leaves
    /// the entry undefined).
    #[must_use]
    pub fn missing_go_to_left(&self) -> &[bool] {
        &self.missing_go_to_left
    }

    /// The impurity of each node.
    #[must_use]
    pub fn impurity(&self) -> &[f64] {
        &self.impurity
    }

    /// The number of different rows in each node.
    #[must_use]
    pub fn n_node_samples(&self) -> &[u32] {
        &self.n_node_samples
    }

    /// The summed weight of the rows in each node.
    #[must_use]
    pub fn weighted_n_node_samples(&self) -> &[f64] {
        &self.weighted_n_node_samples
    }

    /// The share of each class in each node: `[node_count, n_classes]`, row by row.
    #[must_use]
    pub fn value(&self) -> &[f64] {
        &self.value
    }

    /// Whether a node has no children.
    #[must_use]
    pub fn is_leaf(&self, node: usize) -> bool {
        self.children_left[node] == NO_CHILD
    }

    /// The share of each class in one node.
    #[must_use]
    pub fn node_value(&self, node: usize) -> &[f64] {
        &self.value[node * self.n_classes..][..self.n_classes]
    }

    /// The children of a node, left and right, if it has any.
    pub(crate) fn children(&self, node: usize) -> Option<(usize, usize)> {
        let left = usize::try_from(self.children_left[node]).ok()?;
        let right = usize::try_from(self.children_right[node]).ok()?;
        Some((left, right))
    }

    /// The leaf that a row of float32 features falls into; NaN is a missing value.
    ///
    /// # Panics
    ///
    /// If the row has fewer features than the tree compares.
    #[must_use]
    pub fn apply(&self, row: &[f32]) -> usize {
        self.walk(|feature| row[feature])
    }

    /// The leaf that a row falls into, given the value of each of its features.
    pub(crate) fn walk(&self, value: impl Fn(usize) -> f32) -> usize {
        let mut node = 0;
        while let Some((left, right)) = self.children(node) {
            node = if self.goes_left(node, &value) {
                left
            } else {
                right
            };
        }
        node
    }

    /// Whether all arrays are the same, to the last bit.
    pub(super) fn is_identical(&self, other: &Self) -> bool {
        let bits = |of: fn(&Self) -> &Vec<f64>| {
            let (one, other) = (of(self).iter(), of(other).iter());
            one.map(|value| value.to_bits())
                .eq(other.map(|value| value.to_bits()))
        };
        // Numbers that are equal may differ in the sign of a zero.
        self == other
            && bits(|tree| &tree.threshold)
            && bits(|tree| &tree.impurity)
            && bits(|tree| &tree.weighted_n_node_samples)
            && bits(|tree| &tree.value)
    }

    /// What is wrong with arrays that came from outside, if anything: a walk through them
    /// would not end in a leaf.
    pub(crate) fn check(&self, n_features: usize, n_classes: usize) -> Result<(), &'static str> {
        let n_nodes = self.node_count();
        let lengths = [
            self.threshold.len(),
            self.children_left.len(),
            self.children_right.len(),
            self.missing_go_to_left.len(),
            self.impurity.len(),
            self.n_node_samples.len(),
            self.weighted_n_node_samples.len(),
        ];
        if n_nodes == 0 || lengths != [n_nodes; 7] {
            return Err("a tree's arrays are not equally long");
        }
        if self.n_classes != n_classes || Some(self.value.len()) != n_nodes.checked_mul(n_classes) {
            return Err("a tree does not have a share for each node and class");
        }
        let sound = |node: usize| match self.children(node) {
            None => self.children_left[node] == NO_CHILD && self.children_right[node] == NO_CHILD,
            Some((left, right)) => {
                let known = usize::try_from(self.feature[node]).is_ok_and(|it| it < n_features);
                let children = node < left && node < right && left < n_nodes && right < n_nodes;
                known && children && !self.threshold[node].is_nan()
            }
        };
        if !(0..n_nodes).all(sound) {
            return Err(
                "a node of a tree compares an unknown feature, or its children do not follow it",
            );
        }
        Ok(())
    }

    fn goes_left(&self, node: usize, value: impl Fn(usize) -> f32) -> bool {
        let feature = usize::try_from(self.feature[node]).expect("inner nodes have a feature");
        let value = value(feature);
        if value.is_nan() {
            self.missing_go_to_left[node]
        } else {
            f64::from(value) <= self.threshold[node]
        }
    }
}

/// Nodes and features are numbered in 31 bits: a tree has fewer than twice as many
/// nodes as rows, and memory ends long before.
fn index(number: usize) -> i32 {
    i32::try_from(number).expect("nodes and features are counted in 31 bits")
}
