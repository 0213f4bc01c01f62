//! Reading the trees of a file.

use std::ops::Range;

use super::OnnxError;
use super::layout::ENSEMBLE;
use super::proto::Attribute;
use crate::predictor::flat::{FlatTrees, Node};
use crate::predictor::{Leaves, Predictor, Records, only_class};

/// The trees of a file, checked: every child lies behind its parent, every
/// feature exists, every leaf has a weight for each class.
#[derive(Debug, Clone)]
pub(crate) struct Trees {
    predictor: Predictor<f32>,
    weights: Weights,
}

/// The weights of the leaves that have more than one class, `n_classes` for each.
#[derive(Debug, Clone, Default)]
struct Weights {
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

impl Trees {
    /// Checks the operator's attributes against the number of features and classes.
    pub(crate) fn from_attributes(
        attributes: &[Attribute],
        n_features: usize,
        n_classes: usize,
    ) -> Result<Self, OnnxError> {
        let raw = Raw::of(attributes)?;
        raw.check_lengths()?;
        raw.check_settings(n_classes)?;
        let roots = raw.roots()?;
        let mut flat = FlatTrees::with_capacity(roots.len(), raw.node_ids.len() / 2);
        let mut weights = Weights::default();
        let mut leaves = Taken {
            n_classes,
            n_weights: 0,
        };
        for (tree, &root) in roots.iter().enumerate() {
            let end = roots.get(tree + 1).copied().unwrap_or(raw.node_ids.len());
            weights.starts.push(weights.weights.len());
            let nodes = (root..end)
                .map(|node| raw.node(node, n_features, root..end, &mut leaves, &mut weights))
                .collect::<Result<Vec<_>, _>>()?;
            flat.push(nodes.len(), n_classes, |number| nodes[number]);
        }
        if leaves.n_weights != raw.class_weights.len() {
            return Err(wrong("class_weights", "there are weights without a leaf"));
        }
        Ok(Self {
            predictor: Predictor::new(flat, n_classes, &weights),
            weights,
        })
    }

    pub(crate) fn len(&self) -> usize {
        self.weights.starts.len()
    }

    /// The mean weights of the leaves that rows fall into, added up tree by tree:
    /// `[rows, n_classes]`.
    pub(crate) fn mean_weights(&self, records: &dyn Records) -> Vec<f32> {
        self.predictor.mean_shares(records, &self.weights)
    }
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
    fn next<'a>(&mut self, raw: &Raw<'a>, node: usize) -> Result<&'a [f32], OnnxError> {
        let start = self.n_weights;
        self.n_weights += self.n_classes;
        for (class, at) in (0i64..).zip(start..self.n_weights) {
            let owner = (raw.class_tree_ids.get(at), raw.class_node_ids.get(at));
            if owner != (Some(&raw.tree_ids[node]), Some(&raw.node_ids[node])) {
                return Err(wrong("class_nodeids", "a leaf has no weights of its own"));
            }
            if raw.class_ids[at] != class {
                return Err(wrong("class_ids", "a leaf lacks a class, or has one twice"));
            }
        }
        Ok(&raw.class_weights[start..self.n_weights])
    }
}

/// The operator's attributes, by name.
#[derive(Debug, Default)]
struct Raw<'a> {
    tree_ids: &'a [i64],
    node_ids: &'a [i64],
    modes: &'a [Vec<u8>],
    feature_ids: &'a [i64],
    thresholds: &'a [f32],
    true_nodes: &'a [i64],
    false_nodes: &'a [i64],
    missing_tracks_true: &'a [i64],
    class_tree_ids: &'a [i64],
    class_node_ids: &'a [i64],
    class_ids: &'a [i64],
    class_weights: &'a [f32],
    labels: &'a [i64],
    post_transform: &'a [u8],
}

