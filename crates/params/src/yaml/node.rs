//! The nodes of the tree, and how they are found, compared and printed.

use std::collections::HashMap;
use std::fmt;

use serde::{Serialize, Serializer};

/// A value and the line that it starts on.
///
/// Two nodes are equal if their values are, wherever they stand; the order of the
/// keys of a section does not count.
#[derive(Clone, Debug)]
pub struct Node {
    line: usize,
    value: Value,
}

/// What a node can hold.
#[derive(Clone, Debug)]
pub enum Value {
    /// `null`, `~`, or nothing at all.
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// A whole number without a decimal point.
    Integer(i64),
    /// A number with a decimal point or an exponent, or `.inf` or `.nan`.
    Number(f64),
    /// Every other scalar, quoted or not.
    Text(String),
    /// A sequence.
    List(Vec<Node>),
    /// A mapping: keys, each once, and what stands behind them.
    Section(Vec<Entry>),
}

/// A key of a section, its line, and what stands behind it.
#[derive(Clone, Debug)]
pub struct Entry {
    key: String,
    line: usize,
    node: Node,
}

impl Node {
    pub(super) fn new(line: usize, value: Value) -> Self {
        Self { line, value }
    }

    /// The line that the value starts on, from 1.
    #[must_use]
    pub fn line(&self) -> usize {
        self.line
    }

    /// What the node holds.
    #[must_use]
    pub fn value(&self) -> &Value {
        &self.value
    }

    /// The entries of a section in the order of the file; none if this is no section.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        match &self.value {
            Value::Section(entries) => entries,
            _ => &[],
        }
    }

    /// What stands behind `key`, if this is a section that has it.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Self> {
        let entry = self.entries().iter().find(|entry| entry.key == key)?;
        Some(&entry.node)
    }

    /// What stands behind a path of keys such as `data.classes`, as `dvc.yaml` names
    /// the parameters of a stage.
    #[must_use]
    pub fn at(&self, path: &str) -> Option<&Self> {
        path.split('.').try_fold(self, |node, key| node.get(key))
    }

    /// Puts `value` behind a path of keys, in the place of what stands there; sections that are
    /// missing, or null, are made. What is new stands in line 0.
    ///
    /// # Errors
    ///
    /// When something else than a section stands where the path goes on: the path up to there.
    pub fn set(&mut self, path: &str, value: Self) -> Result<(), String> {
        let mut node = self;
        let mut passed = Vec::new();
        for key in path.split('.') {
            if node.value == Value::Null {
                node.value = Value::Section(Vec::new());
            }
            let Value::Section(entries) = &mut node.value else {
                return Err(passed.join("."));
            };
            let known = entries.iter().position(|entry| entry.key == key);
            let at = known.unwrap_or_else(|| {
                entries.push(Entry::new(key.to_owned(), 0, Self::new(0, Value::Null)));
                entries.len() - 1
            });
            entries[at].line = 0;
            node = &mut entries[at].node;
            passed.push(key);
        }
        *node = value;
        Ok(())
    }

    /// Makes all of it stand in line 0.
    pub(super) fn forget_lines(&mut self) {
        self.line = 0;
        match &mut self.value {
            Value::List(nodes) => nodes.iter_mut().for_each(Self::forget_lines),
            Value::Section(entries) => {
                for entry in entries {
                    entry.line = 0;
                    entry.node.forget_lines();
                }
            }
            _ => {}
        }
    }
}

/// As nodes: wherever they stand.
impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key && self.node == other.node
    }
}

impl Entry {
    pub(crate) fn new(key: String, line: usize, node: Node) -> Self {
        Self { key, line, node }
    }

    /// The key, as text also where it is a number.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The line of the key, from 1.
    #[must_use]
    pub fn line(&self) -> usize {
        self.line
    }

    /// What stands behind the key.
    #[must_use]
    pub fn node(&self) -> &Node {
        &self.node
    }
}

impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl PartialEq for Value {
    /// Numbers are compared by their bits, so that `.nan` equals itself.
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Null, Self::Null) => true,
            (Self::Boolean(a), Self::Boolean(b)) => a == b,
            (Self::Integer(a), Self::Integer(b)) => a == b,
            (Self::Number(a), Self::Number(b)) => a.to_bits() == b.to_bits(),
            (Self::Text(a), Self::Text(b)) => a == b,
            (Self::List(a), Self::List(b)) => a == b,
            (Self::Section(a), Self::Section(b)) => same_entries(a, b),
            _ => false,
        }
    }
}

