//! A YAML file as a tree that keeps the line of every key and value.
//!
//! The only module that knows the YAML library.

use std::fmt;

use saphyr::{LoadableYamlNode, MarkedYaml, Scalar, YamlData};

/// A value and the line (from 1) that it starts on.
#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) line: usize,
    pub(crate) value: Value,
}

/// What a node can hold.
#[derive(Debug)]
pub(crate) enum Value {
    Null,
    Boolean(bool),
    Integer(i64),
    Number(f64),
    Text(String),
    List(Vec<Node>),
    Section(Vec<Entry>),
}

/// A key of a section, its line, and what stands behind it.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) key: String,
    pub(crate) line: usize,
    pub(crate) node: Node,
}

/// Reads the first document of `text`; an empty one is an empty section.
///
/// The error is a line and what is wrong there.
pub(crate) fn parse(text: &str) -> Result<Node, (usize, String)> {
    let documents = MarkedYaml::load_from_str(text).map_err(|error| {
        (
            error.marker().line(),
            format!("is not YAML: {}", error.info()),
        )
    })?;
    let root = documents.first().map_or(
        Ok(Node {
            line: 1,
            value: Value::Null,
        }),
        convert,
    )?;
    match root.value {
        Value::Null => Ok(Node {
            line: 1,
            value: Value::Section(Vec::new()),
        }),
        _ => Ok(root),
    }
}

impl Node {
    /// What stands behind `key`, if this is a section that has it.
    pub(crate) fn get(&self, key: &str) -> Option<&Node> {
        let Value::Section(entries) = &self.value else {
            return None;
        };
        let entry = entries.iter().find(|entry| entry.key == key)?;
        Some(&entry.node)
    }
}

fn convert(node: &MarkedYaml<'_>) -> Result<Node, (usize, String)> {
    let line = node.span.start.line();
    let value = match &node.data {
        YamlData::Value(scalar) => from_scalar(scalar),
        YamlData::Sequence(nodes) => {
            Value::List(nodes.iter().map(convert).collect::<Result<_, _>>()?)
        }
        YamlData::Mapping(entries) => Value::Section(
            entries
                .iter()
                .map(|(key, node)| entry(key, node))
                .collect::<Result<_, _>>()?,
        ),
        _ => {
            return Err((
                line,
                "uses YAML tags or aliases; write the value out".into(),
            ));
        }
    };
    Ok(Node { line, value })
}

fn entry(key: &MarkedYaml<'_>, node: &MarkedYaml<'_>) -> Result<Entry, (usize, String)> {
    Ok(Entry {
        key: convert(key)?.value.to_string(),
        line: key.span.start.line(),
        node: convert(node)?,
    })
}

fn from_scalar(scalar: &Scalar<'_>) -> Value {
    match scalar {
        Scalar::Null => Value::Null,
        Scalar::Boolean(value) => Value::Boolean(*value),
        Scalar::Integer(value) => Value::Integer(*value),
        Scalar::FloatingPoint(value) => Value::Number(value.into_inner()),
        Scalar::String(value) => Value::Text(value.to_string()),
    }
}

/// As an error message shows it.
impl fmt::Display for Value {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => write!(out, "null"),
            Self::Boolean(value) => write!(out, "{value}"),
            Self::Integer(value) => write!(out, "{value}"),
            Self::Number(value) => write!(out, "{value:?}"),
            Self::Text(value) => write!(out, "{value}"),
            Self::List(_) => write!(out, "a list"),
            Self::Section(_) => write!(out, "a section"),
        }
    }
}
