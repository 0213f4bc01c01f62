//! A column that is being filled, cell by cell.

use std::collections::HashMap;

use onnx::encoding::{InputType, flag};
use onnx::frame::{Column, MISSING, Texts};

use super::cell::Cell;
use crate::model::SignatureColumn;

/// Whole numbers are exact in double precision up to this one.
const LARGEST_WHOLE: f64 = 9_007_199_254_740_992.0;

/// How pandas, and so MLflow, spells a number that is missing in CSV. An empty cell is another one.
const MISSING_NUMBERS: [&str; 18] = [
    "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN", "<NA>",
    "N/A", "NA", "NULL", "NaN", "None", "n/a", "nan", "null",
];

/// The values of a column so far.
#[derive(Debug)]
pub(super) enum Values {
    /// Numbers, or those of flags.
    Numbers(Vec<f64>),
    /// Texts, each kept once.
    Texts {
        /// For each row the position of its text.
        codes: Vec<u32>,
        /// Every text, and its position.
        positions: HashMap<String, u32>,
    },
}

/// What a cell becomes, or what its column expects instead.
type Taken<T> = Result<T, &'static str>;

impl Values {
    /// An empty column of the kind that the model takes.
    pub(super) fn of(column: &SignatureColumn) -> Self {
        match column.input_type {
            InputType::String => Self::Texts {
                codes: Vec::new(),
                positions: HashMap::new(),
            },
            InputType::Double | InputType::Long | InputType::Boolean => Self::Numbers(Vec::new()),
        }
    }

    pub(super) fn len(&self) -> usize {
        match self {
            Self::Numbers(numbers) => numbers.len(),
            Self::Texts { codes, .. } => codes.len(),
        }
    }

    /// Appends a cell.
    ///
    /// # Errors
    ///
    /// Says what `column` expects in its place.
    pub(super) fn push(&mut self, column: &SignatureColumn, cell: &Cell<'_>) -> Taken<()> {
        match self {
            Self::Numbers(numbers) => {
                let number = number(column.input_type, cell)?;
                if number.is_none() && column.required {
                    return Err(expected(column.input_type));
                }
                numbers.push(number.unwrap_or(f64::NAN));
            }
            Self::Texts { codes, positions } => match text(cell)? {
                Some(text) => codes.push(position(positions, &text)?),
                None if column.required => return Err(expected(column.input_type)),
                None => codes.push(MISSING),
            },
        }
        Ok(())
    }

    /// Appends `rows` cells without a value, of a column that may be absent.
    pub(super) fn push_missing(&mut self, rows: usize) {
        match self {
            Self::Numbers(numbers) => numbers.resize(numbers.len() + rows, f64::NAN),
            Self::Texts { codes, .. } => codes.resize(codes.len() + rows, MISSING),
        }
    }

    pub(super) fn finish(self) -> Column {
        match self {
            Self::Numbers(numbers) => Column::Numbers(numbers),
            Self::Texts { codes, positions } => {
                let mut dictionary = vec![String::new(); positions.len()];
                for (text, position) in positions {
                    dictionary[position as usize] = text;
                }
                Column::Texts(Texts { codes, dictionary })
            }
        }
    }
}

fn expected(input_type: InputType) -> &'static str {
    match input_type {
        InputType::Double => "a finite number",
        InputType::Long => "a whole number",
        InputType::Boolean => "`true` or `false`",
        InputType::String => "a text",
    }
}

/// The number of a cell, or nothing for a missing one.
fn number(input_type: InputType, cell: &Cell<'_>) -> Taken<Option<f64>> {
    let expected = expected(input_type);
    let number = match (input_type, cell) {
        (_, Cell::Missing) => None,
        (InputType::Boolean, cell) => Some(truth(cell).ok_or(expected)?),
        (_, Cell::Flag(flag)) => Some(f64::from(u8::from(*flag))),
        (_, Cell::Integer(number)) => Some(*number as f64),
        (_, Cell::Number(number)) => Some(*number),
        (_, Cell::Text(text)) if says_missing(text) => None,
        (_, Cell::Text(text)) => Some(text.trim().parse().map_err(|_| expected)?),
        (_, Cell::Nested(_)) => return Err(expected),
    };
    match number {
        Some(number) if !fits(input_type, number) => Err(expected),
        number => Ok(number),
    }
}

fn fits(input_type: InputType, number: f64) -> bool {
    match input_type {
        InputType::Long => number.fract() == 0.0 && number.abs() <= LARGEST_WHOLE,
        _ => number.is_finite(),
    }
}

/// Whether a text in a column of numbers says that there is none.
fn says_missing(text: &str) -> bool {
    let text = text.trim();
    text.is_empty() || MISSING_NUMBERS.contains(&text)
}

