//! The names of the classes.

use std::collections::{HashMap, hash_map};

use crate::names::Name;
use crate::section::Section;
use crate::shorten;
use crate::yaml::{Node, Value};

/// The most classes: the confusion matrix has a cell for each pair of them, and the model an
/// output for each.
const MOST_CLASSES: usize = 1000;
/// What the list must be, in words that read after "expected".
const CLASSES: &str = "a list of 2 to 1000 different class names";

/// The key `classes` of `section`.
pub(super) fn read(section: &mut Section<'_>) -> Option<Vec<String>> {
    let (line, nodes) = section.list("classes", CLASSES)?;
    class_names(section, line, nodes)
}

/// The names in the list at `line`, or nothing after what is wrong with it or with its entries
/// was noted.
fn class_names(section: &Section<'_>, line: usize, nodes: &[Node]) -> Option<Vec<String>> {
    let path = section.path("classes");
    if !(2..=MOST_CLASSES).contains(&nodes.len()) {
        let n = nodes.len();
        let entries = if n == 1 { "entry" } else { "entries" };
        section.note(
            line,
            format!("`{path}` has {n} {entries}; expected {CLASSES}"),
        );
        return None;
    }
    let mut places = HashMap::new();
    let mut names = Vec::new();
    for (i, node) in nodes.iter().enumerate() {
        match class_name(node.value(), i + 1, &mut places) {
            Ok(name) => names.push(name),
            Err(problem) => {
                let text = format!("entry {} of `{path}` is {problem}", i + 1);
                section.note(node.line(), text);
            }
        }
    }
    (names.len() == nodes.len()).then_some(names)
}

/// The name that entry number `place` is, if no earlier one is the same; else the entry and
/// what is wrong with it.
fn class_name(
    value: &Value,
    place: usize,
    places: &mut HashMap<String, usize>,
) -> Result<String, String> {
    let name = Name::Class.read(value)?;
    match places.entry(name.clone()) {
        hash_map::Entry::Vacant(entry) => entry.insert(place),
        hash_map::Entry::Occupied(entry) => {
            let (name, first) = (shorten::text(&name), entry.get());
            return Err(format!(
                "`{name}`, as is entry {first}; expected different names"
            ));
        }
    };
    Ok(name)
}
