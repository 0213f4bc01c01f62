//! The kinds of values that keys of a section have.

use std::fmt::Display;
use std::ops::RangeInclusive;

use hyperparameters::{Hyperparameter, InvalidHyperparameter};

use super::Section;
use crate::from_yaml::FromYaml;
use crate::shorten;
use crate::suggest::did_you_mean;
use crate::yaml::{Entry, Node, Value};

impl<'a> Section<'a> {
    /// A whole number in `range`.
    pub fn integer<T>(
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

    /// A number in `range`.
    pub fn number(
        &mut self,
        key: &'static str,
        range: RangeInclusive<f64>,
        default: Option<f64>,
    ) -> Option<f64> {
        let expected = format!("a number from {} to {}", range.start(), range.end());
        let read = |value: &Value| f64::from_yaml(value).filter(|number| range.contains(number));
        self.value(key, &expected, read, default)
    }

    /// A list of numbers in `range`, perhaps an empty one.
    pub fn numbers(
        &mut self,
        key: &'static str,
        range: RangeInclusive<f64>,
        default: Option<Vec<f64>>,
    ) -> Option<Vec<f64>> {
        let in_range = format!("numbers from {} to {}", range.start(), range.end());
        let expected = format!("a list of {in_range}");
        let allowed = |node: &Node| f64::from_yaml(node.value()).filter(|n| range.contains(n));
        if let Some(Value::List(nodes)) = self.behind(key).map(Node::value)
            && let Some(wrong) = nodes.iter().find(|node| allowed(node).is_none())
        {
            self.known.push(key);
            let (path, found) = (self.path(key), shorten::text(&wrong.value().to_string()));
            self.note(
                wrong.line(),
                format!("`{path}` holds {found}; expected {in_range}"),
            );
            return None;
        }
        let read = |value: &Value| match value {
            Value::List(nodes) => nodes.iter().map(allowed).collect(),
            _ => None,
        };
        self.value(key, &expected, read, default)
    }

    /// A text.
    pub fn text(&mut self, key: &'static str, default: Option<String>) -> Option<String> {
        let read = |value: &Value| match value {
            Value::Text(text) => Some(text.clone()),
            _ => None,
        };
        self.value(
            key,
            "a text, in quotes if it could be a number",
            read,
            default,
        )
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
        let line = self.line_of(name);
        let name = self.path(name);
        let text = format!("`{name}` is {value}; expected {expected}");
        self.note(line, text);
        None
    }

    /// A number from 0 to `greatest`, or nothing where the key is not there.
    #[expect(
        clippy::option_option,
        reason = "a problem is told from an absent key, as everywhere here"
    )]
    pub(crate) fn number_up_to(
        &mut self,
        key: &'static str,
        greatest: f64,
        expected: &str,
    ) -> Option<Option<f64>> {
        let allowed = |number: &f64| (0.0..=greatest).contains(number);
        let read = |value: &Value| f64::from_yaml(value).filter(allowed).map(Some);
        self.value(key, expected, read, Some(None))
    }

    /// Notes `problem` where there is a key that belongs elsewhere.
    pub(crate) fn refuse_key(&mut self, key: &'static str, problem: &str) -> Option<()> {
        let entry = self.entries.iter().find(|entry| entry.key() == key);
        let Some(entry) = entry else {
            return Some(());
        };
        self.known.push(key);
        let path = self.path(key);
        self.note(entry.line(), format!("`{path}` {problem}"));
        None
    }

    /// `true` or `false`.
    pub fn boolean(&mut self, key: &'static str, default: bool) -> Option<bool> {
        let read = |value: &Value| match *value {
            Value::Boolean(value) => Some(value),
            _ => None,
        };
        self.value(key, "true or false", read, Some(default))
    }

    /// One of several names, as what stands beside it.
    pub fn choice<T: Copy>(
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

    /// `expected`, and which of `names` was probably meant if the key holds another word.
    pub(crate) fn with_hint<'n>(
        &self,
        key: &str,
        expected: &str,
        names: impl Iterator<Item = &'n str>,
    ) -> String {
        match self.behind(key).map(Node::value) {
            Some(Value::Text(text)) => format!("{expected}{}", did_you_mean(text, names)),
            _ => expected.to_owned(),
        }
    }

    /// What stands behind `key`, if it is there.
    fn behind(&self, key: &str) -> Option<&'a Node> {
        let entry = self.entries.iter().find(|entry| entry.key() == key);
        entry.map(Entry::node)
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
