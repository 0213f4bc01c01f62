//! A column of numbers, typed as pandas types it.
//!
//! pandas tries 64-bit integers, unsigned ones, Python's integers and floats, each from the
//! first cell on. What follows from that for integers beyond 64 bits was found by comparing all
//! columns of up to four cells (`oracle/pandas_bytes.py` has some of them):
//!
//! | the column | what pandas makes of it |
//! |---|---|
//! | integers from -2^63 to 2^63 - 1 | integers |
//! | integers from 0 to 2^64 - 1 | unsigned integers |
//! | negative ones and some from 2^63 to 2^64 - 1 | text, as it is spelt |
//! | integers, some beyond those | integers of any length |
//! | the same, and a float after the first above 2^64 - 1 | text, as it is spelt |
//! | a float before that | floats |

use polars::prelude::*;

/// What a column of numbers consists of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Integers,
    Unsigned,
    /// Integers of any length, kept as their digits.
    Digits,
    Floats,
    /// Numbers that are kept as they are spelt.
    Spelt,
}

/// Why a cell is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    /// It is no finite number.
    NoNumber,
    /// It is beyond the range of 32-bit floats.
    TooLarge,
}

/// The cells that were seen so far.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Survey {
    seen: Seen,
    negative: bool,
    above: bool,
}

#[derive(Clone, Copy, Debug, Default)]
enum Seen {
    #[default]
    Integers,
    /// Some do not fit into a signed integer, none is above the unsigned ones.
    Wide,
    Floats,
    /// Some are above the unsigned ones, no float was before.
    Beyond,
    BeyondAndFloats,
}

enum Number {
    Integer,
    /// From 2^63 to 2^64 - 1.
    Above,
    /// Less than -2^63.
    Below,
    /// 2^64 or more.
    Beyond,
    Float,
}

impl Survey {
    /// Takes note of one more cell.
    pub(crate) fn observe(&mut self, cell: &str) -> Result<(), Refused> {
        let number = number(cell)?;
        self.negative |= cell.starts_with('-');
        self.above |= matches!(number, Number::Above);
        self.seen = match (self.seen, number) {
            (Seen::Integers | Seen::Wide, Number::Float) => Seen::Floats,
            (Seen::Integers | Seen::Wide, Number::Beyond) => Seen::Beyond,
            (Seen::Integers, Number::Above | Number::Below) => Seen::Wide,
            (Seen::Beyond, Number::Float) => Seen::BeyondAndFloats,
            (seen, _) => seen,
        };
        Ok(())
    }

    /// What the column consists of, once all cells were seen.
    pub(crate) fn kind(self) -> Kind {
        match self.seen {
            Seen::Integers => Kind::Integers,
            Seen::Wide if !self.negative => Kind::Unsigned,
            Seen::Wide if self.above => Kind::Spelt,
            Seen::Wide | Seen::Beyond => Kind::Digits,
            Seen::Floats => Kind::Floats,
            Seen::BeyondAndFloats => Kind::Spelt,
        }
    }
}

fn number(cell: &str) -> Result<Number, Refused> {
    if cell.parse::<i64>().is_ok() {
        return Ok(Number::Integer);
    }
    let value: f64 = cell.parse().map_err(|_| Refused::NoNumber)?;
    if !cell.bytes().any(|byte| byte.is_ascii_digit()) {
        // `nan` and `inf` in their spellings.
        return Err(Refused::NoNumber);
    }
    // As scikit-learn: the nearest 32-bit float decides.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the range is what is asked for"
    )]
    if !(value as f32).is_finite() {
        return Err(Refused::TooLarge);
    }
    let unsigned = cell.strip_prefix(['+', '-']).unwrap_or(cell);
    Ok(if !unsigned.bytes().all(|byte| byte.is_ascii_digit()) {
        Number::Float
    } else if cell.starts_with('-') {
        Number::Below
    } else if cell.parse::<u64>().is_ok() {
        Number::Above
    } else {
        Number::Beyond
    })
}

/// The cells of a column whose kind is known.
#[derive(Debug)]
pub(crate) enum Cells {
    Integers(Vec<i64>),
    Unsigned(Vec<u64>),
    Floats(Vec<f64>),
    Digits(Vec<String>),
    Spelt(Vec<String>),
}

impl Cells {
    pub(crate) fn new(kind: Kind) -> Self {
        match kind {
            Kind::Integers => Self::Integers(Vec::new()),
            Kind::Unsigned => Self::Unsigned(Vec::new()),
            Kind::Floats => Self::Floats(Vec::new()),
            Kind::Digits => Self::Digits(Vec::new()),
            Kind::Spelt => Self::Spelt(Vec::new()),
        }
    }

    /// Adds a cell; nothing if it is not of the kind, which a survey of all cells excludes.
    pub(crate) fn push(&mut self, cell: &str) -> Option<()> {
        match self {
            Self::Integers(cells) => cells.push(cell.parse().ok()?),
            Self::Unsigned(cells) => cells.push(cell.parse().ok()?),
            Self::Floats(cells) => cells.push(cell.parse().ok()?),
            Self::Digits(cells) => cells.push(digits(cell)),
            Self::Spelt(cells) => cells.push(cell.to_owned()),
        }
        Some(())
    }

    pub(crate) fn into_column(self, name: &str) -> Column {
        let name = PlSmallStr::from_str(name);
        match self {
            Self::Integers(cells) => Column::new(name, cells),
            Self::Unsigned(cells) => Column::new(name, cells),
            Self::Floats(cells) => Column::new(name, cells),
            Self::Digits(cells) | Self::Spelt(cells) => Column::new(name, cells),
        }
    }
}

/// An integer of any length without what does not count: plus, leading zeros, the sign of 0.
fn digits(cell: &str) -> String {
    let unsigned = cell.strip_prefix(['+', '-']).unwrap_or(cell);
    match unsigned.trim_start_matches('0') {
        "" => "0".to_owned(),
        digits if cell.starts_with('-') => format!("-{digits}"),
        digits => digits.to_owned(),
    }
}

#[cfg(test)]
mod tests;
