//! Section `data`: what the source dataset looks like.

use crate::section::{Section, name};
use crate::yaml::Value;

/// Section `data`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Data {
    /// The column of the source that holds the class.
    pub target: String,
    /// The names in that column, in the order of their numbers from 0: at
    /// least two, all different.
    pub classes: Vec<String>,
}

impl Data {
    pub(crate) fn read(mut section: Section<'_>) -> Option<Self> {
        let target = section.value("target", "the name of a column", name, None);
        let classes = section.value(
            "classes",
            "a list of at least two different class names (quote a name that YAML takes for a number with a point, true, false or null)",
            class_names,
            None,
        );
        section.finish();
        Some(Self {
            target: target?,
            classes: classes?,
        })
    }
}

fn class_names(value: &Value) -> Option<Vec<String>> {
    let Value::List(nodes) = value else {
        return None;
    };
    let names: Vec<_> = nodes
        .iter()
        .map(|node| name(node.value()))
        .collect::<Option<_>>()?;
    let different = names
        .iter()
        .enumerate()
        .all(|(i, name)| !names[..i].contains(name));
    (names.len() >= 2 && different).then_some(names)
}
