//! The trees as the operator's attributes, in bytes.
//!
//! Each attribute is an array over all nodes, or over all leaves and classes. Of a large
//! forest, all of them together take several times the memory of the file; here each is
//! encoded before the next one is made. The bytes are those that prost would write.

use prost::Message;

use super::proto::{Attribute, Model, Node};
use super::rounding::{ShareGrid, floor};
use crate::{RandomForest, Tree};

/// The first byte of fields that have a length: the number of the field, and a 2.
const MODEL_GRAPH: u8 = 7 << 3 | 2;
const GRAPH_NODE: u8 = 1 << 3 | 2;
const NODE_ATTRIBUTE: u8 = 5 << 3 | 2;
const ATTRIBUTE_STRING: u8 = 9 << 3 | 2;

/// The file, with the trees as the attributes of the first node, which has none yet.
///
/// Messages are written field by field in the order of their numbers, so that one can be
/// cut between two fields, and written as two messages without the other's fields.
pub(super) fn file(mut file: Model, model: &RandomForest, n_classes: usize) -> Vec<u8> {
    let mut graph = file.graph.take().unwrap_or_default();
    let mut node = graph.node.remove(0);
    let node_end = Node {
        domain: node.domain.take(),
        ..Node::default()
    };
    let file_end = Model {
        opset_import: std::mem::take(&mut file.opset_import),
        metadata_props: std::mem::take(&mut file.metadata_props),
        ..Model::default()
    };
    let mut bytes = attributes(model, n_classes);
    let node_length = node.encoded_len() + bytes.len() + node_end.encoded_len();
    let graph_length =
        1 + prost::length_delimiter_len(node_length) + node_length + graph.encoded_len();
    let mut start = file.encode_to_vec();
    add_key(MODEL_GRAPH, graph_length, &mut start);
    add_key(GRAPH_NODE, node_length, &mut start);
    add_message(&node, &mut start);
    bytes.splice(0..0, start);
    add_message(&node_end, &mut bytes);
    add_message(&graph, &mut bytes);
    add_message(&file_end, &mut bytes);
    bytes
}

/// The attributes in alphabetical order, as fields of their node.
fn attributes(model: &RandomForest, n_classes: usize) -> Vec<u8> {
    let trees = Trees { model, n_classes };
    let mut bytes = Vec::new();
    let to = &mut bytes;
    add_ints("class_ids", trees.per_weight(|_, _, class| class), to);
    add_ints("class_nodeids", trees.per_weight(|_, node, _| node), to);
    add_ints("class_treeids", trees.per_weight(|tree, _, _| tree), to);
    add(&Attribute::floats("class_weights", trees.weights()), to);
    add_ints("classlabels_int64s", (0..int(n_classes)).collect(), to);
    let right = trees.per_inner(|tree, node| tree.children_right()[node].into());
    add_ints("nodes_falsenodeids", right, to);
    let feature = trees.per_inner(|tree, node| tree.feature()[node].into());
    add_ints("nodes_featureids", feature, to);
    let missing = trees.per_inner(|tree, node| tree.missing_go_to_left()[node].into());
    add_ints("nodes_missing_value_tracks_true", missing, to);
    add_modes(&trees, to);
    add_ints("nodes_nodeids", trees.per_node(|_, node| node), to);
    add_ints("nodes_treeids", trees.per_node(|tree, _| tree), to);
    let left = trees.per_inner(|tree, node| tree.children_left()[node].into());
    add_ints("nodes_truenodeids", left, to);
    add(&Attribute::floats("nodes_values", trees.thresholds()), to);
    add(&Attribute::string("post_transform", "NONE"), to);
    bytes
}

/// The trees as arrays.
#[derive(Debug, Clone, Copy)]
struct Trees<'a> {
    model: &'a RandomForest,
    n_classes: usize,
}

