//! A YAML file as a tree that keeps the line of every key and value.
//!
//! `params.yaml`, `dvc.yaml` and `dvc.lock` are read through it: their values come
//! from people and from git merges, so that a message about one of them names its
//! line. The only module that knows the YAML library.
//!
//! No file makes it use more than a few times its own size of memory, or more time than
//! grows with that size.
//!
//! ```
//! let before = params::yaml::parse("train:\n  max_depth: 5\n")?;
//! let after = params::yaml::parse("# deeper\ntrain:\n  max_depth: 7\n")?;
//! let depth = after.at("train.max_depth").expect("it is there");
//! assert_eq!((depth.line(), depth.to_string().as_str()), (3, "7"));
//! assert_ne!(before.at("train"), after.at("train"));
//! # Ok::<(), params::yaml::YamlError>(())
//! ```

mod collection;
mod node;
mod scalar;
mod tree;

use saphyr_parser::{Parser, ScanError};

pub use node::{Entry, Node, Value};
pub(crate) use scalar::plain;
use tree::Tree;

/// The text is not YAML, or uses a part of it that is not supported.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {problem}")]
pub struct YamlError {
    /// Counted from 1.
    pub line: usize,
    /// What is wrong there.
    pub problem: String,
}

/// Reads `text`, one document; an empty one is an empty section. An alias stands for what it
/// names.
///
/// # Errors
///
/// When the text is not YAML 1.2, a section has a key twice, or a value has a tag of its
/// own. Also when values are nested more than 64 deep, or aliases stand for more than a
/// mebibyte: both would let a small file use up stack or memory.
pub fn parse(text: &str) -> Result<Node, YamlError> {
    match document(text)? {
        Some(root) if root.value() != &Value::Null => Ok(root),
        _ => Ok(Node::new(1, Value::Section(Vec::new()))),
    }
}

/// Reads `text` as what may stand behind a key, such as `5`, `null` or `[a, b]`. It stands in
/// line 0 of the file that it is put into.
///
/// ```
/// use params::yaml::{self, Value};
///
/// assert_eq!(yaml::value("null")?.value(), &Value::Null);
/// assert_eq!(yaml::value("'5'")?.value(), &Value::Text("5".into()));
/// # Ok::<(), yaml::YamlError>(())
/// ```
///
/// # Errors
///
/// As [`parse`].
pub fn value(text: &str) -> Result<Node, YamlError> {
    let root = document(text)?;
    let value = root.map_or(Value::Null, |root| root.value().clone());
    let mut node = Node::new(0, value);
    node.forget_lines();
    Ok(node)
}

/// The root of the one document that `text` holds, if it holds one.
fn document(text: &str) -> Result<Option<Node>, YamlError> {
    let mut tree = Tree::default();
    let mut parser = Parser::new_from_str(text);
    while let Some(event) = parser.next_event() {
        let (event, span) = event.map_err(|error| not_yaml(&error))?;
        tree.add(event, span.start.line())?;
    }
    Ok(tree.into_root())
}

fn not_yaml(error: &ScanError) -> YamlError {
    let line = error.marker().line();
    // The library looks ahead, and meets many brackets before the tree does.
    if error.info() == "recursion limit exceeded" {
        return tree::too_deep(line);
    }
    // What `*.csv` without quotes is.
    let hint = if error.info().ends_with("unknown anchor") {
        "; a text that begins with `*` stands in quotes"
    } else {
        ""
    };
    let problem = format!("is not YAML: {}{hint}", error.info());
    YamlError { line, problem }
}
