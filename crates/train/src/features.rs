//! The columns of the tables: how each enters the model, and the type that it has for pandas.

use std::collections::HashMap;

use encoders::Feature;
use onnx::encoding::InputType;
use params::{Column, Entered, Missing, Values};

/// The columns called `names`, in the order of the tables, each with the type that pandas gives it in
/// both tables together: whether all cells are `integers` there, and whether some are `missing`.
/// Without a description all are numbers of which none is missing.
pub(crate) fn of(
    described: Option<&[Column]>,
    names: &[String],
    integers: &[bool],
    missing: &[bool],
) -> Vec<Feature> {
    let described = described.unwrap_or_default().iter();
    let by_name: HashMap<&str, &Column> = described
        .map(|column| (column.name.as_str(), column))
        .collect();
    let types = integers.iter().zip(missing);
    let features = names.iter().zip(types);
    features
        .map(|(name, (&integers, &missing))| {
            let found = by_name.get(name.as_str());
            let column = found.map_or_else(|| number(name), |column| (*column).clone());
            Feature {
                input_type: input_type(&column.entered, integers, missing),
                column,
            }
        })
        .collect()
}

fn number(name: &str) -> Column {
    Column {
        name: name.to_owned(),
        entered: Entered::Number {
            missing: Missing::Refuse,
        },
    }
}

/// pandas keeps integers as floats where one is missing, and truth values as objects, which a
/// model can only take as text.
fn input_type(entered: &Entered, integers: bool, missing: bool) -> InputType {
    let values = match entered {
        Entered::Category(category) => category.values,
        Entered::Flag { values, .. } => *values,
        Entered::Number { .. } | Entered::Ignored | Entered::Date(_) => Values::Number,
    };
    match values {
        Values::Number if integers && !missing => InputType::Long,
        Values::Number => InputType::Double,
        Values::Boolean if !missing => InputType::Boolean,
        Values::Boolean | Values::Text => InputType::String,
    }
}

/// Whether the table is the matrix that the model computes with: numbers of which none may be
/// missing.
pub(crate) fn are_plain(features: &[Feature]) -> bool {
    features.iter().all(|feature| is_plain(&feature.column))
}

/// Whether a column holds numbers, of which none may be missing.
pub(crate) fn is_plain(column: &Column) -> bool {
    let plain = Entered::Number {
        missing: Missing::Refuse,
    };
    column.entered == plain
}
