//! The trees as the operator's attributes, in bytes.
//!
//! Each attribute is an array over all nodes, or over all leaves. Of a large
//! forest, all of them together take several times the memory of the file; here each is
//! encoded before the next one is made. The bytes are those that prost would write.

use prost::Message;

use super::grown::GrownTree;
use crate::file::messages::Attribute;

/// The first byte of fields that have a length: the number of the field, and a 2.
const NODE_ATTRIBUTE: u8 = 5 << 3 | 2;
const ATTRIBUTE_STRING: u8 = 9 << 3 | 2;

/// The attributes in alphabetical order, as fields of their node. `slots` are those of the
/// leaves, one after the other.
pub(super) fn attributes<T: GrownTree>(trees: &[T], slots: Vec<f32>) -> Vec<u8> {
    let nodes = Nodes::of(trees);
    let mut bytes = Vec::new();
    let to = &mut bytes;
    // A target for each tree: what a row gets there is from one leaf alone.
    add(&Attribute::int("n_targets", int(trees.len())), to);
    let right = nodes.per_child(|[_, right]| right);
    add_ints("nodes_falsenodeids", right, to);
    let feature = nodes.per_inner(|tree, node| tree.feature(node).into());
    add_ints("nodes_featureids", feature, to);
    let missing = nodes.per_inner(|tree, node| tree.missing_left(node).into());
    add_ints("nodes_missing_value_tracks_true", missing, to);
    add_modes(&nodes, to);
    add_ints("nodes_nodeids", nodes.per_node(|_, node| node), to);
    add_ints("nodes_treeids", nodes.per_node(|tree, _| tree), to);
    let left = nodes.per_child(|[left, _]| left);
    add_ints("nodes_truenodeids", left, to);
    let thresholds = nodes.per_inner(T::threshold);
    add(&Attribute::floats("nodes_values", thresholds), to);
    add(&Attribute::string("post_transform", "NONE"), to);
    add_ints("target_ids", nodes.per_leaf(|tree, _| tree), to);
    add_ints("target_nodeids", nodes.per_leaf(|_, node| node), to);
    add_ints("target_treeids", nodes.per_leaf(|tree, _| tree), to);
    add(&Attribute::floats("target_weights", slots), to);
    bytes
}

/// The nodes as arrays, each of which is made in one go through all nodes.
#[derive(Debug)]
struct Nodes<'a, T> {
    trees: &'a [T],
    len: usize,
    n_leaves: usize,
}

impl<'a, T: GrownTree> Nodes<'a, T> {
    fn of(trees: &'a [T]) -> Self {
        let mut nodes = Self {
            trees,
            len: 0,
            n_leaves: 0,
        };
        let (mut len, mut n_leaves) = (0, 0);
        nodes.visit(|_, tree, node| {
            len += 1;
            n_leaves += usize::from(is_leaf(tree, node));
        });
        (nodes.len, nodes.n_leaves) = (len, n_leaves);
        nodes
    }

    /// Shows all nodes, tree after tree: the number of the tree, the tree, the number of the node.
    #[inline]
    fn visit(&self, mut node: impl FnMut(i64, &'a T, usize)) {
        for (id, tree) in (0..).zip(self.trees) {
            for number in 0..tree.n_nodes() {
                node(id, tree, number);
            }
        }
    }

    fn per_node(&self, value: impl Fn(i64, i64) -> i64) -> Vec<i64> {
        let mut values = Vec::with_capacity(self.len);
        self.visit(|id, _, node| values.push(value(id, int(node))));
        values
    }

    /// Zero in leaves.
    fn per_child(&self, child: impl Fn([usize; 2]) -> usize) -> Vec<i64> {
        let mut values = Vec::with_capacity(self.len);
        self.visit(|_, tree, node| {
            values.push(tree.children(node).map_or(0, |pair| int(child(pair))));
        });
        values
    }

    /// Zero in leaves.
    fn per_inner<V: Default>(&self, value: impl Fn(&T, usize) -> V) -> Vec<V> {
        let mut values = Vec::with_capacity(self.len);
        self.visit(|_, tree, node| {
            values.push(if is_leaf(tree, node) {
                V::default()
            } else {
                value(tree, node)
            });
        });
        values
    }

    fn per_leaf(&self, value: impl Fn(i64, i64) -> i64) -> Vec<i64> {
        let mut values = Vec::with_capacity(self.n_leaves);
        self.visit(|id, tree, node| {
            if is_leaf(tree, node) {
                values.push(value(id, int(node)));
            }
        });
        values
    }
}

fn is_leaf<T: GrownTree>(tree: &T, node: usize) -> bool {
    tree.children(node).is_none()
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
    let mode = |tree: &T, node| -> &'static [u8] {
        if is_leaf(tree, node) {
            b"LEAF"
        } else {
            b"BRANCH_LEQ"
        }
    };
    // The key and the length of a string take a byte each.
    let mut length = start.encoded_len() + end.encoded_len();
    nodes.visit(|_, tree, node| length += mode(tree, node).len() + 2);
    add_key(NODE_ATTRIBUTE, length, bytes);
    add_message(&start, bytes);
    nodes.visit(|_, tree, node| {
        let mode = mode(tree, node);
        add_key(ATTRIBUTE_STRING, mode.len(), bytes);
        bytes.extend_from_slice(mode);
    });
    add_message(&end, bytes);
}

/// Appends the fields of a message.
pub(super) fn add_message(message: &impl Message, bytes: &mut Vec<u8>) {
    message.encode(bytes).expect("a vector grows");
}

/// Appends the start of a field: its key, and the length of what follows.
#[inline]
pub(super) fn add_key(key: u8, length: usize, bytes: &mut Vec<u8>) {
    bytes.push(key);
    prost::encode_length_delimiter(length, bytes).expect("a vector grows");
}

#[inline]
fn int(number: usize) -> i64 {
    i64::try_from(number).expect("numbers of things in memory")
}
