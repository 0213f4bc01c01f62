//! A list or section whose end has not been read.

use std::collections::HashMap;

use super::{Entry, Node, Value, YamlError};
use crate::shorten;

/// A list or section, as far as it was read.
pub(super) struct Collection {
    line: usize,
    content: Content,
}

enum Content {
    List(Vec<Node>),
    Section {
        entries: Vec<Entry>,
        /// The lines of the keys so far.
        lines: HashMap<String, usize>,
        /// The key whose value comes next, and its line.
        key: Option<(String, usize)>,
    },
}

impl Collection {
    pub(super) fn list(line: usize) -> Self {
        let content = Content::List(Vec::new());
        Self { line, content }
    }

    pub(super) fn section(line: usize) -> Self {
        let content = Content::Section {
            entries: Vec::new(),
            lines: HashMap::new(),
            key: None,
        };
        Self { line, content }
    }

    /// Adds an item, or a key and its value in turns.
    pub(super) fn add(&mut self, node: Node) -> Result<(), YamlError> {
        match &mut self.content {
            Content::List(nodes) => nodes.push(node),
            Content::Section {
                entries,
                lines,
                key,
            } => match key.take() {
                None => *key = Some(unique_key(&node, lines)?),
                Some((key, line)) => entries.push(Entry::new(key, line, node)),
            },
        }
        Ok(())
    }

    pub(super) fn into_node(self) -> Node {
        let value = match self.content {
            Content::List(nodes) => Value::List(nodes),
            Content::Section { entries, .. } => Value::Section(entries),
        };
        Node::new(self.line, value)
    }
}

/// The key that `node` is and its line, if no other key of the section is the same.
fn unique_key(
    node: &Node,
    lines: &mut HashMap<String, usize>,
) -> Result<(String, usize), YamlError> {
    let line = node.line();
    let key = match node.value() {
        Value::List(_) | Value::Section(_) => {
            let problem = "has a list or a section for a key; expected a name".to_owned();
            return Err(YamlError { line, problem });
        }
        Value::Text(text) => text.clone(),
        value => value.to_string(),
    };
    match lines.insert(key.clone(), line) {
        None => Ok((key, line)),
        Some(first) => {
            let key = shorten::text(&key);
            let problem = format!("the key `{key}` is already in line {first}; remove one of them");
            Err(YamlError { line, problem })
        }
    }
}
