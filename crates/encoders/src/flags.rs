//! Truth values: 1 or 0, however they are spelt.

use onnx::encoding::flag;
use onnx::frame::{Column, MISSING, Texts};

use crate::error::Problem;

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
    let value = |text: &String| flag(text).map(|yes| f64::from(u8::from(yes)));
    let known: Vec<_> = texts.dictionary.iter().map(value).collect();
    let number = |&code: &u32| {
        if code == MISSING {
            return Ok(f64::NAN);
        }
        let at = code as usize;
        known[at].ok_or_else(|| not_a_flag(name, &texts.dictionary[at]))
    };
    texts.codes.iter().map(number).collect()
}

fn not_a_flag(name: &str, found: &str) -> Problem {
    Problem::NotAFlag {
        column: name.to_owned(),
        found: found.to_owned(),
    }
}
