//! The trees as the operator's attributes, in bytes.
//!
//! Each attribute is an array over all nodes, or over all leaves and classes. Of a large
//! forest, all of them together take several times the memory of the file; here each is
//! encoded before the next one is made. The bytes are those that prost would write.

use prost::Message;

use super::grown::{Branch, GrownTree};
use super::share_grid::ShareGrid;
use crate::file::messages::Attribute;

/// The first byte of fields that have a length: the number of the field, and a 2.
const NODE_ATTRIBUTE: u8 = 5 << 3 | 2;
const ATTRIBUTE_STRING: u8 = 9 << 3 | 2;

/// The attributes in alphabetical order, as fields of their node. `classes` are the values of
/// the trees' classes, of which the file has `n_classes`.
pub(crate) fn attributes<T: GrownTree>(
    trees: &[T],
    classes: &[usize],
    n_classes: usize,
) -> Vec<u8> {
    let nodes = Nodes {
        trees,
        classes,
        n_classes,
    };
    let mut bytes = Vec::new();
    let to = &mut bytes;
    add_ints("class_ids", nodes.per_weight(|_, _, class| class), to);
    add_ints("class_nodeids", nodes.per_weight(|_, node, _| node), to);
    add_ints("class_treeids", nodes.per_weight(|tree, _, _| tree), to);
    add(&Attribute::floats("class_weights", nodes.weights()), to);
    add_ints("classlabels_int64s", (0..int(n_classes)).collect(), to);
    let right = nodes.per_branch(|branch| int(branch.children[1]));
    add_ints("nodes_falsenodeids", right, to);
    let feature = nodes.per_branch(|branch| branch.feature.into());
    add_ints("nodes_featureids", feature, to);
    let missing = nodes.per_branch(|branch| branch.missing_left.into());
    add_ints("nodes_missing_value_tracks_true", missing, to);
    add_modes(&nodes, to);
    add_ints("nodes_nodeids", nodes.per_node(|_, node| node), to);
    add_ints("nodes_treeids", nodes.per_node(|tree, _| tree), to);
    let left = nodes.per_branch(|branch| int(branch.children[0]));
    add_ints("nodes_truenodeids", left, to);
    let thresholds = nodes.per_branch(|branch| branch.threshold);
    add(&Attribute::floats("nodes_values", thresholds), to);
    add(&Attribute::string("post_transform", "NONE"), to);
    bytes
}

/// The nodes as arrays.
#[derive(Debug)]
struct Nodes<'a, T> {
    trees: &'a [T],
    classes: &'a [usize],
    n_classes: usize,
}

impl<'a, T: GrownTree> Nodes<'a, T> {
    /// All nodes, tree after tree: the number of the tree, the tree, and the number of the node.
    fn all(&self) -> impl Iterator<Item = (i64, &'a T, usize)> {
        let trees = (0..).zip(self.trees);
        trees.flat_map(|(id, tree)| (0..tree.n_nodes()).map(move |node| (id, tree, node)))
    }

    fn leaves(&self) -> impl Iterator<Item = (i64, &'a T, usize)> {
        self.all()
            .filter(|(_, tree, node)| tree.branch(*node).is_none())
    }

    fn per_node(&self, value: impl Fn(i64, i64) -> i64) -> Vec<i64> {
        self.all()
            .map(|(id, _, node)| value(id, int(node)))
            .collect()
    }

    /// Zero in leaves.
    fn per_branch<V: Default>(&self, value: impl Fn(Branch) -> V) -> Vec<V> {
        self.all()
            .map(|(_, tree, node)| tree.branch(node).map(&value).unwrap_or_default())
            .collect()
    }

    /// For each leaf and class.
    fn per_weight(&self, value: impl Fn(i64, i64, i64) -> i64) -> Vec<i64> {
        let mut values = Vec::new();
        for (id, _, node) in self.leaves() {
            values.extend((0..int(self.n_classes)).map(|class| value(id, int(node), class)));
        }
        values
    }

    /// Every class gets a weight, also one that no row of the leaf, or none at all, has.
    fn weights(&self) -> Vec<f32> {
        let grid = ShareGrid::new(self.trees.len());
        let mut weights = Vec::new();
        for (_, tree, node) in self.leaves() {
            let start = weights.len();
            weights.resize(start + self.n_classes, 0.0);
            let shares = &tree.shares()[node * self.classes.len()..];
            for (&class, &share) in self.classes.iter().zip(shares) {
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
fn add_modes<T: GrownTree>(nodes: &Nodes<'_, T>, bytes: &mut Vec<u8>) {
    let attribute = Attribute::strings("nodes_modes", Vec::new());
    let end = Attribute {
        kind: attribute.kind,
        ..Attribute::default()
    };
    let start = Attribute {
        kind: None,
        ..attribute
    };
    let mode = |(_, tree, node): (i64, &T, usize)| -> &'static [u8] {
        match tree.branch(node) {
            Some(_) => b"BRANCH_LEQ",
            None => b"LEAF",
        }
    };
    let modes = || nodes.all().map(mode);
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

/// Appends the fields of a message.
pub(crate) fn add_message(message: &impl Message, bytes: &mut Vec<u8>) {
    message.encode(bytes).expect("a vector grows");
}

/// Appends the start of a field: its key, and the length of what follows.
pub(crate) fn add_key(key: u8, length: usize, bytes: &mut Vec<u8>) {
    bytes.push(key);
    prost::encode_length_delimiter(length, bytes).expect("a vector grows");
}

fn int(number: usize) -> i64 {
    i64::try_from(number).expect("numbers of things in memory")
}
