//! Writing grown trees.

use prost::Message;

use super::encode::{self, add_key, add_message};
use super::grown::GrownTree;
use super::operator::graph;
use crate::OnnxError;
use crate::file::messages::{Model, Node};
use crate::file::{self, Names};

/// What protobuf allows a message to have: readers refuse longer ones.
const LARGEST_FILE: usize = i32::MAX as usize;

/// The first byte of fields that have a length: the number of the field, and a 2.
const MODEL_GRAPH: u8 = 7 << 3 | 2;
const GRAPH_NODE: u8 = 1 << 3 | 2;

/// Trees that make up a model.
#[derive(Debug, Clone, Copy)]
pub struct TreeEnsemble<'a, T> {
    /// What the file calls its graph.
    pub name: &'a str,
    /// The number of features, which is more than any that a tree compares.
    pub n_features: usize,
    /// The class values that the trees' shares are of, in ascending order.
    pub classes: &'a [usize],
    /// At least one tree. The probabilities are the mean of their shares.
    pub trees: &'a [T],
}

impl<T: GrownTree> TreeEnsemble<'_, T> {
    /// The trees as the bytes of an ONNX file, the same for the same trees and names.
    ///
    /// # Errors
    ///
    /// If there is not one name for each feature and each class value, or two classes
    /// have the same name, or the file would have more than 2 GB, which no reader takes.
    pub fn to_onnx(&self, names: &Names<'_>) -> Result<Vec<u8>, OnnxError> {
        let n_classes = self.classes.last().map_or(0, |last| last.saturating_add(1));
        names.check(self.n_features, n_classes)?;
        let bytes = self.file(names);
        if bytes.len() > LARGEST_FILE {
            return Err(OnnxError::TooLarge { bytes: bytes.len() });
        }
        Ok(bytes)
    }

    /// The file of a graph without trees, and the trees' attributes put where they belong.
    ///
    /// Messages are written field by field in the order of their numbers, so that one can be
    /// cut between two fields, and written as two messages without the other's fields.
    fn file(&self, names: &Names<'_>) -> Vec<u8> {
        let graph = graph(
            self.name,
            Vec::new(),
            self.n_features,
            self.trees.len(),
            names.classes,
        );
        let mut file = file::model(graph, names);
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
        let mut bytes = encode::attributes(self.trees, self.classes, names.classes.len());
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
}
