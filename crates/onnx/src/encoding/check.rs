//! Whether columns can be encoded as described, and a file hold that.

use std::collections::HashSet;

use super::input::{Categories, Encoding, Input, InputType};
use super::spellings::is_flag;
use crate::OnnxError;

/// Positions are float32 in the matrix, which has every whole number up to this one.
const LARGEST_POSITION: usize = 1 << 24;

/// Checks that inputs have names of their own, that each encoding goes with its type and holds
/// together, and that something is left of the columns.
///
/// # Errors
///
/// Names the first column that cannot be encoded so, and why.
pub fn check(inputs: &[Input]) -> Result<(), OnnxError> {
    let mut names = HashSet::new();
    for input in inputs {
        let error = |problem| OnnxError::Encoding {
            column: input.name.clone(),
            problem,
        };
        if input.name.is_empty() || input.name.contains('\0') {
            return Err(error("expected a name, and in it no character NUL"));
        }
        if !names.insert(input.name.as_str()) {
            return Err(error("expected columns of different names"));
        }
        problem(input).map_or(Ok(()), |problem| Err(error(problem)))?;
    }
    if inputs.iter().all(|input| input.width() == 0) {
        return Err(OnnxError::NothingEncoded);
    }
    Ok(())
}

fn problem(input: &Input) -> Option<&'static str> {
    if !goes_with(input.input_type, &input.encoding) {
        return Some("its values are of a type that is encoded otherwise");
    }
    match &input.encoding {
        Encoding::Dropped => None,
        Encoding::Number { fill } => fill
            .is_some_and(|fill| !fill.is_finite())
            .then_some("expected a finite number in place of missing ones"),
        Encoding::Flag { fill } => fill
            .is_some_and(|fill| !is_flag(fill))
            .then_some("expected 0 or 1 in place of missing flags"),
        Encoding::OneHot {
            categories,
            missing,
            names,
        } => {
            let n_columns = names.len();
            let beyond = missing.is_some_and(|place| place >= n_columns);
            categories_problem(categories, n_columns).or_else(|| {
                if beyond {
                    Some("expected one of its columns for missing values")
                } else if categories.is_empty() && missing.is_none() {
                    Some("expected a category")
                } else {
                    None
                }
            })
        }
        Encoding::Ordinal {
            categories,
            missing,
        } => {
            let fits = missing.is_nan() || is_position(*missing);
            categories_problem(categories, LARGEST_POSITION).or_else(|| {
                (!fits).then_some("expected a position, -1 or no number for missing values")
            })
        }
    }
}

fn goes_with(input_type: InputType, encoding: &Encoding) -> bool {
    match encoding {
        Encoding::Dropped | Encoding::Flag { .. } => true,
        Encoding::Number { .. } => matches!(input_type, InputType::Double | InputType::Long),
        Encoding::OneHot { categories, .. } | Encoding::Ordinal { categories, .. } => {
            match categories {
                Categories::Texts(_) => input_type == InputType::String,
                Categories::Numbers(_) => {
                    matches!(input_type, InputType::Double | InputType::Long)
                }
            }
        }
    }
}

fn is_position(value: f64) -> bool {
    value.fract() == 0.0 && (-1.0..LARGEST_POSITION as f64).contains(&value)
}

/// What is wrong with categories that have places below `end`.
fn categories_problem(categories: &Categories, end: usize) -> Option<&'static str> {
    let (ascending, usable, places) = match categories {
        Categories::Texts(known) => (
            known.is_sorted_by(|(a, _), (b, _)| a < b),
            known.iter().all(|(text, _)| !text.is_empty()),
            largest(known),
        ),
        Categories::Numbers(known) => (
            known.is_sorted_by(|(a, _), (b, _)| a < b),
            known.iter().all(|(number, _)| number.is_finite()),
            largest(known),
        ),
    };
    if !ascending {
        Some("expected different categories in ascending order")
    } else if !usable {
        Some("expected categories that are finite numbers, or texts that are not empty")
    } else if places.is_some_and(|place| place >= end) {
        Some("expected one of its columns, or a position below 2^24, for each category")
    } else {
        None
    }
}

fn largest<T>(known: &[(T, usize)]) -> Option<usize> {
    known.iter().map(|(_, place)| *place).max()
}
