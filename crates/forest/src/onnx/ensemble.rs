//! Reading the trees of a file.

use super::OnnxError;
use super::layout::ENSEMBLE;
use super::proto::Attribute;

/// The trees of a file, checked: every child lies behind its parent, every
/// feature exists, every leaf has a weight for each class.
#[derive(Debug, Clone)]
pub(crate) struct Trees {
    n_classes: usize,
    /// Where each tree's root is among the nodes.
    roots: Vec<usize>,
    nodes: Vec<Node>,
    /// `n_classes` weights per leaf.
    weights: Vec<f32>,
}

/// A node; positions count over all trees.
#[derive(Debug, Clone, Copy)]
enum Node {
    Branch {
        feature: usize,
        threshold: f32,
        missing_left: bool,
        left: usize,
        right: usize,
    },
    Leaf {
        weights: usize,
    },
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
        let mut trees = Self {
            n_classes,
            roots: raw.roots()?,
            nodes: Vec::new(),
            weights: Vec::new(),
        };
        for node in 0..raw.node_ids.len() {
            let parsed = match raw.modes[node].as_slice() {
                b"BRANCH_LEQ" => raw.branch(node, n_features, &trees.roots)?,
                b"LEAF" => trees.take_leaf(&raw, node)?,
                other => return Err(wrong("nodes_modes", unknown_mode(other))),
            };
            trees.nodes.push(parsed);
        }
        if trees.weights.len() != raw.class_weights.len() {
            return Err(wrong("class_weights", "there are weights without a leaf"));
        }
        Ok(trees)
    }

    pub(crate) fn len(&self) -> usize {
        self.roots.len()
    }

    /// Adds up the weights of the leaves that a row falls into, tree by tree.
    pub(crate) fn vote(&self, row: &[f32], votes: &mut [f32]) {
        for &root in &self.roots {
            let start = self.leaf(root, row);
            for (vote, weight) in votes.iter_mut().zip(&self.weights[start..]) {
                *vote += weight;
            }
        }
    }

    /// Ends because children lie behind their parents.
    fn leaf(&self, root: usize, row: &[f32]) -> usize {
        let mut at = root;
        loop {
            match self.nodes[at] {
                Node::Leaf { weights } => return weights,
                Node::Branch {
                    feature,
                    threshold,
                    missing_left,
                    left,
                    right,
                } => {
                    let value = row[feature];
                    let goes_left = value <= threshold || (missing_left && value.is_nan());
                    at = if goes_left { left } else { right };
                }
            }
        }
    }

    /// Weights are stored leaf by leaf in the order of the nodes, so the next ones
    /// must be this leaf's.
    fn take_leaf(&mut self, raw: &Raw<'_>, node: usize) -> Result<Node, OnnxError> {
        let start = self.weights.len();
        for (class, at) in (0i64..).zip(start..start + self.n_classes) {
            let owner = (raw.class_tree_ids.get(at), raw.class_node_ids.get(at));
            if owner != (Some(&raw.tree_ids[node]), Some(&raw.node_ids[node])) {
                return Err(wrong("class_nodeids", "a leaf has no weights of its own"));
            }
            if raw.class_ids[at] != class {
                return Err(wrong("class_ids", "a leaf lacks a class, or has one twice"));
            }
            self.weights.push(raw.class_weights[at]);
        }
        Ok(Node::Leaf { weights: start })
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

    fn branch(&self, node: usize, n_features: usize, roots: &[usize]) -> Result<Node, OnnxError> {
        let feature = usize::try_from(self.feature_ids[node])
            .ok()
            .filter(|&feature| feature < n_features)
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
        Ok(Node::Branch {
            feature,
            threshold,
            missing_left: self.missing_tracks_true[node] != 0,
            left: self.child(node, self.true_nodes[node], "nodes_truenodeids", roots)?,
            right: self.child(node, self.false_nodes[node], "nodes_falsenodeids", roots)?,
        })
    }

    /// The position of a child: behind its parent and in the same tree.
    fn child(
        &self,
        node: usize,
        id: i64,
        attribute: &str,
        roots: &[usize],
    ) -> Result<usize, OnnxError> {
        let tree = usize::try_from(self.tree_ids[node]).ok();
        let root = tree.and_then(|tree| roots.get(tree)).copied();
        let position = usize::try_from(id)
            .ok()
            .zip(root)
            .and_then(|(id, root)| root.checked_add(id));
        position
            .filter(|&child| child > node && self.tree_ids.get(child) == self.tree_ids.get(node))
            .ok_or_else(|| {
                wrong(
                    attribute,
                    "a child does not come after its parent in the tree",
                )
            })
    }
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
