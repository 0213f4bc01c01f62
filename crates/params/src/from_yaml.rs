//! Values of hyperparameters from YAML, as far as their kind goes: whether a value is
//! in its range is for [`Hyperparameter`](hyperparameters::Hyperparameter) to say.

use hyperparameters::{ClassWeight, Criterion, MaxFeatures, Rows, SplitQuality};

use crate::yaml::Value;

/// A kind of value that a hyperparameter can have.
pub(crate) trait FromYaml: Sized {
    /// The value, if it is of this kind.
    fn from_yaml(value: &Value) -> Option<Self>;

    /// Its names, for the "did you mean" of a message.
    fn names() -> impl Iterator<Item = &'static str> {
        std::iter::empty()
    }
}

macro_rules! integers {
    ($($type:ty),*) => {
        $(impl FromYaml for $type {
            fn from_yaml(value: &Value) -> Option<Self> {
                match *value {
                    Value::Integer(number) => Self::try_from(number).ok(),
                    _ => None,
                }
            }
        })*
    };
}

integers!(usize, u32, u64);

/// Values that have names and are nothing else.
macro_rules! names {
    ($($type:ty),*) => {
        $(impl FromYaml for $type {
            fn from_yaml(value: &Value) -> Option<Self> {
                named(value, &Self::NAMES)
            }

            fn names() -> impl Iterator<Item = &'static str> {
                Self::NAMES.into_iter().map(|(name, _)| name)
            }
        })*
    };
}

names!(Criterion, SplitQuality, ClassWeight);

fn named<T: Clone>(value: &Value, names: &[(&str, T)]) -> Option<T> {
    let Value::Text(text) = value else {
        return None;
    };
    let found = names.iter().find(|(name, _)| name == text);
    found.map(|(_, value)| value.clone())
}

impl FromYaml for f64 {
    fn from_yaml(value: &Value) -> Option<Self> {
        match *value {
            Value::Integer(number) => Some(number as Self),
            Value::Number(number) => Some(number),
            _ => None,
        }
    }
}

impl FromYaml for bool {
    fn from_yaml(value: &Value) -> Option<Self> {
        match *value {
            Value::Boolean(value) => Some(value),
            _ => None,
        }
    }
}

/// `null` is none.
impl<T: FromYaml> FromYaml for Option<T> {
    fn from_yaml(value: &Value) -> Option<Self> {
        match value {
            Value::Null => Some(None),
            value => T::from_yaml(value).map(Some),
        }
    }

    fn names() -> impl Iterator<Item = &'static str> {
        T::names()
    }
}

/// A whole number is a number of rows, one with a point a fraction of them.
impl FromYaml for Rows {
    fn from_yaml(value: &Value) -> Option<Self> {
        match *value {
            Value::Number(fraction) => Some(Self::Fraction(fraction)),
            _ => usize::from_yaml(value).map(Self::Count),
        }
    }
}

impl FromYaml for MaxFeatures {
    fn from_yaml(value: &Value) -> Option<Self> {
        match *value {
            Value::Null => Some(Self::All),
            Value::Number(fraction) => Some(Self::Fraction(fraction)),
            Value::Text(_) => named(value, &Self::NAMES),
            _ => usize::from_yaml(value).map(Self::Count),
        }
    }

    fn names() -> impl Iterator<Item = &'static str> {
        Self::NAMES.into_iter().map(|(name, _)| name)
    }
}