/// No key stands twice in a section, so that equal lengths and one direction suffice.
fn same_entries(a: &[Entry], b: &[Entry]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    let nodes = b.iter().map(|entry| (entry.key(), entry.node()));
    let nodes: HashMap<_, _> = nodes.collect();
    a.iter()
        .all(|entry| nodes.get(entry.key()) == Some(&entry.node()))
}

/// As an error message shows it: one word for a list and for a section.
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

/// As JSON, without the lines.
impl Serialize for Node {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.value {
            Value::Null => serializer.serialize_unit(),
            Value::Boolean(value) => serializer.serialize_bool(*value),
            Value::Integer(value) => serializer.serialize_i64(*value),
            Value::Number(value) => serializer.serialize_f64(*value),
            Value::Text(value) => serializer.serialize_str(value),
            Value::List(nodes) => serializer.collect_seq(nodes),
            Value::Section(entries) => {
                serializer.collect_map(entries.iter().map(|entry| (&entry.key, &entry.node)))
            }
        }
    }
}

/// In full on one line: `{max_depth: 5, classes: [a, b]}`.
impl fmt::Display for Node {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.value {
            Value::List(nodes) => {
                write!(out, "[")?;
                separated(out, nodes)?;
                write!(out, "]")
            }
            Value::Section(entries) => {
                write!(out, "{{")?;
                separated(out, entries)?;
                write!(out, "}}")
            }
            value => write!(out, "{value}"),
        }
    }
}

impl fmt::Display for Entry {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {}", self.key, self.node)
    }
}

fn separated(out: &mut fmt::Formatter<'_>, items: &[impl fmt::Display]) -> fmt::Result {
    for (i, item) in items.iter().enumerate() {
        let comma = if i > 0 { ", " } else { "" };
        write!(out, "{comma}{item}")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::parse;

    const PARAMS: &str = "data:\n  classes: [a, b]\ntrain:\n  max_depth: 5\n  seed: null\n";

    #[test]
    fn a_path_of_keys_finds_a_node_with_its_line() {
        let root = parse(PARAMS).unwrap();
        let classes = root.at("data.classes").unwrap();
        assert_eq!((classes.line(), classes.to_string()), (2, "[a, b]".into()));
        let train = root.at("train").unwrap();
        assert_eq!(train.to_string(), "{max_depth: 5, seed: null}");
        for path in ["data.classes.a", "test", "train.max", ""] {
            assert_eq!(root.at(path), None, "{path}");
        }
    }

    #[test]
    fn lines_comments_and_the_order_of_keys_do_not_make_a_difference() {
        let moved = "# A comment.\ntrain: {seed: ~, max_depth: 5}\n\ndata: {classes: [a, b]}\n";
        assert_eq!(parse(moved).unwrap(), parse(PARAMS).unwrap());
    }

    #[test]
    fn every_value_that_changes_makes_a_difference() {
        let before = parse(PARAMS).unwrap();
        for (old, new) in [
            ("5", "6"),
            ("5", "5.0"),
            ("5", "'5'"),
            ("[a, b]", "[b, a]"),
            ("[a, b]", "[a]"),
            ("seed: null", "seed: 0"),
            ("  seed: null\n", ""),
            ("seed", "sead"),
        ] {
            let after = PARAMS.replace(old, new);
            assert_ne!(parse(&after).unwrap(), before, "{after}");
        }
    }

    #[test]
    fn a_value_is_put_behind_a_path_and_sections_are_made_for_it() {
        let mut root = parse(PARAMS).unwrap();
        let seven = || super::super::value("7").unwrap();
        for path in ["train.max_depth", "train.seed.a", "gate.minimum.f1"] {
            root.set(path, seven()).unwrap();
        }
        assert_eq!(
            root.to_string(),
            "{data: {classes: [a, b]}, train: {max_depth: 7, seed: {a: 7}}, gate: {minimum: {f1: 7}}}"
        );
        assert_eq!(root.at("train.max_depth").unwrap().line(), 0);
        let before = root.clone();
        let refused = root.set("train.max_depth.a.b", seven());
        assert_eq!(refused, Err("train.max_depth".to_owned()));
        assert_eq!(
            root.set("data.classes.a", seven()),
            Err("data.classes".to_owned())
        );
        assert_eq!(root, before);
    }

    #[test]
    fn a_value_that_is_no_number_is_no_change() {
        let nan = || parse("a: .nan").unwrap();
        assert_eq!(nan(), nan());
    }
}
