//! The parts of a graph that all families share.
//!
//! Both the writers and the reader use these: a file is readable exactly if its
//! graph is the one that would be written.

use std::collections::BTreeSet;

use super::interface::Interface;
use super::messages::{Attribute, DOUBLE, FLOAT, Graph, INT64, Node, Tensor, ValueInfo};
use super::operators::{cast, node, operator};
use crate::OnnxError;

/// The only input of every classifier of numbers: `[N, features]`.
pub(crate) const INPUT: &str = "X";
/// The value that a classifier's own operators compute: float, `[N, classes]`.
pub(crate) const PROBABILITIES: &str = "probabilities";

const LABEL: &str = "label";
const CLASS_AXIS: &str = "class_axis";
/// An input of integers, made float.
const FLOATS: &str = "floats";

/// What a family computes.
pub(crate) struct Computation<'a> {
    /// What the file calls its graph.
    pub(crate) name: &'a str,
    /// What makes [`PROBABILITIES`] of [`INPUT`], which they take for float.
    pub(crate) nodes: Vec<Node>,
    /// What the nodes need besides.
    pub(crate) constants: Vec<Tensor>,
    /// The value, `[N, classes]`, whose largest entry tells the label.
    pub(crate) decisive: &'a str,
}

/// The graph of any classifier: its family's computation, and what makes the outputs of that.
pub(crate) fn classifier(computation: Computation<'_>, interface: &Interface<'_>) -> Graph {
    let outputs = probability_names(interface.classes);
    let columns = i64::try_from(interface.n_columns()).expect("columns in memory");
    let probability = |name: &String| ValueInfo::rows(name, FLOAT, None);
    let mut nodes = computation.nodes;
    nodes.extend(tail(computation.decisive, &outputs));
    let mut initializer = computation.constants;
    initializer.push(Tensor::int64_vector(CLASS_AXIS, vec![1]));
    let integers = interface.takes_integers();
    let input = if integers { INT64 } else { FLOAT };
    Graph {
        node: behind_input(nodes, integers),
        name: Some(computation.name.to_owned()),
        initializer,
        input: vec![ValueInfo::rows(INPUT, input, Some(columns))],
        output: std::iter::once(ValueInfo::rows(LABEL, INT64, None))
            .chain(outputs.iter().map(probability))
            .collect(),
    }
}

/// Has nodes that take [`INPUT`] for float read what it becomes, if it holds integers.
fn behind_input(mut nodes: Vec<Node>, integers: bool) -> Vec<Node> {
    let mut prefix = input_nodes(integers);
    if integers {
        let inputs = nodes.iter_mut().flat_map(|node| &mut node.input);
        inputs
            .filter(|name| *name == INPUT)
            .for_each(|name| FLOATS.clone_into(name));
    }
    prefix.append(&mut nodes);
    prefix
}

/// From an input of integers to float, by way of double: numbers in memory were read as double
/// before they are rounded. An input of floats needs nothing.
pub(super) fn input_nodes(integers: bool) -> Vec<Node> {
    if !integers {
        return Vec::new();
    }
    vec![
        cast(INPUT, "doubles", DOUBLE),
        cast("doubles", FLOATS, FLOAT),
    ]
}

/// Whether the first input is int64.
pub(super) fn takes_integers(graph: &Graph) -> bool {
    let kind = graph.input.first().and_then(|input| input.kind.as_ref());
    let tensor = kind.and_then(|kind| kind.tensor.as_ref());
    tensor.and_then(|tensor| tensor.elem_type) == Some(INT64)
}

/// To the label, and from the probabilities to one output per class.
fn tail(decisive: &str, outputs: &[String]) -> Vec<Node> {
    let axis = Attribute::int("axis", 1);
    let largest = vec![axis.clone(), Attribute::int("keepdims", 0)];
    let columns: Vec<String> = (0..outputs.len()).map(|i| format!("column_{i}")).collect();
    let column_names: Vec<&str> = columns.iter().map(String::as_str).collect();
    let mut nodes = vec![
        node("ArgMax", &[decisive], &[LABEL], largest),
        node("Split", &[PROBABILITIES], &column_names, vec![axis]),
    ];
    let squeeze = |(column, output): (&String, &String)| {
        node("Squeeze", &[column, CLASS_AXIS], &[output], vec![])
    };
    nodes.extend(columns.iter().zip(outputs).map(squeeze));
    nodes
}

