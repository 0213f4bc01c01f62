//! Truth values: 1 or 0, however they are spelt.

use onnx::frame::{Column, MISSING, Texts};

use crate::error::Problem;

/// What is 1 and what is 0, in lower case.
const SPELLINGS: [(&str, f64); 12] = [
    ("yes", 1.0),
    ("true", 1.0),
    ("on", 1.0),
    ("y", 1.0),
    ("t", 1.0),
    ("1", 1.0),
    ("no", 0.0),
    ("false", 0.0),
    ("off", 0.0),
    ("n", 0.0),
    ("f", 0.0),
    ("0", 0.0),
];

/// The values of a column as 1 and 0, or not a number where missing.
///
/// # Errors
///
/// At the first value that is no truth value.
pub(crate) fn numbers(name: &str, column: &Column) -> Result<Vec<f64>, Problem> {
    match column {
        Column::Numbers(values) => of_numbers(name, values),
        Column::Texts(texts) => of_texts(name, texts),
    }
}

fn of_numbers(name: &str, values: &[f64]) -> Result<Vec<f64>, Problem> {
    let other = |value: &&f64| !value.is_nan() && ![0.0, 1.0].contains(*value);
    match values.iter().find(other) {
        Some(found) => Err(not_a_flag(name, &found.to_string())),
        None => Ok(values.to_vec()),
    }
}

fn of_texts(name: &str, texts: &Texts) -> Result<Vec<f64>, Problem> {
    let known: Vec<_> = texts.dictionary.iter().map(|text| value(text)).collect();
    let number = |&code: &u32| {
        if code == MISSING {
            return Ok(f64::NAN);
        }
        let at = code as usize;
        known[at].ok_or_else(|| not_a_flag(name, &texts.dictionary[at]))
    };
    texts.codes.iter().map(number).collect()
}

/// In lower case, with a capital, or in capitals: a model's file lists these and no others.
fn value(text: &str) -> Option<f64> {
    let lower = text.to_ascii_lowercase();
    let (_, value) = SPELLINGS.iter().find(|(spelling, _)| *spelling == lower)?;
    let rest = text.get(1..).unwrap_or_default();
    let upper = text.to_ascii_uppercase();
    (rest == &lower[1..] || text == upper).then_some(*value)
}

fn not_a_flag(name: &str, found: &str) -> Problem {
    Problem::NotAFlag {
        column: name.to_owned(),
        found: found.to_owned(),
    }
}