impl<'a> Raw<'a> {
    fn of(attributes: &'a [Attribute]) -> Result<Self, OnnxError> {
        let mut raw = Self::default();
        for attribute in attributes {
            match attribute.name.as_deref().unwrap_or_default() {
                "nodes_treeids" => raw.tree_ids = &attribute.ints,
                "nodes_nodeids" => raw.node_ids = &attribute.ints,
                "nodes_modes" => raw.modes = &attribute.strings,
                "nodes_featureids" => raw.feature_ids = &attribute.ints,
                "nodes_values" => raw.thresholds = &attribute.floats,
                "nodes_truenodeids" => raw.true_nodes = &attribute.ints,
                "nodes_falsenodeids" => raw.false_nodes = &attribute.ints,
                "nodes_missing_value_tracks_true" => raw.missing_tracks_true = &attribute.ints,
                "class_treeids" => raw.class_tree_ids = &attribute.ints,
                "class_nodeids" => raw.class_node_ids = &attribute.ints,
                "class_ids" => raw.class_ids = &attribute.ints,
                "class_weights" => raw.class_weights = &attribute.floats,
                "classlabels_int64s" => raw.labels = &attribute.ints,
                "post_transform" => raw.post_transform = attribute.s.as_deref().unwrap_or_default(),
                other => return Err(wrong(other, "this library does not know the attribute")),
            }
        }
        Ok(raw)
    }

    fn check_lengths(&self) -> Result<(), OnnxError> {
        let per_node = [
            ("nodes_treeids", self.tree_ids.len()),
            ("nodes_modes", self.modes.len()),
            ("nodes_featureids", self.feature_ids.len()),
            ("nodes_values", self.thresholds.len()),
            ("nodes_truenodeids", self.true_nodes.len()),
            ("nodes_falsenodeids", self.false_nodes.len()),
            (
                "nodes_missing_value_tracks_true",
                self.missing_tracks_true.len(),
            ),
        ];
        check_same(self.node_ids.len(), "nodes_nodeids", &per_node)?;
        let per_weight = [
            ("class_treeids", self.class_tree_ids.len()),
            ("class_nodeids", self.class_node_ids.len()),
            ("class_ids", self.class_ids.len()),
        ];
        check_same(self.class_weights.len(), "class_weights", &per_weight)
    }

    fn check_settings(&self, n_classes: usize) -> Result<(), OnnxError> {
        if self.labels.len() != n_classes
            || !self.labels.iter().copied().eq((0i64..).take(n_classes))
        {
            return Err(wrong(
                "classlabels_int64s",
                format!("expected 0 to {n_classes}, exclusive"),
            ));
        }
        if !matches!(self.post_transform, b"" | b"NONE") {
            return Err(wrong("post_transform", "expected `NONE`"));
        }
        Ok(())
    }

    /// Where the trees start. Trees and their nodes must be numbered from 0 in order.
    fn roots(&self) -> Result<Vec<usize>, OnnxError> {
        let mut roots = Vec::new();
        let mut next = (0, 0);
        for (position, id) in self.tree_ids.iter().zip(self.node_ids).enumerate() {
            if id == (&i64::try_from(roots.len()).unwrap_or(i64::MAX), &0) {
                roots.push(position);
            } else if id != (&next.0, &next.1) || position == 0 {
                return Err(wrong(
                    "nodes_nodeids",
                    "trees and nodes are not numbered in order",
                ));
            }
            next = (*id.0, id.1 + 1);
        }
        if roots.is_empty() {
            return Err(wrong("nodes_treeids", "there is no tree"));
        }
        Ok(roots)
    }

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
        Ok(Node::Inner {
            feature,
            threshold,
            missing_left: self.missing_tracks_true[node] != 0,
            children: [left, right],
        })
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

fn check_same(expected: usize, of: &str, lengths: &[(&str, usize)]) -> Result<(), OnnxError> {
    match lengths.iter().find(|(_, length)| *length != expected) {
        Some((name, length)) => Err(wrong(
            name,
            format!("found {length} entries, expected {expected} as in `{of}`"),
        )),
        None => Ok(()),
    }
}

fn unknown_mode(mode: &[u8]) -> String {
    let shown: String = String::from_utf8_lossy(mode).chars().take(40).collect();
    format!("found `{shown}`, expected `BRANCH_LEQ` or `LEAF`")
}

fn wrong(attribute: &str, problem: impl Into<String>) -> OnnxError {
    OnnxError::Part {
        operator: ENSEMBLE.to_owned(),
        part: attribute.to_owned(),
        problem: problem.into(),
    }
}