fn truth(cell: &Cell<'_>) -> Option<f64> {
    match cell {
        Cell::Flag(flag) => Some(f64::from(u8::from(*flag))),
        Cell::Integer(number @ (0 | 1)) => Some(*number as f64),
        Cell::Text(text) => flag(text.trim()).map(|flag| f64::from(u8::from(flag))),
        _ => None,
    }
}

/// The text of a cell, or nothing for a missing one. Whole numbers and truth values become the text
/// that Python makes of them, as for MLflow: there is only one way to write them.
fn text(cell: &Cell<'_>) -> Taken<Option<String>> {
    match cell {
        Cell::Missing => Ok(None),
        Cell::Flag(flag) => Ok(Some(if *flag { "True" } else { "False" }.to_owned())),
        Cell::Integer(number) => Ok(Some(number.to_string())),
        Cell::Text(text) if text.is_empty() => Ok(None),
        Cell::Text(text) => Ok(Some(text.clone().into_owned())),
        Cell::Number(_) | Cell::Nested(_) => Err(expected(InputType::String)),
    }
}

fn position(positions: &mut HashMap<String, u32>, text: &str) -> Taken<u32> {
    if let Some(&position) = positions.get(text) {
        return Ok(position);
    }
    let next = u32::try_from(positions.len())
        .ok()
        .filter(|&next| next != MISSING);
    let next = next.ok_or("fewer different texts")?;
    positions.insert(text.to_owned(), next);
    Ok(next)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a cell of a column that may miss values becomes.
    fn taken(input_type: InputType, cell: &Cell<'_>) -> Option<f64> {
        number(input_type, cell).unwrap()
    }

    fn refused(input_type: InputType, cell: &Cell<'_>) -> bool {
        number(input_type, cell).is_err()
    }

    fn word(text: &str) -> Cell<'_> {
        Cell::Text(text.into())
    }

    #[test]
    fn numbers_may_be_written_as_text_or_be_missing() {
        let double = InputType::Double;
        assert_eq!(taken(double, &word(" 5.1 ")), Some(5.1));
        assert_eq!(taken(double, &Cell::Integer(5)), Some(5.0));
        assert_eq!(taken(double, &Cell::Flag(true)), Some(1.0));
        for missing in MISSING_NUMBERS.into_iter().chain(["", " "]) {
            assert_eq!(taken(double, &word(missing)), None, "{missing}");
        }
    }

    #[test]
    fn what_is_no_finite_number_is_refused_in_every_spelling() {
        for text in [
            "inf",
            "-inf",
            "Infinity",
            "+infinity",
            "INF",
            "1e999",
            "-1e999",
            "abc",
            "1,5",
            "0x10",
            "1_000",
        ] {
            assert!(refused(InputType::Double, &word(text)), "{text}");
        }
        for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert!(refused(InputType::Double, &Cell::Number(number)));
        }
        assert!(refused(InputType::Double, &Cell::Nested("a list")));
    }

    /// MLflow cuts the fraction off without a word.
    #[test]
    fn a_column_of_integers_takes_no_fractions_and_none_that_would_be_rounded() {
        let long = InputType::Long;
        assert_eq!(taken(long, &Cell::Number(5.0)), Some(5.0));
        assert!(refused(long, &Cell::Number(5.5)));
        assert!(refused(long, &word("5.5")));
        assert!(refused(long, &Cell::Number(1e300)));
        assert_eq!(
            taken(long, &Cell::Integer(-1 << 53)),
            Some(-9_007_199_254_740_992.0)
        );
    }

    #[test]
    fn truth_values_are_words_or_one_and_zero() {
        let boolean = InputType::Boolean;
        for yes in [
            Cell::Flag(true),
            Cell::Integer(1),
            word("True"),
            word("yes"),
        ] {
            assert_eq!(taken(boolean, &yes), Some(1.0));
        }
        assert_eq!(taken(boolean, &word("False")), Some(0.0));
        for other in [Cell::Integer(2), Cell::Number(1.0), word("maybe"), word("")] {
            assert!(refused(boolean, &other));
        }
    }

    #[test]
    fn texts_are_kept_once_and_empty_ones_are_missing() {
        let column = SignatureColumn::of_test("city", InputType::String, false);
        let mut values = Values::of(&column);
        for cell in [
            word("Rome"),
            word("Oslo"),
            word("Rome"),
            word(""),
            Cell::Missing,
            Cell::Integer(8004),
        ] {
            values.push(&column, &cell).unwrap();
        }
        assert!(values.push(&column, &Cell::Number(1.5)).is_err());
        let Column::Texts(texts) = values.finish() else {
            panic!("expected texts");
        };
        assert_eq!(texts.codes, [0, 1, 0, MISSING, MISSING, 2]);
        assert_eq!(texts.dictionary, ["Rome", "Oslo", "8004"]);
    }
}
