//! Names that are apart from those of the inputs, which may be any.

use std::collections::{HashMap, HashSet};

use crate::encoding::Input;
use crate::file::messages::{Graph, ValueInfo};

/// How the values of a model's graph are called where columns are inputs, and back.
#[derive(Debug)]
pub(super) struct Renaming {
    prefix: String,
    outputs: HashMap<String, String>,
    back: HashMap<String, String>,
}

impl Renaming {
    /// For a graph with these outputs.
    pub(super) fn new(inputs: &[Input], outputs: &[String]) -> Self {
        let slashes = |input: &Input| input.name.chars().take_while(|&c| c == '/').count();
        let most = inputs.iter().map(slashes).max().unwrap_or_default();
        let mut taken: HashSet<String> = inputs.iter().map(|input| input.name.clone()).collect();
        let free = |output: &String| {
            let mut name = output.clone();
            while !taken.insert(name.clone()) {
                name.push('_');
            }
            (output.clone(), name)
        };
        let outputs: HashMap<_, _> = outputs.iter().map(free).collect();
        let swapped = |(output, name): (&String, &String)| (name.clone(), output.clone());
        Self {
            prefix: "/".repeat(most + 1),
            back: outputs.iter().map(swapped).collect(),
            outputs,
        }
    }

    /// What the names of values begin with that are no inputs or outputs.
    pub(super) fn prefix(&self) -> &str {
        &self.prefix
    }

    /// The name in the file.
    pub(super) fn in_file(&self, name: &str) -> String {
        match self.outputs.get(name) {
            Some(output) => output.clone(),
            None => format!("{}{name}", self.prefix),
        }
    }

    /// The name that stands for one of the file. No name of a model begins with `?`, which is
    /// what a name becomes that would not have been written.
    pub(super) fn in_model(&self, name: &str) -> String {
        if let Some(output) = self.back.get(name) {
            return output.clone();
        }
        match name.strip_prefix(&self.prefix) {
            Some(rest) if !self.outputs.contains_key(rest) => rest.to_owned(),
            _ => format!("?{name}"),
        }
    }
}

/// Gives all values of a graph, and of those that its nodes run, other names.
pub(super) fn rename(graph: &mut Graph, new: &impl Fn(&str) -> String) {
    for node in &mut graph.node {
        for name in node.input.iter_mut().chain(&mut node.output) {
            // No name is no value: an input that is left out.
            if !name.is_empty() {
                *name = new(name);
            }
        }
        for body in node.attribute.iter_mut().filter_map(|has| has.g.as_mut()) {
            rename(body, new);
        }
    }
    let values = graph.input.iter_mut().chain(&mut graph.output);
    let values = values.filter_map(|ValueInfo { name, .. }| name.as_mut());
    let constants = graph.initializer.iter_mut();
    for name in values.chain(constants.filter_map(|constant| constant.name.as_mut())) {
        *name = new(name);
    }
}
