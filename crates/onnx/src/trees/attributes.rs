//! The operator's arrays in a file.

use super::graph::TREE_ENSEMBLE;
use crate::OnnxError;
use crate::file::messages::Attribute;

/// The operator's attributes, by name.
#[derive(Debug, Default)]
pub(super) struct Attributes<'a> {
    pub(super) tree_ids: &'a [i64],
    pub(super) node_ids: &'a [i64],
    pub(super) modes: &'a [Vec<u8>],
    pub(super) feature_ids: &'a [i64],
    pub(super) thresholds: &'a [f32],
    pub(super) true_nodes: &'a [i64],
    pub(super) false_nodes: &'a [i64],
    pub(super) missing_tracks_true: &'a [i64],
    pub(super) n_targets: i64,
    pub(super) target_tree_ids: &'a [i64],
    pub(super) target_node_ids: &'a [i64],
    pub(super) target_ids: &'a [i64],
    pub(super) target_weights: &'a [f32],
    pub(super) post_transform: &'a [u8],
}

impl<'a> Attributes<'a> {
    /// The arrays of these attributes, of which none is missing that makes a difference.
    pub(super) fn of(attributes: &'a [Attribute]) -> Result<Self, OnnxError> {
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
                "n_targets" => raw.n_targets = attribute.i.unwrap_or_default(),
                "target_treeids" => raw.target_tree_ids = &attribute.ints,
                "target_nodeids" => raw.target_node_ids = &attribute.ints,
                "target_ids" => raw.target_ids = &attribute.ints,
                "target_weights" => raw.target_weights = &attribute.floats,
                "post_transform" => raw.post_transform = attribute.s.as_deref().unwrap_or_default(),
                other => return Err(wrong(other, "this library does not know the attribute")),
            }
        }
        Ok(raw)
    }

    /// Checks that there is one entry for each node, or each weight.
    pub(super) fn check_lengths(&self) -> Result<(), OnnxError> {
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
            ("target_treeids", self.target_tree_ids.len()),
            ("target_nodeids", self.target_node_ids.len()),
            ("target_ids", self.target_ids.len()),
        ];
        check_same(self.target_weights.len(), "target_weights", &per_weight)
    }

    /// Checks that there is a target for each tree, and what happens there.
    pub(super) fn check_settings(&self, n_trees: usize) -> Result<(), OnnxError> {
        if usize::try_from(self.n_targets) != Ok(n_trees) {
            return Err(wrong(
                "n_targets",
                format!("expected {n_trees}, the number of trees"),
            ));
        }
        if !matches!(self.post_transform, b"" | b"NONE") {
            return Err(wrong("post_transform", "expected `NONE`"));
        }
        Ok(())
    }

    /// Where the trees start. Trees and their nodes must be numbered from 0 in order.
    pub(super) fn roots(&self) -> Result<Vec<usize>, OnnxError> {
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

/// That an attribute of the operator is not what it must be.
pub(super) fn wrong(attribute: &str, problem: impl Into<String>) -> OnnxError {
    OnnxError::Part {
        operator: TREE_ENSEMBLE.to_owned(),
        part: attribute.to_owned(),
        problem: problem.into(),
    }
}
