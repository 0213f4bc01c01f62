//! One section of `params.yaml` while it is checked: each key is asked for by
//! name and kind, and what was not asked for is unknown.

use std::fmt::Display;
use std::ops::RangeInclusive;

use super::problem::Problems;
use super::yaml::{Entry, Node, Value};
use crate::suggest::did_you_mean;

/// A section, the keys asked for so far, and where its problems go.
///
/// Every reader returns nothing after it has noted a problem, so that a caller
/// can ask for all keys before it gives up.
pub(super) struct Section<'a> {
    name: &'static str,
    line: usize,
    entries: &'a [Entry],
    known: Vec<&'static str>,
    problems: &'a Problems,
}

impl<'a> Section<'a> {
    /// The whole file, whose keys are the sections.
    pub(super) fn root(entries: &'a [Entry], problems: &'a Problems) -> Self {
        Self {
            name: "",
            line: 1,
            entries,
            known: Vec::new(),
            problems,
        }
    }

    /// The section `name` below this one.
    pub(super) fn section(&mut self, name: &'static str) -> Option<Section<'a>> {
        let Entry { line, node, .. } = self.required(name, "a section")?;
        if let Value::Section(entries) = &node.value {
            let (known, problems) = (Vec::new(), self.problems);
            return Some(Section {
                name,
                line: *line,
                entries,
                known,
                problems,
            });
        }
        self.refuse(name, node, "a section of indented keys");
        None
    }

    /// A whole number in `range`.
    pub(super) fn integer<T>(&mut self, key: &'static str, range: RangeInclusive<T>) -> Option<T>
    where
        T: TryFrom<i64> + PartialOrd + Display,
    {
        let expected = format!("an integer from {} to {}", range.start(), range.end());
        let node = &self.required(key, &expected)?.node;
        self.accept(key, node, &expected, integer_in(node, &range))
    }

    /// A whole number in `range`, or `null` for none.
    #[expect(
        clippy::option_option,
        reason = "a problem is told from null, as everywhere here"
    )]
    pub(super) fn optional_integer<T>(
        &mut self,
        key: &'static str,
        range: RangeInclusive<T>,
    ) -> Option<Option<T>>
    where
        T: TryFrom<i64> + PartialOrd + Display,
    {
        let expected = format!(
            "null or an integer from {} to {}",
            range.start(),
            range.end()
        );
        let node = &self.required(key, &expected)?.node;
        if matches!(node.value, Value::Null) {
            return Some(None);
        }
        self.accept(key, node, &expected, integer_in(node, &range))
            .map(Some)
    }

    /// A value that `read` understands; `expected` says what that is.
    pub(super) fn value<T>(
        &mut self,
        key: &'static str,
        expected: &str,
        read: impl FnOnce(&Value) -> Option<T>,
    ) -> Option<T> {
        let node = &self.required(key, expected)?.node;
        self.accept(key, node, expected, read(&node.value))
    }

    /// Notes every key that nobody asked for.
    pub(super) fn finish(self) {
        for Entry { key, line, .. } in self.entries {
            if !self.known.contains(&key.as_str()) {
                let hint = did_you_mean(key, self.known.iter().copied());
                let hint = if hint.is_empty() {
                    self.allowed()
                } else {
                    hint
                };
                let name = self.path(key);
                self.problems
                    .add(*line, format!("unknown key `{name}`{hint}"));
            }
        }
    }

    fn allowed(&self) -> String {
        let keys: Vec<_> = self.known.iter().map(|key| format!("`{key}`")).collect();
        format!("; known here: {}", keys.join(", "))
    }

    fn required(&mut self, key: &'static str, expected: &str) -> Option<&'a Entry> {
        self.known.push(key);
        let found = self.entries.iter().find(|entry| entry.key == key);
        if found.is_none() {
            let name = self.path(key);
            self.problems.add(
                self.line,
                format!("missing key `{name}`; expected {expected}"),
            );
        }
        found
    }

    fn accept<T>(&self, key: &str, node: &Node, expected: &str, value: Option<T>) -> Option<T> {
        if value.is_none() {
            self.refuse(key, node, expected);
        }
        value
    }

    fn refuse(&self, key: &str, node: &Node, expected: &str) {
        let (name, found) = (self.path(key), &node.value);
        self.problems.add(
            node.line,
            format!("`{name}` is {found}; expected {expected}"),
        );
    }

    fn path(&self, key: &str) -> String {
        if self.name.is_empty() {
            key.to_owned()
        } else {
            format!("{}.{key}", self.name)
        }
    }
}

fn integer_in<T>(node: &Node, range: &RangeInclusive<T>) -> Option<T>
where
    T: TryFrom<i64> + PartialOrd,
{
    let Value::Integer(value) = node.value else {
        return None;
    };
    T::try_from(value)
        .ok()
        .filter(|value| range.contains(value))
}
