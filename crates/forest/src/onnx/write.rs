//! Writing a forest.

use std::collections::BTreeSet;

use prost::Message;

use super::layout::{CLASS_NAMES, FEATURE_NAMES, graph, operator_sets};
use super::proto::{Attribute, Graph, Model, Property};
use super::rounding::{ShareGrid, floor};
use super::{Names, OnnxError};
use crate::{RandomForest, Tree};

/// The forest as the bytes of an ONNX file, the same for the same forest and names.
///
/// # Errors
///
/// If there is not one name for each feature and each class value, or two classes
/// have the same name.
pub fn write(model: &RandomForest, names: &Names<'_>) -> Result<Vec<u8>, OnnxError> {
    check_names(model.n_features(), model.classes(), names)?;
    let ensemble = Ensemble::of(model, names.classes.len()).into_attributes();
    let graph = graph(
        ensemble,
        model.n_features(),
        model.trees().len(),
        names.classes,
    );
    Ok(encode(graph, names))
}

/// A graph of [`classifier`](super::parts::classifier)'s as the bytes of a file.
#[must_use]
pub fn encode(graph: Graph, names: &Names<'_>) -> Vec<u8> {
    let file = Model {
        ir_version: Some(7),
        // No version of ours: a release must not change the bytes of a model.
        producer_name: Some(env!("CARGO_PKG_NAME").to_owned()),
        graph: Some(graph),
        opset_import: operator_sets(),
        metadata_props: vec![
            property(FEATURE_NAMES, names.features),
            property(CLASS_NAMES, names.classes),
        ],
    };
    file.encode_to_vec()
}

/// Checks that there are names for all features and class values.
///
/// `classes` are the values seen in training, ascending.
///
/// # Errors
///
/// As [`write()`].
pub fn check_names(
    n_features: usize,
    classes: &[usize],
    names: &Names<'_>,
) -> Result<(), OnnxError> {
    if names.features.len() != n_features {
        return Err(OnnxError::NameCount {
            what: "features",
            found: names.features.len(),
            expected: n_features.to_string(),
        });
    }
    let needed = classes
        .last()
        .map_or(1, |largest| largest.saturating_add(1));
    if names.classes.len() < needed {
        return Err(OnnxError::NameCount {
            what: "classes",
            found: names.classes.len(),
            expected: format!("at least {needed}, one for each class value from 0"),
        });
    }
    let mut seen = BTreeSet::new();
    match names.classes.iter().find(|&name| !seen.insert(name)) {
        Some(name) => Err(OnnxError::DuplicateClass { name: name.clone() }),
        None => Ok(()),
    }
}

fn property(key: &str, names: &[String]) -> Property {
    let value = serde_json::Value::from(names).to_string();
    Property {
        key: Some(key.to_owned()),
        value: Some(value),
    }
}

/// The trees as the parallel arrays of the operator.
#[derive(Debug)]
struct Ensemble<'a> {
    model: &'a RandomForest,
    n_classes: usize,
    grid: ShareGrid,
    tree_ids: Vec<i64>,
    node_ids: Vec<i64>,
    modes: Vec<Vec<u8>>,
    feature_ids: Vec<i64>,
    thresholds: Vec<f32>,
    true_nodes: Vec<i64>,
    false_nodes: Vec<i64>,
    missing_tracks_true: Vec<i64>,
    leaf_tree_ids: Vec<i64>,
    leaf_node_ids: Vec<i64>,
    leaf_class_ids: Vec<i64>,
    leaf_weights: Vec<f32>,
}

impl<'a> Ensemble<'a> {
    fn of(model: &'a RandomForest, n_classes: usize) -> Self {
        let mut ensemble = Self {
            model,
            n_classes,
            grid: ShareGrid::new(model.trees().len()),
            tree_ids: Vec::new(),
            node_ids: Vec::new(),
            modes: Vec::new(),
            feature_ids: Vec::new(),
            thresholds: Vec::new(),
            true_nodes: Vec::new(),
            false_nodes: Vec::new(),
            missing_tracks_true: Vec::new(),
            leaf_tree_ids: Vec::new(),
            leaf_node_ids: Vec::new(),
            leaf_class_ids: Vec::new(),
            leaf_weights: Vec::new(),
        };
        for (tree_id, tree) in (0..).zip(model.trees()) {
            for node in 0..tree.node_count() {
                ensemble.add_node(tree_id, tree, node);
            }
        }
        ensemble
    }

    fn add_node(&mut self, tree_id: i64, tree: &Tree, node: usize) {
        let node_id = int(node);
        self.tree_ids.push(tree_id);
        self.node_ids.push(node_id);
        self.missing_tracks_true
            .push(tree.missing_go_to_left()[node].into());
        if let Some((left, right)) = tree.children(node) {
            self.modes.push(b"BRANCH_LEQ".to_vec());
            self.feature_ids.push(tree.feature()[node].into());
            self.thresholds.push(floor(tree.threshold()[node]));
            self.true_nodes.push(int(left));
            self.false_nodes.push(int(right));
        } else {
            self.modes.push(b"LEAF".to_vec());
            self.feature_ids.push(0);
            self.thresholds.push(0.0);
            self.true_nodes.push(0);
            self.false_nodes.push(0);
            self.add_weights(tree_id, node_id, tree.node_value(node));
        }
    }

    /// Every class gets a weight, also one that no row of the leaf, or none at all, has.
    fn add_weights(&mut self, tree_id: i64, node_id: i64, shares: &[f64]) {
        let start = self.leaf_weights.len();
        for class in 0..self.n_classes {
            self.leaf_tree_ids.push(tree_id);
            self.leaf_node_ids.push(node_id);
            self.leaf_class_ids.push(int(class));
            self.leaf_weights.push(0.0);
        }
        for (&class, &share) in self.model.classes().iter().zip(shares) {
            self.leaf_weights[start + class] = self.grid.round(share);
        }
    }

    /// In alphabetical order.
    fn into_attributes(self) -> Vec<Attribute> {
        vec![
            Attribute::ints("class_ids", self.leaf_class_ids),
            Attribute::ints("class_nodeids", self.leaf_node_ids),
            Attribute::ints("class_treeids", self.leaf_tree_ids),
            Attribute::floats("class_weights", self.leaf_weights),
            Attribute::ints("classlabels_int64s", (0..int(self.n_classes)).collect()),
            Attribute::ints("nodes_falsenodeids", self.false_nodes),
            Attribute::ints("nodes_featureids", self.feature_ids),
            Attribute::ints("nodes_missing_value_tracks_true", self.missing_tracks_true),
            Attribute::strings("nodes_modes", self.modes),
            Attribute::ints("nodes_nodeids", self.node_ids),
            Attribute::ints("nodes_treeids", self.tree_ids),
            Attribute::ints("nodes_truenodeids", self.true_nodes),
            Attribute::floats("nodes_values", self.thresholds),
            Attribute::string("post_transform", "NONE"),
        ]
    }
}

fn int(number: usize) -> i64 {
    i64::try_from(number).expect("numbers of things in memory")
}
