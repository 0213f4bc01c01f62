//! Putting a large part, already encoded, into the messages around it.
//!
//! Messages are written field by field in the order of their numbers, so that one can be cut
//! between two fields, and written as two messages without the other's fields.

use prost::Message;

use super::encode::add_key;
use super::graph::TREE_ENSEMBLE;
use crate::file::messages::{Attribute, Graph, Model, Node};

/// The first byte of fields that have a length: the number of the field, and a 2.
const MODEL_GRAPH: u8 = 7 << 3 | 2;
const GRAPH_NODE: u8 = 1 << 3 | 2;
const NODE_ATTRIBUTE: u8 = 5 << 3 | 2;
const ATTRIBUTE_GRAPH: u8 = 6 << 3 | 2;

/// A message without one of its parts, or a part without its content.
#[derive(Debug)]
pub(super) struct Around {
    before: Vec<u8>,
    after: Vec<u8>,
    /// The field that this message is of the one around it.
    key: Option<u8>,
}

impl Around {
    fn new(before: &impl Message, after: &impl Message, key: Option<u8>) -> Self {
        Self {
            before: before.encode_to_vec(),
            after: after.encode_to_vec(),
            key,
        }
    }
}

/// Puts messages around `bytes`, the innermost first.
pub(super) fn surround(bytes: &mut Vec<u8>, messages: &[Around]) {
    let (mut before, mut after) = (Vec::new(), Vec::new());
    for message in messages {
        before.splice(0..0, message.before.iter().copied());
        after.extend_from_slice(&message.after);
        if let Some(key) = message.key {
            let mut start = Vec::new();
            add_key(key, before.len() + bytes.len() + after.len(), &mut start);
            before.splice(0..0, start);
        }
    }
    bytes.splice(0..0, before);
    bytes.extend_from_slice(&after);
}

/// What is around the attributes of the tree operator: its node, the graph with it, the attribute
/// that is this graph, the node with that, the outer graph, and the model.
///
/// # Panics
///
/// If there is no tree operator in a graph that a node runs.
pub(super) fn around_attributes(mut model: Model) -> [Around; 6] {
    let graph = model.graph.take().unwrap_or_default();
    let runs = |node: &Node| node.attribute.iter().any(|attribute| attribute.g.is_some());
    let (mut loop_node, graph) = around_node_of(graph, runs, Some(MODEL_GRAPH));
    let mut attribute = loop_node.attribute.pop().unwrap_or_default();
    let body = attribute.g.take().unwrap_or_default();
    let holds = |node: &Node| node.op_type.as_deref() == Some(TREE_ENSEMBLE);
    let (tree_node, body) = around_node_of(body, holds, Some(ATTRIBUTE_GRAPH));
    [
        around_attributes_of(tree_node),
        body,
        around_graph_of(attribute),
        around_attributes_of(loop_node),
        graph,
        around_graph(model),
    ]
}

/// Takes the node that it `is` out of a graph.
fn around_node_of(graph: Graph, is: impl Fn(&Node) -> bool, key: Option<u8>) -> (Node, Around) {
    let mut before = graph.node;
    let at = before.iter().position(is).expect("it was put there");
    let mut after = before.split_off(at);
    let node = after.remove(0);
    let before = Graph {
        node: before,
        ..Graph::default()
    };
    let after = Graph {
        node: after,
        ..graph
    };
    (node, Around::new(&before, &after, key))
}

fn around_attributes_of(mut node: Node) -> Around {
    let after = Node {
        domain: node.domain.take(),
        ..Node::default()
    };
    Around::new(&node, &after, Some(GRAPH_NODE))
}

fn around_graph_of(mut attribute: Attribute) -> Around {
    let after = Attribute {
        kind: attribute.kind.take(),
        ..Attribute::default()
    };
    Around::new(&attribute, &after, Some(NODE_ATTRIBUTE))
}

fn around_graph(mut model: Model) -> Around {
    let after = Model {
        opset_import: std::mem::take(&mut model.opset_import),
        metadata_props: std::mem::take(&mut model.metadata_props),
        ..Model::default()
    };
    Around::new(&model, &after, None)
}
