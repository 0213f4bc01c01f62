//! Operators and constants of a part of a graph.

use crate::file::messages::{Attribute, Node, Tensor};
use crate::file::operators::node;

/// A part of a graph whose values are named apart from all others.
#[derive(Debug, Default)]
pub(super) struct Part {
    prefix: String,
    pub(super) nodes: Vec<Node>,
    pub(super) constants: Vec<Tensor>,
}

impl Part {
    /// A part whose values get this before their names.
    pub(super) fn new(prefix: String) -> Self {
        Self {
            prefix,
            ..Self::default()
        }
    }

    /// Adds an operator, and gives the name of its output.
    pub(super) fn add(
        &mut self,
        operator: &str,
        inputs: &[&str],
        output: &str,
        attributes: Vec<Attribute>,
    ) -> String {
        let output = format!("{}{output}", self.prefix);
        self.nodes
            .push(node(operator, inputs, &[&output], attributes));
        output
    }

    /// Adds a `Cast`, and gives the name of its output.
    pub(super) fn cast(&mut self, input: &str, output: &str, kind: i32) -> String {
        let kind = Attribute::int("to", kind.into());
        self.add("Cast", &[input], output, vec![kind])
    }

    /// Adds a constant that `make` makes of its name, and gives that.
    pub(super) fn constant(&mut self, name: &str, make: impl FnOnce(&str) -> Tensor) -> String {
        let name = format!("{}{name}", self.prefix);
        self.constants.push(make(&name));
        name
    }

    /// Gives the last operator's output another name.
    pub(super) fn name_last(&mut self, name: &str) {
        if let Some(last) = self.nodes.pop() {
            let inputs: Vec<&str> = last.input.iter().map(String::as_str).collect();
            let operator = last.op_type.as_deref().unwrap_or_default();
            let mut renamed = node(operator, &inputs, &[name], last.attribute);
            renamed.domain = last.domain;
            self.nodes.push(renamed);
        }
    }
}
