//! What a model takes, column by column.

use std::collections::HashMap;

use onnx::Classifier;
use onnx::encoding::{Encoding, Input, InputType};

/// What a model takes: a column for each of its features, in their order.
#[derive(Debug, Clone, PartialEq)]
pub struct Signature {
    columns: Vec<SignatureColumn>,
    positions: HashMap<String, usize>,
}

/// A column that a model takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignatureColumn {
    /// Its name.
    pub name: String,
    /// What its cells hold.
    pub input_type: InputType,
    /// Whether it must be there, with a value in each row. Of a column that is not required,
    /// values may be missing, or all of it.
    pub required: bool,
}

impl Signature {
    /// These columns, whose names differ.
    #[must_use]
    pub fn new(columns: Vec<SignatureColumn>) -> Self {
        let names = columns.iter().map(|column| column.name.clone());
        let positions = names.zip(0..).collect();
        Self { columns, positions }
    }

    /// What the model's file says alone. A value may be missing where the file says what stands for
    /// it.
    #[must_use]
    pub fn of_file(model: &Classifier) -> Self {
        if let Some(inputs) = model.inputs() {
            return Self::new(inputs.iter().map(of_input).collect());
        }
        let integers = model.takes_integers();
        let names = model.features().iter();
        Self::new(names.map(|name| number(name, integers)).collect())
    }

    /// The columns, in the order of the model's features.
    #[must_use]
    pub fn columns(&self) -> &[SignatureColumn] {
        &self.columns
    }

    /// Where the column of this name is.
    #[must_use]
    pub fn position(&self, name: &str) -> Option<usize> {
        self.positions.get(name).copied()
    }
}

fn of_input(input: &Input) -> SignatureColumn {
    let filled = match &input.encoding {
        Encoding::Dropped | Encoding::OneHot { .. } | Encoding::Ordinal { .. } => true,
        Encoding::Number { fill } | Encoding::Flag { fill } => fill.is_some(),
    };
    let can_be_missing = matches!(input.input_type, InputType::Double | InputType::String);
    SignatureColumn {
        name: input.name.clone(),
        input_type: input.input_type,
        required: !(filled && can_be_missing),
    }
}

fn number(name: &str, integers: bool) -> SignatureColumn {
    SignatureColumn {
        name: name.to_owned(),
        input_type: if integers {
            InputType::Long
        } else {
            InputType::Double
        },
        required: true,
    }
}

#[cfg(test)]
impl SignatureColumn {
    /// A column of a test's model.
    pub(crate) fn of_test(name: &str, input_type: InputType, required: bool) -> Self {
        Self {
            name: name.to_owned(),
            input_type,
            required,
        }
    }
}
