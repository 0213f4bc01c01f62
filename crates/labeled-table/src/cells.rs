//! The cells of a described column.

use std::collections::HashMap;

use lines::decimal::{self, Shape};
use memchr::memchr2;
use onnx::frame::{Column, MISSING, Texts};

use crate::csv_file::quoted;
use crate::description::{Description, Kind};
use crate::value::{boolean, is_integer, number};

/// The cells of a column, of all its rows or of some.
pub(crate) struct ColumnCells {
    kind: Kind,
    may_be_missing: bool,
    values: Values,
    /// Whether all that have a value are integers.
    pub(crate) integers: bool,
    /// Whether any has none.
    pub(crate) missing: bool,
}

enum Values {
    Numbers(Vec<f64>),
    Texts {
        texts: Texts,
        codes: HashMap<String, u32>,
    },
}

impl ColumnCells {
    pub(crate) fn new(description: &Description) -> Self {
        Self {
            kind: description.kind,
            may_be_missing: description.missing,
            values: match description.kind {
                Kind::Number | Kind::Boolean => Values::Numbers(Vec::new()),
                Kind::Text => Values::Texts {
                    texts: Texts::default(),
                    codes: HashMap::new(),
                },
            },
            integers: description.kind == Kind::Number,
            missing: false,
        }
    }

    /// Forgets all cells, and keeps the memory.
    pub(crate) fn clear(&mut self) {
        self.integers = self.kind == Kind::Number;
        self.missing = false;
        match &mut self.values {
            Values::Numbers(numbers) => numbers.clear(),
            Values::Texts { texts, codes } => {
                texts.codes.clear();
                texts.dictionary.clear();
                codes.clear();
            }
        }
    }

    /// Takes the next cell.
    ///
    /// # Errors
    ///
    /// With the words for what was expected, if it is something else.
    pub(crate) fn take(&mut self, cell: &[u8]) -> Result<(), &'static str> {
        if cell.is_empty() && self.may_be_missing {
            self.missing = true;
            self.values.add_missing();
            return Ok(());
        }
        self.integers = self.integers && is_integer(cell);
        self.values.add(self.kind, cell).ok_or(self.expected())
    }

    /// Takes a number, which is an `integer` or not, and would be spelt as `cell` in a text.
    ///
    /// # Errors
    ///
    /// With the words for what was expected, if it is something else.
    pub(crate) fn take_number(
        &mut self,
        number: f64,
        integer: bool,
        cell: &impl ToString,
    ) -> Result<(), &'static str> {
        match &mut self.values {
            Values::Numbers(numbers) if self.kind == Kind::Number && number.is_finite() => {
                numbers.push(number);
                self.integers &= integer;
                Ok(())
            }
            _ => self.take(cell.to_string().as_bytes()),
        }
    }

    /// Whether a cell may have no value.
    pub(crate) fn may_be_missing(&self) -> bool {
        self.may_be_missing
    }

    /// The numbers, of a column that holds such: others may be put behind them, all of which are
    /// finite or, for a cell without a value, not a number, if [`integers`](Self::integers) and
    /// [`missing`](Self::missing) tell of these as well.
    pub(crate) fn numbers_to_extend(&mut self) -> Option<&mut Vec<f64>> {
        match &mut self.values {
            Values::Numbers(numbers) if self.kind == Kind::Number => Some(numbers),
            _ => None,
        }
    }

    /// Takes the cell that begins at `at` and ends with a comma, and tells where the comma is.
    /// Nothing if the cell is not plainly what it must be: no such value, or quoted in part.
    pub(crate) fn take_at(&mut self, padded: &[u8], at: usize) -> Option<usize> {
        if self.kind == Kind::Number
            && let Values::Numbers(numbers) = &mut self.values
            && let Some(found) = decimal::number(padded, at)
            && padded[found.end] == b','
        {
            numbers.push(found.value);
            self.integers &= found.shape == Shape::Integer;
            return Some(found.end);
        }
        if padded[at] == b'"' {
            let (cell, end) = quoted(padded, at)?;
            self.take(&cell).ok()?;
            return Some(end);
        }
        let rest = &padded[at..];
        let cell = &rest[..memchr2(b',', b'\n', rest)?];
        let is_plain = rest[cell.len()] == b',' && memchr2(b'"', b'\r', cell).is_none();
        self.take(cell).ok().filter(|()| is_plain)?;
        Some(at + cell.len())
    }

    /// Adds the cells of the rows that come next, of a column of the same description.
    pub(crate) fn append(&mut self, next: &Self) {
        self.integers &= next.integers;
        self.missing |= next.missing;
        match (&mut self.values, &next.values) {
            (Values::Numbers(numbers), Values::Numbers(next)) => numbers.extend_from_slice(next),
            (Values::Texts { texts, codes }, Values::Texts { texts: next, .. }) => {
                append_texts(texts, codes, next);
            }
            _ => unreachable!("the description says which it is"),
        }
    }

    /// Lowercase words that read after "expected".
    fn expected(&self) -> &'static str {
        match (self.kind, self.may_be_missing) {
            (Kind::Number, false) => "a finite number",
            (Kind::Number, true) => "a finite number, or nothing",
            (Kind::Text, false) => "a text in UTF-8",
            (Kind::Text, true) => "a text in UTF-8, or nothing",
            (Kind::Boolean, false) => "`True` or `False`",
            (Kind::Boolean, true) => "`True`, `False`, or nothing",
        }
    }

    /// The numbers, of a column that holds such; those that are missing are not a number.
    pub(crate) fn numbers(&self) -> &[f64] {
        match &self.values {
            Values::Numbers(numbers) => numbers,
            Values::Texts { .. } => &[],
        }
    }

    pub(crate) fn to_column(&self) -> Column {
        match &self.values {
            Values::Numbers(numbers) => Column::Numbers(numbers.clone()),
            Values::Texts { texts, .. } => Column::Texts(texts.clone()),
        }
    }

    pub(crate) fn into_column(self) -> Column {
        match self.values {
            Values::Numbers(numbers) => Column::Numbers(numbers),
            Values::Texts { texts, .. } => Column::Texts(texts),
        }
    }
}

