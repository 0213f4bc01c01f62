//! What becomes of missing values.

use crate::section::Section;
use crate::yaml::Value;

/// What becomes of the missing values of a column, whose values are of type `T`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing<T> {
    /// There must be none.
    Refuse,
    /// The model gets them as they are: of a number or a flag as not a number, of a category as a
    /// category of their own.
    Keep,
    /// Filled with the median of the training rows.
    Median,
    /// Filled with the mean of the training rows.
    Mean,
    /// Filled with the most frequent value of the training rows, the least of equals.
    MostFrequent,
    /// Filled with this value.
    Constant(T),
}

impl<T> Missing<T> {
    /// The key `missing` of `section`. It may be one of `names`, or `{constant: …}` with what
    /// `constant` understands, which `words` describes.
    pub(super) fn read(
        section: &mut Section<'_>,
        names: &[&str],
        words: &str,
        constant: impl Fn(&Value) -> Option<T>,
    ) -> Option<Self> {
        let expected = format!("one of {}, or {{constant: {words}}}", names.join(", "));
        let read = |value: &Value| match value {
            Value::Text(text) if names.contains(&text.as_str()) => Self::named(text),
            Value::Section(entries) => match &entries[..] {
                [entry] if entry.key() == "constant" => {
                    constant(entry.node().value()).map(Self::Constant)
                }
                _ => None,
            },
            _ => None,
        };
        section.value("missing", &expected, read, Some(Self::Refuse))
    }

    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "refuse" => Self::Refuse,
            "keep" => Self::Keep,
            "median" => Self::Median,
            "mean" => Self::Mean,
            "most_frequent" => Self::MostFrequent,
            _ => return None,
        })
    }
}

impl Missing<f64> {
    /// The key `missing` of a column of numbers.
    pub(super) fn of_numbers(section: &mut Section<'_>) -> Option<Self> {
        let names = ["refuse", "keep", "median", "mean", "most_frequent"];
        Self::read(section, &names, "a number", |value| match *value {
            Value::Integer(number) => Some(number as f64),
            Value::Number(number) if number.abs() <= f64::from(f32::MAX) => Some(number),
            _ => None,
        })
    }
}
