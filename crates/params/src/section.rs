//! One section of `params.yaml` while it is checked: each key is asked for by
//! name and kind, and what was not asked for is unknown.

mod values;

use crate::names::Name;
use crate::problem::{Problems, SHOWN};
use crate::shorten;
use crate::suggest::did_you_mean;
use crate::yaml::{self, Entry, Node, Value};

/// A section, the keys asked for so far, and where its problems go.
///
/// Every reader returns nothing after it has noted a problem, so that a caller
/// can ask for all keys before it gives up. Where it takes a `default`, that is the value of a key
/// that is not there; without one, the key must be there.
#[derive(Debug)]
pub struct Section<'a> {
    path: String,
    line: usize,
    entries: &'a [Entry],
    known: Vec<&'static str>,
    problems: &'a Problems,
}

impl<'a> Section<'a> {
    /// The whole file, whose keys are the sections.
    pub(crate) fn root(entries: &'a [Entry], problems: &'a Problems) -> Self {
        Self {
            path: String::new(),
            line: 1,
            entries,
            known: Vec::new(),
            problems,
        }
    }

    /// The section at `path`, whose keys are `entries`.
    pub(crate) fn of(path: String, entries: &'a [Entry], problems: &'a Problems) -> Self {
        Self {
            path,
            ..Self::root(entries, problems)
        }
    }

    /// The same section, whose name stands in `line`.
    pub(crate) fn at(self, line: usize) -> Self {
        Self { line, ..self }
    }