impl Values {
    fn add_missing(&mut self) {
        match self {
            Self::Numbers(numbers) => numbers.push(f64::NAN),
            Self::Texts { texts, .. } => texts.codes.push(MISSING),
        }
    }

    /// Nothing if the cell does not hold such a value.
    fn add(&mut self, kind: Kind, cell: &[u8]) -> Option<()> {
        match self {
            Self::Numbers(numbers) => numbers.push(match kind {
                Kind::Boolean => boolean(cell)?,
                Kind::Number | Kind::Text => number(cell)?,
            }),
            Self::Texts { texts, codes } => {
                let text = str::from_utf8(cell).ok().filter(|text| !text.is_empty())?;
                let code = code(text, &mut texts.dictionary, codes);
                texts.codes.push(code);
            }
        }
        Some(())
    }
}

/// The code of a text, which is the next one if the text is new.
fn code(text: &str, dictionary: &mut Vec<String>, codes: &mut HashMap<String, u32>) -> u32 {
    if let Some(&code) = codes.get(text) {
        return code;
    }
    let next = u32::try_from(dictionary.len()).ok();
    let code = next.filter(|&next| next < MISSING);
    let code = code.expect("more texts than 32 bits can number fit into no memory");
    dictionary.push(text.to_owned());
    codes.insert(text.to_owned(), code);
    code
}

/// Each of the texts that come next once, in the order in which they first occur.
fn append_texts(texts: &mut Texts, codes: &mut HashMap<String, u32>, next: &Texts) {
    let of_next = next.dictionary.iter();
    let of_next: Vec<_> = of_next
        .map(|text| code(text, &mut texts.dictionary, codes))
        .collect();
    let translated = next.codes.iter().map(|&code| match code {
        MISSING => MISSING,
        code => of_next[code as usize],
    });
    texts.codes.extend(translated);
}
