//! The trees of a file, checked: every child lies behind its parent, every feature exists, every
//! leaf has a weight for each class.

use std::ops::Range;

use super::attributes::{Attributes, wrong};
use super::predictor::flat::{Branch, FlatTrees, Node};
use super::predictor::{Leaves, only_class};
use crate::OnnxError;
use crate::file::messages::Attribute;

/// The weights of the leaves that have more than one class, `n_classes` for each.
#[derive(Debug, Clone, Default)]
pub(super) struct Weights {
    weights: Vec<f32>,
    /// Where those of each tree start.
    starts: Vec<usize>,
}

impl Leaves<f32> for Weights {
    fn shares(&self, tree: usize) -> &[f32] {
        &self.weights[self.starts[tree]..]
    }
}

impl Weights {
    /// Keeps the weights of a leaf of the newest tree and returns their slot.
    fn push(&mut self, leaf: &[f32]) -> usize {
        let start = self.starts.last().copied().unwrap_or_default();
        let slot = (self.weights.len() - start) / leaf.len();
        self.weights.extend_from_slice(leaf);
        slot
    }
}

/// Checks the operator's attributes against the number of features and classes.
pub(super) fn read(
    attributes: &[Attribute],
    n_features: usize,
    n_classes: usize,
) -> Result<(FlatTrees, Weights), OnnxError> {
    let attributes = Attributes::of(attributes)?;
    attributes.check_lengths()?;
    attributes.check_settings(n_classes)?;
    let roots = attributes.roots()?;
    let n_nodes = attributes.node_ids.len();
    let mut trees = FlatTrees::with_capacity(roots.len(), n_nodes / 2);
    let mut weights = Weights::default();
    let mut leaves = Taken {
        n_classes,
        n_weights: 0,
    };
    for (tree, &root) in roots.iter().enumerate() {
        let end = roots.get(tree + 1).copied().unwrap_or(n_nodes);
        weights.starts.push(weights.weights.len());
        let nodes = (root..end)
            .map(|node| attributes.node(node, n_features, root..end, &mut leaves, &mut weights))
            .collect::<Result<Vec<_>, _>>()?;
        trees.push(nodes.len(), n_classes, |number| nodes[number]);
    }
    if leaves.n_weights != attributes.class_weights.len() {
        return Err(wrong("class_weights", "there are weights without a leaf"));
    }
    Ok((trees, weights))
}

/// How many weights the leaves so far have had.
#[derive(Debug)]
struct Taken {
    n_classes: usize,
    n_weights: usize,
}

impl Taken {
    /// Weights are stored leaf by leaf in the order of the nodes, so the next ones
    /// must be this leaf's.
    fn next<'a>(
        &mut self,
        attributes: &Attributes<'a>,
        node: usize,
    ) -> Result<&'a [f32], OnnxError> {
        let start = self.n_weights;
        self.n_weights += self.n_classes;
        for (class, at) in (0i64..).zip(start..self.n_weights) {
            let owner = (
                attributes.class_tree_ids.get(at),
                attributes.class_node_ids.get(at),
            );
            if owner
                != (
                    Some(&attributes.tree_ids[node]),
                    Some(&attributes.node_ids[node]),
                )
            {
                return Err(wrong("class_nodeids", "a leaf has no weights of its own"));
            }
            if attributes.class_ids[at] != class {
                return Err(wrong("class_ids", "a leaf lacks a class, or has one twice"));
            }
        }
        Ok(&attributes.class_weights[start..self.n_weights])
    }
}

impl Attributes<'_> {
    /// A node of the tree whose nodes have these positions.
    fn node(
        &self,
        node: usize,
        n_features: usize,
        tree: Range<usize>,
        leaves: &mut Taken,
        weights: &mut Weights,
    ) -> Result<Node, OnnxError> {
        match self.modes[node].as_slice() {
            b"BRANCH_LEQ" => self.branch(node, n_features, tree),
            b"LEAF" => {
                let leaf = leaves.next(self, node)?;
                Ok(match only_class(leaf) {
                    Some(class) => Node::Pure { class },
                    None => Node::Mixed {
                        slot: weights.push(leaf),
                    },
                })
            }
            other => Err(wrong("nodes_modes", unknown_mode(other))),
        }
    }

    fn branch(
        &self,
        node: usize,
        n_features: usize,
        tree: Range<usize>,
    ) -> Result<Node, OnnxError> {
        let feature = u32::try_from(self.feature_ids[node])
            .ok()
            .filter(|&feature| (feature as usize) < n_features)
            .ok_or_else(|| {
                wrong(
                    "nodes_featureids",
                    format!("expected numbers below {n_features}"),
                )
            })?;
        let threshold = self.thresholds[node];
        if threshold.is_nan() {
            return Err(wrong("nodes_values", "a threshold is not a number"));
        }
        let left = child(self.true_nodes[node], node, &tree, "nodes_truenodeids")?;
        let right = child(self.false_nodes[node], node, &tree, "nodes_falsenodeids")?;
        Ok(Node::Inner(Branch {
            feature,
            threshold,
            missing_left: self.missing_tracks_true[node] != 0,
            children: [left, right],
        }))
    }
}

/// The number of a child: behind its parent and in the same tree.
fn child(id: i64, parent: usize, tree: &Range<usize>, attribute: &str) -> Result<usize, OnnxError> {
    let parent = parent - tree.start;
    usize::try_from(id)
        .ok()
        .filter(|&child| child > parent && child < tree.len())
        .ok_or_else(|| {
            wrong(
                attribute,
                "a child does not come after its parent in the tree",
            )
        })
}

fn unknown_mode(mode: &[u8]) -> String {
    let shown: String = String::from_utf8_lossy(mode).chars().take(40).collect();
    format!("found `{shown}`, expected `BRANCH_LEQ` or `LEAF`")
}