/// All outputs of a graph of these classes.
pub(super) fn output_names(class_names: &[String]) -> Vec<String> {
    let label = std::iter::once(LABEL.to_owned());
    label.chain(probability_names(class_names)).collect()
}

/// The outputs with the probabilities: `probability_` and the name of the class,
/// whatever its letters, except that control characters become `_`. Should that
/// make two names equal, the later one gets its class number appended.
fn probability_names(class_names: &[String]) -> Vec<String> {
    let mut taken = BTreeSet::new();
    class_names
        .iter()
        .enumerate()
        .map(|(class, name)| {
            let mut output = format!("probability_{}", name.replace(char::is_control, "_"));
            while !taken.insert(output.clone()) {
                output = format!("{output}_{class}");
            }
            output
        })
        .collect()
}

/// Compares a graph with the one that would be written.
///
/// # Errors
///
/// Names the first part that differs.
pub(crate) fn check_graph(found: &Graph, expected: &Graph) -> Result<(), OnnxError> {
    check_nodes(&found.node, &expected.node)?;
    if found.input != expected.input {
        return Err(OnnxError::Missing {
            what: "one input with a column per feature name",
        });
    }
    if found.output != expected.output {
        return Err(OnnxError::Missing {
            what: "the label and a probability per class as outputs",
        });
    }
    if found.initializer != expected.initializer {
        return Err(OnnxError::Missing {
            what: "the constants that belong to its operators",
        });
    }
    Ok(())
}

fn check_nodes(found: &[Node], expected: &[Node]) -> Result<(), OnnxError> {
    for (position, node) in found.iter().enumerate() {
        let expected = expected.get(position).ok_or_else(|| OnnxError::Operator {
            found: operator(node).to_owned(),
            expected: "no further operator".to_owned(),
        })?;
        check_node(node, expected)?;
    }
    if found.len() < expected.len() {
        return Err(OnnxError::Missing {
            what: "an output for every class",
        });
    }
    Ok(())
}

fn check_node(found: &Node, expected: &Node) -> Result<(), OnnxError> {
    if (&found.op_type, &found.domain) != (&expected.op_type, &expected.domain) {
        return Err(OnnxError::Operator {
            found: operator(found).to_owned(),
            expected: format!("`{}`", operator(expected)),
        });
    }
    let wrong = |part: &str| OnnxError::Part {
        operator: operator(found).to_owned(),
        part: part.to_owned(),
        problem: "it differs from what this library writes".to_owned(),
    };
    if found.input != expected.input {
        return Err(wrong("input"));
    }
    if found.output != expected.output {
        return Err(wrong("output"));
    }
    if let (Some(found), Some(expected)) = (body(found), body(expected)) {
        check_nodes(&found.node, &expected.node)?;
    }
    if found.attribute != expected.attribute {
        let differs = |attribute: &&Attribute| !expected.attribute.contains(attribute);
        let odd = found
            .attribute
            .iter()
            .find(differs)
            .and_then(|odd| odd.name.as_deref());
        return Err(wrong(odd.unwrap_or("attribute")));
    }
    Ok(())
}

/// The graph that a node runs, if it runs one.
fn body(node: &Node) -> Option<&Graph> {
    node.attribute
        .iter()
        .find_map(|attribute| attribute.g.as_ref())
}

#[cfg(test)]
mod tests {
    use super::probability_names;

    fn names(classes: &[&str]) -> Vec<String> {
        probability_names(
            &classes
                .iter()
                .map(|&name| name.to_owned())
                .collect::<Vec<_>>(),
        )
    }

    #[test]
    fn an_output_is_named_after_its_class_letter_by_letter() {
        assert_eq!(
            names(&["setosa", "a/b \"c\"", "Ünï", ""]),
            [
                "probability_setosa",
                "probability_a/b \"c\"",
                "probability_Ünï",
                "probability_"
            ]
        );
    }

    #[test]
    fn classes_that_differ_in_control_characters_get_different_outputs() {
        assert_eq!(
            names(&["a\n", "a\t", "a__1"]),
            ["probability_a_", "probability_a__1", "probability_a__1_2"]
        );
    }
}
