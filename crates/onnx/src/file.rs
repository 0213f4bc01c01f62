//! The file of any classifier: names, versions, and the graph.
//!
//! # Layout
//!
//! - `messages` declares the protobuf messages of a file, and `constructors` makes some in one call.
//! - `interface` keeps the names of features and classes in the metadata, and what becomes of the
//!   columns.
//! - `graph` describes the parts of the graph that all families share, and compares a graph that
//!   was read with the one that would have been written; `operators` makes its nodes.
//! - `columns` is what stands before it where the file takes the columns of a table.

mod columns;
mod constructors;
pub(crate) mod graph;
mod interface;
pub(crate) mod messages;
pub(crate) mod operators;

use prost::Message;

pub use self::interface::Interface;
use self::interface::Names;
use self::messages::{Graph, Model, OperatorSet};
use crate::OnnxError;
use crate::encoding::Input;

/// The domain of the tree operator; all other operators are of the main one, which has no name.
pub(crate) const ML_DOMAIN: &str = "ai.onnx.ml";

/// What every file names as its producer. It must stay, whatever the crates are called, and it
/// has no version: the bytes of a model must not change with either.
const PRODUCER: &str = "forest";
const IR_VERSION: i64 = 7;

/// A file whose names and operator sets are checked, and whose graph is not yet.
#[derive(Debug)]
pub(crate) struct File {
    /// The names of the features, at least one.
    pub(crate) features: Vec<String>,
    /// The names of the classes, at least one.
    pub(crate) classes: Vec<String>,
    /// Whether the input is int64.
    pub(crate) integers: bool,
    /// What becomes of the features, where the file takes the columns of a table.
    pub(crate) inputs: Option<Vec<Input>>,
    /// What is computed with the matrix.
    pub(crate) graph: Graph,
}

impl File {
    /// Reads the bytes of any classifier's file.
    ///
    /// # Errors
    ///
    /// If they are no ONNX model, or one without names or of other operator sets.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Result<Self, OnnxError> {
        let model = Model::decode(bytes)?;
        check_operator_sets(&model)?;
        let Names {
            features,
            classes,
            inputs,
        } = Names::of(&model)?;
        let mut graph = model.graph.ok_or(OnnxError::Missing { what: "a graph" })?;
        if let Some(inputs) = &inputs {
            graph = columns::unwrap(graph, inputs, &graph::output_names(&classes))?;
        }
        Ok(Self {
            features,
            classes,
            integers: graph::takes_integers(&graph),
            inputs,
            graph,
        })
    }

    /// What the file takes and gives.
    pub(crate) fn interface(&self) -> Interface<'_> {
        Interface {
            features: &self.features,
            classes: &self.classes,
            integers: self.integers,
            inputs: self.inputs.as_deref(),
        }
    }

    /// How many columns the matrix has.
    pub(crate) fn n_columns(&self) -> usize {
        self.interface().n_columns()
    }

    /// The first operator of the family, which tells it.
    ///
    /// # Errors
    ///
    /// If there is none.
    pub(crate) fn first_operator(&self) -> Result<&str, OnnxError> {
        let prefix = graph::input_nodes(self.integers).len();
        let first = self.graph.node.get(prefix).ok_or(OnnxError::Missing {
            what: "an operator",
        })?;
        Ok(operators::operator(first))
    }
}

/// The bytes of a file.
pub(crate) fn encode(graph: Graph, interface: &Interface<'_>) -> Vec<u8> {
    model(graph, interface).encode_to_vec()
}

/// Everything that a file holds.
pub(crate) fn model(graph: Graph, interface: &Interface<'_>) -> Model {
    let graph = match interface.inputs {
        Some(inputs) => columns::wrap(graph, inputs),
        None => graph,
    };
    Model {
        ir_version: Some(IR_VERSION),
        producer_name: Some(PRODUCER.to_owned()),
        graph: Some(graph),
        opset_import: operator_sets(interface.inputs.is_some()),
        metadata_props: interface.to_properties(),
    }
}

/// What identifies the operators: the versions in which they have the meaning used here. The
/// trees are the same in both versions of their set, and only what encodes columns is new.
fn operator_sets(encodes: bool) -> Vec<OperatorSet> {
    let set = |domain: &str, version| OperatorSet {
        domain: Some(domain.to_owned()),
        version: Some(version),
    };
    vec![set("", 13), set(ML_DOMAIN, if encodes { 2 } else { 1 })]
}

/// Other versions may give the operators another meaning.
fn check_operator_sets(model: &Model) -> Result<(), OnnxError> {
    let encodes = interface::encodes(model);
    if model.opset_import != operator_sets(encodes) {
        return Err(OnnxError::Missing {
            what: if encodes {
                "the operator sets `ai.onnx` 13 and `ai.onnx.ml` 2"
            } else {
                "the operator sets `ai.onnx` 13 and `ai.onnx.ml` 1"
            },
        });
    }
    Ok(())
}
