//! The trees of a file, checked: every child lies behind its parent, every feature exists, every
//! leaf has its slot in the table of class shares.

use std::ops::Range;

use super::attributes::{Attributes, wrong};
use super::predictor::flat::{Branch, FlatTrees, Node};
use super::predictor::only_class;
use super::share_table::slot;
use crate::OnnxError;
use crate::file::messages::Attribute;

/// What nodes may refer to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds<'a> {
    pub(super) n_features: usize,
    pub(super) n_classes: usize,
    /// `[slots, n_classes]`.
    pub(super) shares: &'a [f64],
}

/// Checks the operator's attributes against what nodes may refer to.
pub(super) fn read(attributes: &[Attribute], bounds: Bounds<'_>) -> Result<FlatTrees, OnnxError> {
    let attributes = Attributes::of(attributes)?;
    attributes.check_lengths()?;
    let roots = attributes.roots()?;
    attributes.check_settings(roots.len())?;
    let n_nodes = attributes.node_ids.len();
    let mut trees = FlatTrees::with_capacity(roots.len(), n_nodes / 2);
    let mut n_leaves = 0;
    for (tree, &root) in roots.iter().enumerate() {
        let end = roots.get(tree + 1).copied().unwrap_or(n_nodes);
        let nodes = (root..end)
            .map(|node| attributes.node(node, root..end, &mut n_leaves, bounds))
            .collect::<Result<Vec<_>, _>>()?;
        trees.push(nodes.len(), bounds.n_classes, |number| nodes[number]);
    }
    if n_leaves != attributes.target_weights.len() {
        return Err(wrong("target_weights", "there are weights without a leaf"));
    }
    Ok(trees)
}

impl Attributes<'_> {
    /// A node of the tree whose nodes have these positions; there are `n_leaves` before it.
    fn node(
        &self,
        node: usize,
        tree: Range<usize>,
        n_leaves: &mut usize,
        bounds: Bounds<'_>,
    ) -> Result<Node, OnnxError> {
        match self.modes[node].as_slice() {
            b"BRANCH_LEQ" => self.branch(node, tree, bounds.n_features),
            b"LEAF" => {
                let slot = self.slot(node, *n_leaves, bounds)?;
                *n_leaves += 1;
                let shares = &bounds.shares[slot * bounds.n_classes..][..bounds.n_classes];
                Ok(match only_class(shares) {
                    Some(class) => Node::Pure { class },
                    None => Node::Mixed { slot },
                })
            }
            other => Err(wrong("nodes_modes", unknown_mode(other))),
        }
    }

    /// The slot of a leaf. Leaves are stored in the order of the nodes, so the entry `at` must be
    /// this leaf's.
    fn slot(&self, node: usize, at: usize, bounds: Bounds<'_>) -> Result<usize, OnnxError> {
        let (tree, number) = (self.tree_ids[node], self.node_ids[node]);
        let owner = (self.target_tree_ids.get(at), self.target_node_ids.get(at));
        if owner != (Some(&tree), Some(&number)) {
            return Err(wrong("target_nodeids", "a leaf has no weight of its own"));
        }
        if self.target_ids[at] != tree {
            return Err(wrong(
                "target_ids",
                "a leaf has another target than its tree's",
            ));
        }
        let n_slots = bounds.shares.len() / bounds.n_classes;
        slot(self.target_weights[at], n_slots).ok_or_else(|| {
            wrong(
                "target_weights",
                format!("expected whole numbers below {n_slots}"),
            )
        })
    }

    fn branch(
        &self,
        node: usize,
        tree: Range<usize>,
        n_features: usize,
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
