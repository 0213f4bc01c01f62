//! A YAML file as a tree that keeps the line of every key and value.
//!
//! `params.yaml`, `dvc.yaml` and `dvc.lock` are read through it: their values come
//! from people and from git merges, so that a message about one of them names its
//! line. The only module that knows the YAML library.
//!
//! ```
//! let before = params::yaml::parse("train:\n  max_depth: 5\n")?;
//! let after = params::yaml::parse("# deeper\ntrain:\n  max_depth: 7\n")?;
//! let depth = after.at("train.max_depth").expect("it is there");
//! assert_eq!((depth.line(), depth.to_string().as_str()), (3, "7"));
//! assert_ne!(before.at("train"), after.at("train"));
//! # Ok::<(), params::yaml::YamlError>(())
//! ```

mod node;

use saphyr::{LoadableYamlNode, MarkedYaml, Scalar, YamlData};

pub use node::{Entry, Node, Value};

/// The text is not YAML, or uses a part of it that is not supported.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {problem}")]
pub struct YamlError {
    /// Counted from 1.
    pub line: usize,
    /// What is wrong there.
    pub problem: String,
}

/// Reads the first document of `text`; an empty one is an empty section. An alias
/// stands for what it names.
///
/// # Errors
///
/// When the text is not YAML 1.2, a section has a key twice, or a value has a
/// tag.
pub fn parse(text: &str) -> Result<Node, YamlError> {
    let documents = MarkedYaml::load_from_str(text).map_err(|error| YamlError {
        line: error.marker().line(),
        problem: format!("is not YAML: {}", error.info()),
    })?;
    let root = documents.first().map(convert).transpose()?;
    match root {
        Some(root) if root.value() != &Value::Null => Ok(root),
        _ => Ok(Node::new(1, Value::Section(Vec::new()))),
    }
}

fn convert(node: &MarkedYaml<'_>) -> Result<Node, YamlError> {
    let line = node.span.start.line();
    let value = match &node.data {
        YamlData::Value(scalar) => from_scalar(scalar),
        YamlData::Sequence(nodes) => {
            Value::List(nodes.iter().map(convert).collect::<Result<_, _>>()?)
        }
        YamlData::Mapping(entries) => {
            let entries = entries.iter().map(|(key, node)| entry(key, node));
            Value::Section(entries.collect::<Result<_, _>>()?)
        }
        _ => {
            let problem = "uses YAML tags or aliases; write the value out".to_owned();
            return Err(YamlError { line, problem });
        }
    };
    Ok(Node::new(line, value))
}

fn entry(key: &MarkedYaml<'_>, node: &MarkedYaml<'_>) -> Result<Entry, YamlError> {
    let name = convert(key)?;
    Ok(Entry::new(
        name.value().to_string(),
        name.line(),
        convert(node)?,
    ))
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
