//! Columns of categories.

use super::missing::Missing;
use crate::section::Section;
use crate::yaml::Value;

/// The kinds of values, by the names that params.yaml has for them; a category is none of truth values.
pub(super) const VALUES: [(&str, Values); 3] = [
    ("text", Values::Text),
    ("number", Values::Number),
    ("boolean", Values::Boolean),
];
const ENCODINGS: [(&str, Encoding); 2] = [
    ("one_hot", Encoding::OneHot),
    ("ordinal", Encoding::Ordinal),
];

/// A column of categories.
#[derive(Clone, Debug, PartialEq)]
pub struct Category {
    /// What the cells hold: text or numbers.
    pub values: Values,
    /// What the model gets of it.
    pub encoding: Encoding,
    /// The fewest training rows of a category that is told from others that are as rare.
    pub min_frequency: MinFrequency,
    /// What becomes of missing ones. A constant is spelt as in the source.
    pub missing: Missing<String>,
}

/// What the cells of a category or a flag hold, which decides the type of the model's input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Values {
    /// Any text.
    Text,
    /// Numbers; of a flag 0 and 1.
    Number,
    /// `True` and `False`, whatever their case; only of a flag.
    Boolean,
}

/// How scikit-learn encodes categories, which are sorted first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// `OneHotEncoder(handle_unknown="ignore")`: a column of 0 and 1 for each.
    OneHot,
    /// `OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1)`: its position.
    Ordinal,
}

/// `min_frequency` of scikit-learn's `OneHotEncoder`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum MinFrequency {
    /// A number of training rows, from 1, which groups nothing.
    Rows(usize),
    /// A share of the training rows, above 0 and below 1.
    Share(f64),
}

/// As scikit-learn's `OneHotEncoder(handle_unknown="ignore")`.
impl Default for Category {
    fn default() -> Self {
        Self {
            values: Values::Text,
            encoding: Encoding::OneHot,
            min_frequency: MinFrequency::Rows(1),
            missing: Missing::Refuse,
        }
    }
}

impl Category {
    pub(super) fn read(section: &mut Section<'_>) -> Option<Self> {
        let or = Self::default();
        let values = section.choice("values", &VALUES[..2], Some(or.values));
        let encoding = section.choice("encoding", &ENCODINGS, Some(or.encoding));
        let min_frequency = section.value(
            "min_frequency",
            "a number of rows from 1, or a share above 0 and below 1",
            min_frequency,
            Some(or.min_frequency),
        );
        let names = ["refuse", "keep", "most_frequent"];
        let of_numbers = values == Some(Values::Number);
        let words = if of_numbers { "a number" } else { "a text" };
        let missing = Missing::read(section, &names, words, |value| match value {
            Value::Integer(_) | Value::Number(_) => Some(value.to_string()),
            Value::Text(text) if !of_numbers && !text.is_empty() => Some(text.clone()),
            _ => None,
        });
        let category = Self {
            values: values?,
            encoding: encoding?,
            min_frequency: min_frequency?,
            missing: missing?,
        };
        category.check(section).map(|()| category)
    }

    /// Ordinal positions are not grouped.
    fn check(&self, section: &Section<'_>) -> Option<()> {
        let grouped = self.min_frequency != MinFrequency::Rows(1);
        if self.encoding == Encoding::Ordinal && grouped {
            let path = section.path("min_frequency");
            let text = format!("`{path}` goes only with `encoding: one_hot`; remove it");
            section.note(section.line(), text);
            return None;
        }
        Some(())
    }
}

fn min_frequency(value: &Value) -> Option<MinFrequency> {
    match *value {
        Value::Integer(rows) if rows > 0 => usize::try_from(rows).ok().map(MinFrequency::Rows),
        Value::Number(share) if share > 0.0 && share < 1.0 => Some(MinFrequency::Share(share)),
        _ => None,
    }
}
