//! The cells of a described column.

use std::collections::HashMap;

use onnx::frame::{Column, MISSING, Texts};

use crate::description::{Description, Kind};
use crate::value::{boolean, is_integer, number};

/// The cells of a column read so far.
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
                texts.codes.push(code(text, texts.dictionary.len(), codes)?);
                if codes.len() > texts.dictionary.len() {
                    texts.dictionary.push(text.to_owned());
                }
            }
        }
        Some(())
    }
}

/// The code of a text, which is the next one if the text is new. Nothing if there are none left.
fn code(text: &str, n_known: usize, codes: &mut HashMap<String, u32>) -> Option<u32> {
    if let Some(&code) = codes.get(text) {
        return Some(code);
    }
    let code = u32::try_from(n_known).ok().filter(|&next| next < MISSING)?;
    codes.insert(text.to_owned(), code);
    Some(code)
}
