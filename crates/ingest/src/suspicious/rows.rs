//! A piece of a table as rows of cells.

use std::cell::OnceCell;

use lines::digest;
use table::spell::{ColumnType, SpeltPiece};

/// A cell of a feature, as it is spelt.
#[derive(Clone, Debug)]
pub(super) struct Cell<'p> {
    /// Its text, with its quotation marks if it has some: one value has one such text.
    pub(super) text: &'p [u8],
    /// Its number, where that was read to find its end.
    number: Option<f64>,
    column_type: ColumnType,
    /// The digest of its value, once it was asked for.
    digest: OnceCell<u64>,
}

/// Up to here in size, floats hold all whole numbers; beyond, all floats are whole numbers.
const EXACT: u128 = 1 << 53;

impl<'p> Cell<'p> {
    pub(super) fn is_missing(&self) -> bool {
        self.text.is_empty()
    }

    /// Its number, if it is one.
    pub(super) fn number(&self) -> Option<f64> {
        let parse = || str::from_utf8(self.text).ok()?.parse().ok();
        self.number.or_else(parse)
    }

    /// Its whole number, if it is one. A float is spelt with `.0` then, and below 2^53.
    pub(super) fn whole_number(&self) -> Option<i128> {
        let text = str::from_utf8(self.text).ok()?;
        if self.column_type != ColumnType::Float {
            return text.parse().ok();
        }
        let number: i128 = text.strip_suffix(".0")?.parse().ok()?;
        (number.unsigned_abs() <= EXACT).then_some(number)
    }

    /// The digest of its value. Both zeros are one value.
    pub(super) fn digest(&self) -> u64 {
        *self.digest.get_or_init(|| {
            let is_zero = self.column_type == ColumnType::Float && self.text == b"-0.0";
            digest::of_text(if is_zero { b"0.0" } else { self.text })
        })
    }

    /// The cell that `onward` begins with, and what follows behind its comma.
    pub(super) fn first_of(onward: &'p [u8], column_type: ColumnType) -> (Self, &'p [u8]) {
        let number = match column_type {
            ColumnType::Text => None,
            _ => {
                lines::decimal::number(onward, 0).filter(|read| onward.get(read.end) == Some(&b','))
            }
        };
        let end = number.map_or_else(|| end_of_cell(onward), |read| read.end);
        let cell = Self {
            text: &onward[..end],
            number: number.map(|read| read.value),
            column_type,
            digest: OnceCell::new(),
        };
        (cell, onward.get(end + 1..).unwrap_or_default())
    }
}

/// What follows behind `number` cells.
pub(super) fn skip(mut onward: &[u8], number: usize) -> &[u8] {
    for _ in 0..number {
        onward = onward.get(end_of_cell(onward) + 1..).unwrap_or_default();
    }
    onward
}

/// Where the first cell ends. All cells looked at have one behind them in their line, so that a
/// comma ends them.
fn end_of_cell(onward: &[u8]) -> usize {
    let comma = |text: &[u8]| text.iter().position(|&byte| byte == b',');
    let is_quoted = onward.first() == Some(&b'"');
    let quoted = if is_quoted { end_of_quotes(onward) } else { 0 };
    comma(&onward[quoted..]).map_or(onward.len(), |end| quoted + end)
}

/// Behind the quotation mark that closes the first one; of a doubled one, each closes or opens.
fn end_of_quotes(onward: &[u8]) -> usize {
    let mut is_open = false;
    let ends = |&byte: &u8| {
        is_open ^= byte == b'"';
        byte == b',' && !is_open
    };
    onward.iter().position(ends).unwrap_or(onward.len())
}

/// Each row of a piece from its first byte on, with its class.
pub(super) fn of<'p>(piece: &SpeltPiece<'p>) -> impl Iterator<Item = (&'p [u8], u16)> {
    let SpeltPiece {
        lines,
        ends,
        classes,
        ..
    } = *piece;
    let starts = std::iter::once(0).chain(ends.iter().map(|&end| end as usize));
    starts
        .zip(classes)
        .map(|(start, &class)| (&lines[start..], class))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_split_at_commas_outside_of_quotation_marks() {
        let line = b"1.5,,\"a \"\"b\"\", c\",\"\n\",0,x\n";
        let (mut onward, mut texts) = (&line[..], Vec::new());
        for _ in 0..5 {
            let (cell, behind) = Cell::first_of(onward, ColumnType::Text);
            texts.push(str::from_utf8(cell.text).unwrap());
            onward = behind;
        }
        assert_eq!(texts, ["1.5", "", "\"a \"\"b\"\", c\"", "\"\n\"", "0"]);
        assert_eq!(onward, b"x\n");
        assert_eq!(skip(line, 4), b"0,x\n");
    }

    #[test]
    fn a_float_is_whole_as_far_as_floats_are_exact() {
        let whole = |text: &str, column_type| {
            let line = format!("{text},0,x\n");
            Cell::first_of(line.as_bytes(), column_type)
                .0
                .whole_number()
        };
        assert_eq!(whole("-0.0", ColumnType::Float), Some(0));
        assert_eq!(
            whole("9007199254740992.0", ColumnType::Float),
            Some(1 << 53)
        );
        for text in ["9007199254740994.0", "1e+16", "1.5", "1e-05", "", "7"] {
            assert_eq!(whole(text, ColumnType::Float), None, "{text}");
        }
        assert_eq!(
            whole("18446744073709551615", ColumnType::Unsigned),
            Some(u64::MAX.into())
        );
        assert_eq!(whole("7.0", ColumnType::Text), None);
    }
}
