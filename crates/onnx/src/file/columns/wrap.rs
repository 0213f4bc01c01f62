//! The graph of a model with the columns of a table in place of the matrix.

use prost::Message;

use super::matrix::matrix;
use super::part::Part;
use super::renaming::{Renaming, rename};
use crate::OnnxError;
use crate::encoding::{Input, InputType};
use crate::file::graph::INPUT;
use crate::file::messages::{BOOL, DOUBLE, FLOAT, Graph, INT64, Node, STRING, ValueInfo};
use crate::file::operators::operator;

/// What is in a file before the graph of a model.
struct Before {
    part: Part,
    inputs: Vec<ValueInfo>,
    renaming: Renaming,
}

impl Before {
    fn new(inputs: &[Input], outputs: &[String]) -> Self {
        let renaming = Renaming::new(inputs, outputs);
        let mut part = Part::new(format!("{}inputs/", renaming.prefix()));
        matrix(&mut part, inputs);
        part.name_last(&renaming.in_file(INPUT));
        Self {
            part,
            inputs: inputs.iter().map(value).collect(),
            renaming,
        }
    }
}

fn value(input: &Input) -> ValueInfo {
    let kind = match input.input_type {
        InputType::Double => DOUBLE,
        InputType::Long => INT64,
        InputType::Boolean => BOOL,
        InputType::String => STRING,
    };
    ValueInfo::rows(&input.name, kind, None)
}

/// Puts the encoding of the columns before the graph of a model.
pub(in crate::file) fn wrap(mut graph: Graph, inputs: &[Input]) -> Graph {
    let before = Before::new(inputs, &outputs(&graph));
    rename(&mut graph, &|name| before.renaming.in_file(name));
    graph.node.splice(0..0, before.part.nodes);
    graph.initializer.splice(0..0, before.part.constants);
    graph.input = before.inputs;
    graph
}

/// Takes it away again. `outputs` are those of the model's graph.
///
/// # Errors
///
/// If it is not what would have been written.
pub(in crate::file) fn unwrap(
    mut graph: Graph,
    inputs: &[Input],
    outputs: &[String],
) -> Result<Graph, OnnxError> {
    let before = Before::new(inputs, outputs);
    if graph.input != before.inputs {
        return Err(OnnxError::Missing {
            what: "an input for each column",
        });
    }
    check_nodes(&graph.node, &before.part.nodes)?;
    let n_constants = before.part.constants.len();
    if !starts_with(&graph.initializer, &before.part.constants) {
        return Err(OnnxError::Missing {
            what: "the constants that its columns are encoded with",
        });
    }
    graph.node.drain(..before.part.nodes.len());
    graph.initializer.drain(..n_constants);
    rename(&mut graph, &|name| before.renaming.in_model(name));
    let columns = inputs.iter().map(Input::width).sum::<usize>();
    let columns = i64::try_from(columns).expect("columns in memory");
    graph.input = vec![ValueInfo::rows(INPUT, FLOAT, Some(columns))];
    Ok(graph)
}

fn outputs(graph: &Graph) -> Vec<String> {
    let names = graph.output.iter().filter_map(|output| output.name.clone());
    names.collect()
}

fn check_nodes(found: &[Node], expected: &[Node]) -> Result<(), OnnxError> {
    for (position, expected) in expected.iter().enumerate() {
        let Some(found) = found.get(position) else {
            return Err(OnnxError::Missing {
                what: "the operators that encode its columns",
            });
        };
        if operator(found) != operator(expected) {
            return Err(OnnxError::Operator {
                found: operator(found).to_owned(),
                expected: format!("`{}`", operator(expected)),
            });
        }
        if !same(found, expected) {
            return Err(OnnxError::Part {
                operator: operator(found).to_owned(),
                part: "input, output or attribute".to_owned(),
                problem: "it is not what its metadata say of the columns".to_owned(),
            });
        }
    }
    Ok(())
}

fn starts_with<M: Message>(found: &[M], expected: &[M]) -> bool {
    let pairs = found.iter().zip(expected);
    found.len() >= expected.len()
        && pairs
            .into_iter()
            .all(|(found, expected)| same(found, expected))
}

/// Compares bytes: what is not a number does not equal itself.
fn same<M: Message>(found: &M, expected: &M) -> bool {
    found.encode_to_vec() == expected.encode_to_vec()
}
