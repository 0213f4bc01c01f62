//! One section of `params.yaml` while it is checked: each key is asked for by
//! name and kind, and what was not asked for is unknown.

use std::fmt::Display;
use std::ops::RangeInclusive;

use hyperparameters::{Hyperparameter, InvalidHyperparameter};

use crate::from_yaml::FromYaml;
use crate::problem::Problems;
use crate::suggest::did_you_mean;
use crate::yaml::{Entry, Node, Value};

/// A section, the keys asked for so far, and where its problems go.
///
/// Every reader returns nothing after it has noted a problem, so that a caller
/// can ask for all keys before it gives up.
pub(crate) struct Section<'a> {
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
            return Some(Section {
                path: self.path(name),
                line: entry.line(),
                entries,
                known: Vec::new(),
                problems: self.problems,
            });
        }
        self.refuse(name, node, "a section of indented keys");
        None
    }

    /// A whole number in `range`; without a `default`, the key must be there.
    pub(crate) fn integer<T>(
        &mut self,
        key: &'static str,
        range: RangeInclusive<T>,
        default: Option<T>,
    ) -> Option<T>
    where
        T: TryFrom<i64> + PartialOrd + Display,
    {
        let expected = format!("an integer from {} to {}", range.start(), range.end());
        self.value(key, &expected, |value| integer_in(value, &range), default)
    }

    /// A hyperparameter, by its own definition; without a `default`, the key must be
    /// there.
    pub(crate) fn hyperparameter<T: FromYaml>(
        &mut self,
        definition: &Hyperparameter<T>,
        default: Option<T>,
    ) -> Option<T> {
        let key = definition.name();
        let expected = self.with_hint(key, definition.expected(), T::names());
        let read = |value: &Value| T::from_yaml(value).filter(|value| definition.allows(value));
        self.value(key, &expected, read, default)
    }

    /// A hyperparameter that need not be there.
    pub(crate) fn optional<T: FromYaml>(
        &mut self,
        definition: &Hyperparameter<T>,
        default: T,
    ) -> Option<T> {
        self.hyperparameter(definition, Some(default))
    }

    /// Notes a problem that the check of all hyperparameters together found.
    pub(crate) fn accept(&self, checked: Result<(), InvalidHyperparameter>) -> Option<()> {
        let Err(InvalidHyperparameter {
            name,
            value,
            expected,
        }) = checked
        else {
            return Some(());
        };
        let entry = self.entries.iter().find(|entry| entry.key() == name);
        let line = entry.map_or(self.line, |entry| entry.node().line());
        let name = self.path(name);
        let text = format!("`{name}` is {value}; expected {expected}");
        self.problems.add(line, text);
        None
    }

    /// A number from 0 to 1, or nothing where the key is not there.
    #[expect(
        clippy::option_option,
        reason = "a problem is told from an absent key, as everywhere here"
    )]
    pub(crate) fn share(&mut self, key: &'static str) -> Option<Option<f64>> {
        let read = |value: &Value| finite(value).filter(|share| (0.0..=1.0).contains(share));
        self.value(
            key,
            "a number from 0 to 1",
            |value| read(value).map(Some),
            Some(None),
        )
    }

    /// `true` or `false`.
    pub(crate) fn boolean(&mut self, key: &'static str, default: bool) -> Option<bool> {
        let read = |value: &Value| match *value {
            Value::Boolean(value) => Some(value),
            _ => None,
        };
        self.value(key, "true or false", read, Some(default))
    }

    /// One of several names; without a `default`, the key must be there.
    pub(crate) fn choice<T: Copy>(
        &mut self,
        key: &'static str,
        choices: &[(&str, T)],
        default: Option<T>,
    ) -> Option<T> {
        let names = choices.iter().map(|(name, _)| *name);
        let expected = format!("one of {}", names.clone().collect::<Vec<_>>().join(", "));
        let expected = self.with_hint(key, &expected, names);
        let read = |value: &Value| match value {
            Value::Text(text) => choices.iter().find(|(name, _)| name == text),
            _ => None,
        };
        let read = |value: &Value| read(value).map(|(_, choice)| *choice);
        self.value(key, &expected, read, default)
    }

    /// A value that `read` understands; `expected` says what that is. Without a
    /// `default`, the key must be there.
    pub(crate) fn value<T>(
        &mut self,
        key: &'static str,
        expected: &str,
        read: impl FnOnce(&Value) -> Option<T>,
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
            self.refuse(key, entry.node(), expected);
        }
        value
    }

    /// `expected`, and which of `names` was probably meant if the key holds another word.
    fn with_hint<'n>(
        &self,
        key: &str,
        expected: &str,
        names: impl Iterator<Item = &'n str>,
    ) -> String {
        let entry = self.entries.iter().find(|entry| entry.key() == key);
        match entry.map(|entry| entry.node().value()) {
            Some(Value::Text(text)) => format!("{expected}{}", did_you_mean(text, names)),
            _ => expected.to_owned(),
        }
    }

    /// Notes every key that nobody asked for.
    pub(crate) fn finish(self) {
        for entry in self.entries {
            let key = entry.key();
            if !self.known.contains(&key) {
                let hint = did_you_mean(key, self.known.iter().copied());
                let hint = if hint.is_empty() {
                    self.allowed()
                } else {
                    hint
                };
                let name = self.path(key);
                self.problems
                    .add(entry.line(), format!("unknown key `{name}`{hint}"));
            }
        }
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
            self.problems.add(
                self.line,
                format!("missing key `{name}`; expected {expected}"),
            );
        }
        found
    }

    fn refuse(&self, key: &str, node: &Node, expected: &str) {
        let (name, found) = (self.path(key), node.value());
        self.problems.add(
            node.line(),
            format!("`{name}` is {found}; expected {expected}"),
        );
    }

    fn path(&self, key: &str) -> String {
        if self.path.is_empty() {
            key.to_owned()
        } else {
            format!("{}.{key}", self.path)
        }
    }
}

/// A name: text that is not blank, or a whole number.
pub(crate) fn name(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) if !text.trim().is_empty() => Some(text.clone()),
        Value::Integer(number) => Some(number.to_string()),
        _ => None,
    }
}

fn finite(value: &Value) -> Option<f64> {
    match *value {
        Value::Integer(number) => Some(number as f64),
        Value::Number(number) if number.is_finite() => Some(number),
        _ => None,
    }
}

fn integer_in<T>(value: &Value, range: &RangeInclusive<T>) -> Option<T>
where
    T: TryFrom<i64> + PartialOrd,
{
    let Value::Integer(value) = *value else {
        return None;
    };
    T::try_from(value)
        .ok()
        .filter(|value| range.contains(value))
}
