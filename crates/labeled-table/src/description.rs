//! What a column is to hold.

use onnx::encoding::{Input, InputType};
use params::{Column, Entered, Missing, Values};

/// What a column is to hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Description {
    /// Its name in the header.
    pub name: String,
    /// What its cells hold.
    pub kind: Kind,
    /// Whether cells may be empty, which means that they have no value.
    pub missing: bool,
}

/// What the cells of a column hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Finite numbers.
    Number,
    /// Any text in UTF-8.
    Text,
    /// `True` or `False`, in any case.
    Boolean,
}

/// As params.yaml describes it.
impl From<&Column> for Description {
    fn from(column: &Column) -> Self {
        let of_values = |values| match values {
            Values::Text => Kind::Text,
            Values::Number => Kind::Number,
            Values::Boolean => Kind::Boolean,
        };
        let (kind, missing) = match &column.entered {
            Entered::Number { missing } => (Kind::Number, *missing != Missing::Refuse),
            Entered::Category(category) => (
                of_values(category.values),
                category.missing != Missing::Refuse,
            ),
            Entered::Flag { values, missing } => (of_values(*values), *missing != Missing::Refuse),
            // Neither is a column of a split table: ingest leaves the one out, and writes the
            // parts of the other as numbers.
            Entered::Ignored | Entered::Date(_) => (Kind::Text, true),
        };
        Self {
            name: column.name.clone(),
            kind,
            missing,
        }
    }
}

/// As a model takes it: of what it was trained without, it makes something as well.
impl From<&Input> for Description {
    fn from(input: &Input) -> Self {
        let kind = match input.input_type {
            InputType::Double | InputType::Long => Kind::Number,
            InputType::Boolean => Kind::Boolean,
            InputType::String => Kind::Text,
        };
        Self {
            name: input.name.clone(),
            kind,
            missing: true,
        }
    }
}