    /// The section `name` below this one.
    pub(crate) fn section(&mut self, name: &'static str) -> Option<Section<'a>> {
        let entry = self.required(name, "a section")?;
        self.below(name, entry)
    }

    /// What `read` makes of the section `name` below this one, or `default` where
    /// there is none.
    pub(crate) fn subsection<T>(
        &mut self,
        name: &'static str,
        default: T,
        read: impl FnOnce(&mut Section<'a>) -> Option<T>,
    ) -> Option<T> {
        let Some(entry) = self.find(name) else {
            return Some(default);
        };
        let mut section = self.below(name, entry)?;
        let found = read(&mut section);
        section.finish();
        found
    }

    fn below(&self, name: &'static str, entry: &'a Entry) -> Option<Section<'a>> {
        let node = entry.node();
        if let Value::Section(entries) = node.value() {
            return Some(self.entry(entry, entries));
        }
        self.refuse(name, node, "a section of indented keys");
        None
    }

    /// The section `name` below this one, or nothing where it is not there or null.
    #[expect(
        clippy::option_option,
        reason = "a problem is told from an absent key, as everywhere here"
    )]
    pub(crate) fn optional_section(
        &mut self,
        name: &'static str,
        expected: &str,
    ) -> Option<Option<Section<'a>>> {
        let Some(entry) = self.find(name) else {
            return Some(None);
        };
        match entry.node().value() {
            Value::Null => Some(None),
            Value::Section(entries) => Some(Some(self.entry(entry, entries))),
            _ => {
                self.refuse(name, entry.node(), expected);
                None
            }
        }
    }

    /// The section `name` below this one, if there is something and it is a section; else it can
    /// be asked for as something else.
    pub(crate) fn map(&mut self, name: &'static str) -> Option<Section<'a>> {
        let entry = self.entries.iter().find(|entry| entry.key() == name)?;
        let Value::Section(entries) = entry.node().value() else {
            return None;
        };
        self.known.push(name);
        Some(self.entry(entry, entries))
    }

    /// What stands behind `entry`, one of this section's, whose keys are `entries`.
    pub(crate) fn entry(&self, entry: &Entry, entries: &'a [Entry]) -> Section<'a> {
        Section {
            path: self.path(&shorten::text(entry.key())),
            line: entry.line(),
            entries,
            known: Vec::new(),
            problems: self.problems,
        }
    }

    /// A value that `read` understands; `expected` says what that is. Without a
    /// `default`, the key must be there.
    pub(crate) fn value<T>(
        &mut self,
        key: &'static str,
        expected: &str,
        read: impl Fn(&Value) -> Option<T>,
        default: Option<T>,
    ) -> Option<T> {
        let entry = match default {
            None => self.required(key, expected)?,
            Some(default) => match self.find(key) {
                Some(entry) => entry,
                None => return Some(default),
            },
        };
        let value = read(entry.node().value());
        if value.is_none() {
            let hint = text_hint(entry.node().value(), read);
            self.refuse(key, entry.node(), &format!("{expected}{hint}"));
        }
        value
    }

    /// A name of this kind, which must be there.
    pub(crate) fn name(&mut self, key: &'static str, kind: Name) -> Option<String> {
        let node = self.required(key, kind.expected())?.node();
        self.name_in(key, node, kind)
    }

    /// A name of this kind, or `default` where there is none.
    pub(crate) fn name_or(
        &mut self,
        key: &'static str,
        kind: Name,
        default: String,
    ) -> Option<String> {
        match self.find(key).map(Entry::node) {
            Some(node) if !matches!(node.value(), Value::Null) => self.name_in(key, node, kind),
            _ => Some(default),
        }
    }

    fn name_in(&self, key: &str, node: &Node, kind: Name) -> Option<String> {
        match kind.read(node.value()) {
            Ok(name) => Some(name),
            Err(problem) => {
                let path = self.path(key);
                self.note(node.line(), format!("`{path}` is {problem}"));
                None
            }
        }
    }

    /// A list, which must be there: its line and its entries.
    pub(crate) fn list(
        &mut self,
        key: &'static str,
        expected: &str,
    ) -> Option<(usize, &'a [Node])> {
        let node = self.required(key, expected)?.node();
        if let Value::List(nodes) = node.value() {
            return Some((node.line(), nodes));
        }
        self.refuse(key, node, expected);
        None
    }

    /// Notes every key that nobody asked for.
    pub(crate) fn finish(self) {
        let known = |entry: &&Entry| !self.known.contains(&entry.key());
        let mut unknown = self.entries.iter().filter(known);
        for entry in unknown.by_ref().take(SHOWN) {
            let key = entry.key();
            let hint = did_you_mean(key, self.known.iter().copied());
            let hint = if hint.is_empty() {
                self.allowed()
            } else {
                hint
            };
            let name = self.path(&shorten::text(key));
            self.note(entry.line(), format!("unknown key `{name}`{hint}"));
        }
        self.problems.add_more(unknown.count());
    }

    fn allowed(&self) -> String {
        let keys: Vec<_> = self.known.iter().map(|key| format!("`{key}`")).collect();
        format!("; known here: {}", keys.join(", "))
    }

    /// The entry `key`, which is known from now on.
    fn find(&mut self, key: &'static str) -> Option<&'a Entry> {
        self.known.push(key);
        self.entries.iter().find(|entry| entry.key() == key)
    }

    fn required(&mut self, key: &'static str, expected: &str) -> Option<&'a Entry> {
        let found = self.find(key);
        if found.is_none() {
            let name = self.path(key);
            self.note(
                self.line,
                format!("missing key `{name}`; expected {expected}"),
            );
        }
        found
    }

    /// Notes that what stands behind `key` is something else than expected.
    pub(crate) fn refuse(&self, key: &str, node: &Node, expected: &str) {
        let (name, found) = (self.path(key), node.value().to_string());
        let found = shorten::text(&found);
        self.note(
            node.line(),
            format!("`{name}` is {found}; expected {expected}"),
        );
    }

    /// All keys, for a section whose keys are a person's own.
    pub(crate) fn entries(&self) -> &'a [Entry] {
        self.entries
    }

    /// The line of the section's name.
    pub(crate) fn line(&self) -> usize {
        self.line
    }

    /// The line of the value behind `key`, or of the section's name where it is not there.
    pub(crate) fn line_of(&self, key: &str) -> usize {
        let entry = self.entries.iter().find(|entry| entry.key() == key);
        entry.map_or(self.line, |entry| entry.node().line())
    }

    /// Notes a problem at `line`.
    pub(crate) fn note(&self, line: usize, text: String) {
        self.problems.add(line, text);
    }

    /// The key with the names of its sections.
    pub(crate) fn path(&self, key: &str) -> String {
        if self.path.is_empty() {
            key.to_owned()
        } else {
            format!("{}.{key}", self.path)
        }
    }
}

/// What to do about a text that would be understood if it were not in quotes.
fn text_hint<T>(value: &Value, read: impl Fn(&Value) -> Option<T>) -> &'static str {
    match value {
        Value::Text(text) if read(&yaml::plain(text.trim())).is_some() => {
            "; it is text: write it without quotes"
        }
        _ => "",
    }
}
