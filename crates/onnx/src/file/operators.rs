//! Operators made in one call.

use super::messages::{Attribute, Node};

/// An operator of the main domain.
pub(crate) fn node(
    operator: &str,
    inputs: &[&str],
    outputs: &[&str],
    attribute: Vec<Attribute>,
) -> Node {
    let owned = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
    Node {
        input: owned(inputs),
        output: owned(outputs),
        // ONNX wants names to be unique; a node's first output is.
        name: outputs.first().map(|output| format!("{operator}_{output}")),
        op_type: Some(operator.to_owned()),
        attribute,
        domain: None,
    }
}

/// The operator that gives the numbers of `input` another type.
pub(crate) fn cast(input: &str, output: &str, kind: i32) -> Node {
    let kind = Attribute::int("to", kind.into());
    node("Cast", &[input], &[output], vec![kind])
}

/// What the node does.
pub(crate) fn operator(node: &Node) -> &str {
    node.op_type.as_deref().unwrap_or_default()
}