impl<'a> Trees<'a> {
    /// All nodes, tree after tree.
    fn nodes(self) -> impl Iterator<Item = (i64, &'a Tree, usize)> {
        let trees = (0..).zip(self.model.trees());
        trees.flat_map(|(id, tree)| (0..tree.node_count()).map(move |node| (id, tree, node)))
    }

    fn leaves(self) -> impl Iterator<Item = (i64, &'a Tree, usize)> {
        self.nodes().filter(|(_, tree, node)| tree.is_leaf(*node))
    }

    fn per_node(self, value: impl Fn(i64, i64) -> i64) -> Vec<i64> {
        self.nodes()
            .map(|(id, _, node)| value(id, int(node)))
            .collect()
    }

    /// Zero in leaves.
    fn per_inner(self, value: impl Fn(&Tree, usize) -> i64) -> Vec<i64> {
        let of = |(_, tree, node): (i64, &Tree, usize)| {
            if tree.is_leaf(node) {
                0
            } else {
                value(tree, node)
            }
        };
        self.nodes().map(of).collect()
    }

    /// Zero in leaves.
    fn thresholds(self) -> Vec<f32> {
        let of = |(_, tree, node): (i64, &Tree, usize)| {
            if tree.is_leaf(node) {
                0.0
            } else {
                floor(tree.threshold()[node])
            }
        };
        self.nodes().map(of).collect()
    }

    /// For each leaf and class.
    fn per_weight(self, value: impl Fn(i64, i64, i64) -> i64) -> Vec<i64> {
        let mut values = Vec::new();
        for (id, _, node) in self.leaves() {
            values.extend((0..int(self.n_classes)).map(|class| value(id, int(node), class)));
        }
        values
    }

    /// Every class gets a weight, also one that no row of the leaf, or none at all, has.
    fn weights(self) -> Vec<f32> {
        let grid = ShareGrid::new(self.model.trees().len());
        let mut weights = Vec::new();
        for (_, tree, node) in self.leaves() {
            let start = weights.len();
            weights.resize(start + self.n_classes, 0.0);
            for (&class, &share) in self.model.classes().iter().zip(tree.node_value(node)) {
                weights[start + class] = grid.round(share);
            }
        }
        weights
    }
}

fn add_ints(name: &str, values: Vec<i64>, bytes: &mut Vec<u8>) {
    add(&Attribute::ints(name, values), bytes);
}

fn add(attribute: &Attribute, bytes: &mut Vec<u8>) {
    add_key(NODE_ATTRIBUTE, attribute.encoded_len(), bytes);
    add_message(attribute, bytes);
}

/// The kinds of the nodes: strings, which as an attribute would be an allocation each.
fn add_modes(trees: &Trees<'_>, bytes: &mut Vec<u8>) {
    let attribute = Attribute::strings("nodes_modes", Vec::new());
    let end = Attribute {
        kind: attribute.kind,
        ..Attribute::default()
    };
    let start = Attribute {
        kind: None,
        ..attribute
    };
    let mode = |(_, tree, node): (i64, &Tree, usize)| -> &'static [u8] {
        if tree.is_leaf(node) {
            b"LEAF"
        } else {
            b"BRANCH_LEQ"
        }
    };
    let modes = || trees.nodes().map(mode);
    // The key and the length of a string take a byte each.
    let length: usize = modes().map(|mode| mode.len() + 2).sum();
    let length = start.encoded_len() + length + end.encoded_len();
    add_key(NODE_ATTRIBUTE, length, bytes);
    add_message(&start, bytes);
    for mode in modes() {
        add_key(ATTRIBUTE_STRING, mode.len(), bytes);
        bytes.extend_from_slice(mode);
    }
    add_message(&end, bytes);
}

fn add_message(message: &impl Message, bytes: &mut Vec<u8>) {
    message.encode(bytes).expect("a vector grows");
}

fn add_key(key: u8, length: usize, bytes: &mut Vec<u8>) {
    bytes.push(key);
    prost::encode_length_delimiter(length, bytes).expect("a vector grows");
}

fn int(number: usize) -> i64 {
    i64::try_from(number).expect("numbers of things in memory")
}
