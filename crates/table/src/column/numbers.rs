//! Columns of numbers, typed as pandas types them.
//!
//! pandas tries 64-bit integers, unsigned ones, Python's integers and floats, each from the
//! first cell on. What follows from that for integers beyond 64 bits and for missing cells was
//! found by comparing all columns of up to four cells (`oracle/pandas_bytes.py` has some of them):
//!
//! | the column | what pandas makes of it | with missing cells |
//! |---|---|---|
//! | integers from -2^63 to 2^63 - 1 | integers | floats |
//! | integers from 0 to 2^64 - 1 | unsigned integers | text, as it is spelt |
//! | negative ones and some from 2^63 to 2^64 - 1 | text, as it is spelt | the same |
//! | integers, some beyond those | integers of any length | the same |
//! | the same, and a float after the first above 2^64 - 1 | text, as it is spelt | the same |
//! | a float before that | floats | the same |
//!
//! Where pandas keeps numbers as they are spelt, it does the same with what stands for a missing
//! one, such as `NA`. Here that cell is empty, as in all other columns.

use std::io::Write as _;

use crate::write::write_float;

/// What a column of numbers consists of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Integers,
    Unsigned,
    /// Integers of any length, kept as their digits.
    Digits,
    Floats,
    /// Integers that are floats because one is missing: there is no negative zero among them.
    WholeFloats,
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

/// What a number alone makes of its column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sort {
    /// A signed integer of 64 bits.
    Integer,
    /// Another integer.
    Wide,
    Float,
}

/// The cells that were seen so far.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Survey {
    seen: Seen,
    negative: bool,
    above: bool,
    missing: bool,
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

/// What a cell is that holds a number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Number {
    size: Size,
    negative: bool,
    /// The nearest float. There is a negative zero.
    pub(crate) value: f64,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Size {
    Integer(i64),
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
    pub(crate) fn note(&mut self, number: Number) {
        self.negative |= number.negative;
        self.above |= number.size == Size::Above;
        self.seen = match (self.seen, number.size) {
            (Seen::Integers | Seen::Wide, Size::Float) => Seen::Floats,
            (Seen::Integers | Seen::Wide, Size::Beyond) => Seen::Beyond,
            (Seen::Integers, Size::Above | Size::Below) => Seen::Wide,
            (Seen::Beyond, Size::Float) => Seen::BeyondAndFloats,
            (seen, _) => seen,
        };
    }

    /// Takes note of a cell that is missing.
    pub(crate) fn note_missing(&mut self) {
        self.missing = true;
    }

    /// What the column consists of, once all cells were seen.
    pub(crate) fn kind(self) -> Kind {
        match self.seen {
            Seen::Integers if self.missing => Kind::WholeFloats,
            Seen::Integers => Kind::Integers,
            Seen::Wide if !self.negative && self.missing => Kind::Spelt,
            Seen::Wide if !self.negative => Kind::Unsigned,
            Seen::Wide if self.above => Kind::Spelt,
            Seen::Wide | Seen::Beyond => Kind::Digits,
            Seen::Floats => Kind::Floats,
            Seen::BeyondAndFloats => Kind::Spelt,
        }
    }
}

impl Number {
    /// The number that `cell` holds.
    pub(crate) fn parse(cell: &str) -> Result<Self, Refused> {
        let negative = cell.starts_with('-');
        if let Ok(integer) = cell.parse::<i64>() {
            let value = if negative && integer == 0 {
                -0.0
            } else {
                integer as f64
            };
            return Ok(Self {
                size: Size::Integer(integer),
                negative,
                value,
            });
        }
        let value: f64 = cell.parse().map_err(|_| Refused::NoNumber)?;
        // `nan` and `inf` in their spellings.
        if !cell.bytes().any(|byte| byte.is_ascii_digit()) {
            return Err(Refused::NoNumber);
        }
        if !is_in_range(value) {
            return Err(Refused::TooLarge);
        }
        Ok(Self {
            size: Size::of(cell, negative),
            negative,
            value,
        })
    }
}

impl Number {
    /// The value of `cell`, if it is a number with a point or an exponent, and within the range.
    pub(crate) fn parse_float(cell: &str) -> Option<f64> {
        let mut bytes = cell.bytes();
        let is_float = bytes.any(|byte| matches!(byte, b'.' | b'e' | b'E'));
        let value = cell.parse().ok().filter(|_| is_float);
        // Neither `nan` nor `inf` is.
        value.filter(|value| is_in_range(*value))
    }

    pub(crate) fn sort(self) -> Sort {
        match self.size {
            Size::Integer(_) => Sort::Integer,
            Size::Float => Sort::Float,
            Size::Above | Size::Below | Size::Beyond => Sort::Wide,
        }
    }

    /// Whether it is 0 with a minus, which integers that became floats do not have.
    pub(crate) fn is_negative_zero(self) -> bool {
        self.value == 0.0 && self.value.is_sign_negative()
    }

    /// What numbers have in common that are the same category: both zeros are.
    pub(crate) fn category(self) -> [u8; 8] {
        (self.value + 0.0).to_bits().to_le_bytes()
    }

    /// Writes the number, which `cell` holds, as it stands in a column of the `kind`; nothing if it
    /// is not of the kind, which a survey of all cells excludes.
    pub(crate) fn write(self, cell: &str, kind: Kind, out: &mut Vec<u8>) -> Option<()> {
        // A vector takes whatever is written to it.
        match (kind, self.size) {
            (Kind::Integers, Size::Integer(integer)) => write!(out, "{integer}").ok(),
            (Kind::Integers, _) => None,
            (Kind::Unsigned, _) => write!(out, "{}", cell.parse::<u64>().ok()?).ok(),
            (Kind::Floats, _) => write_float(out, self.value).ok(),
            // Positive zero from negative.
            (Kind::WholeFloats, _) => write_float(out, self.value + 0.0).ok(),
            (Kind::Digits, _) => out.write_all(digits(cell).as_bytes()).ok(),
            (Kind::Spelt, _) => out.write_all(cell.as_bytes()).ok(),
        }
    }
}

/// Whether a 32-bit float holds it, as scikit-learn asks for: the nearest one decides.
#[expect(
    clippy::cast_possible_truncation,
    reason = "the range is what is asked for"
)]
fn is_in_range(value: f64) -> bool {
    (value as f32).is_finite()
}

impl Size {
    /// The size of a number that is no signed 64-bit integer.
    fn of(cell: &str, negative: bool) -> Self {
        let unsigned = cell.strip_prefix(['+', '-']).unwrap_or(cell);
        if !unsigned.bytes().all(|byte| byte.is_ascii_digit()) {
            Self::Float
        } else if negative {
            Self::Below
        } else if cell.parse::<u64>().is_ok() {
            Self::Above
        } else {
            Self::Beyond
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
