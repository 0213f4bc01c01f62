//! What each row of a column becomes: a number, or the place of a 1.

use super::input::{Categories, Encoding, Input};
use super::spellings::{MISSING, flag, is_flag};
use crate::frame::{self, Column, Texts};

/// A column, row by row, as it will stand in the matrix.
pub(super) enum Codes {
    /// No column.
    Nothing,
    /// One column of these numbers.
    Numbers(Vec<f64>),
    /// A column of 1 for those rows whose entry it is, and 0 for all others.
    Places(Vec<Option<usize>>),
}

impl Codes {
    /// What `input` makes of its column.
    ///
    /// # Panics
    ///
    /// If the column holds texts where numbers are encoded, or numbers where texts are.
    pub(super) fn of(input: &Input, column: &Column) -> Self {
        match &input.encoding {
            Encoding::Dropped => Self::Nothing,
            Encoding::Number { fill } => {
                let Column::Numbers(numbers) = column else {
                    panic!("column `{}` must hold numbers", input.name);
                };
                let fill = fill.unwrap_or(f64::NAN);
                let filled = |&number: &f64| if number.is_nan() { fill } else { number };
                Self::Numbers(numbers.iter().map(filled).collect())
            }
            Encoding::Flag { fill } => Self::Numbers(flags(column, fill.unwrap_or(f64::NAN))),
            Encoding::OneHot {
                categories,
                missing,
                ..
            } => {
                let place = |found| match found {
                    Found::Known(place) => Some(place),
                    Found::Unknown => None,
                    Found::Missing => *missing,
                };
                Self::Places(look_up(&input.name, column, categories, place))
            }
            Encoding::Ordinal {
                categories,
                missing,
            } => {
                let position = |found| match found {
                    Found::Known(position) => position as f64,
                    Found::Unknown => -1.0,
                    Found::Missing => *missing,
                };
                Self::Numbers(look_up(&input.name, column, categories, position))
            }
        }
    }
}

fn flags(column: &Column, fill: f64) -> Vec<f64> {
    let number = |yes: Option<bool>| yes.map_or(fill, |yes| f64::from(u8::from(yes)));
    match column {
        Column::Numbers(numbers) => {
            let or_fill = |&value: &f64| if is_flag(value) { value } else { fill };
            numbers.iter().map(or_fill).collect()
        }
        Column::Texts(texts) => by_text(texts, fill, |text| number(flag(text))),
    }
}

/// What a value is among categories.
enum Found {
    Known(usize),
    Unknown,
    Missing,
}

fn look_up<T: Copy>(
    name: &str,
    column: &Column,
    categories: &Categories,
    becomes: impl Fn(Found) -> T,
) -> Vec<T> {
    match (column, categories) {
        (Column::Texts(texts), Categories::Texts(known)) => {
            let missing = becomes(Found::Missing);
            by_text(texts, missing, |text| becomes(find_text(text, known)))
        }
        (Column::Numbers(numbers), Categories::Numbers(known)) => {
            let code = |&number: &f64| becomes(find_number(number, known));
            numbers.iter().map(code).collect()
        }
        (Column::Texts(_), Categories::Numbers(_)) => panic!("column `{name}` must hold numbers"),
        (Column::Numbers(_), Categories::Texts(_)) => panic!("column `{name}` must hold texts"),
    }
}

/// Looks at each text once, however many rows have it.
fn by_text<T: Copy>(texts: &Texts, missing: T, becomes: impl Fn(&str) -> T) -> Vec<T> {
    let becomes: Vec<T> = texts.dictionary.iter().map(|text| becomes(text)).collect();
    let code = |&code: &u32| match code {
        frame::MISSING => missing,
        code => becomes[code as usize],
    };
    texts.codes.iter().map(code).collect()
}

fn find_text(text: &str, known: &[(String, usize)]) -> Found {
    match known.binary_search_by(|(category, _)| category.as_str().cmp(text)) {
        Ok(at) => Found::Known(known[at].1),
        Err(_) if MISSING.contains(&text) => Found::Missing,
        Err(_) => Found::Unknown,
    }
}

fn find_number(number: f64, known: &[(f64, usize)]) -> Found {
    if number.is_nan() {
        return Found::Missing;
    }
    let at = known.partition_point(|(category, _)| *category < number);
    match known.get(at) {
        Some((category, place)) if *category <= number => Found::Known(*place),
        _ => Found::Unknown,
    }
}
