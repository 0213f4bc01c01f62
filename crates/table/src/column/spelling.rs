//! How the cells of a column are written, once it is known what they are together.

use params::{DatePart, Values};

use super::numbers::Kind;
use crate::cell::Cell;
use crate::role::{Feature, Holds};
use crate::spelt::{ColumnType, SpeltColumn};
use crate::write::write_quoted;

/// What the table calls a part of the dates in the column `column`.
pub(crate) fn part_name(column: &str, part: DatePart) -> String {
    format!("{column}_{}", part.name())
}

/// How the cells of a feature are written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Spelling<'a> {
    holds: Holds<'a>,
    /// What its numbers are, those of a date's parts included.
    kind: Kind,
}

impl<'a> Spelling<'a> {
    /// That of a feature whose numbers, if it has some, are of the `kind`.
    pub(crate) fn new(feature: Feature<'a>, kind: Kind) -> Self {
        let holds = feature.holds;
        Self { holds, kind }
    }

    /// What its numbers are, if it has some.
    pub(crate) fn kind(self) -> Kind {
        self.kind
    }

    /// Writes `cell`, or the parts of its date with commas between; nothing if it is not what was
    /// seen of the column.
    pub(crate) fn write(self, cell: &Cell<'_>, out: &mut Vec<u8>) -> Option<()> {
        match (self.holds, cell) {
            (Holds::Date(_), Cell::Date(_) | Cell::Missing) => self.write_parts(cell, out),
            (_, Cell::Number(text, number)) => number.write(text, self.kind, out),
            (_, Cell::Text(text)) => {
                write_quoted(text.as_bytes(), out);
                Some(())
            }
            // An empty cell is a missing one, where the column's type has such.
            (_, Cell::Missing) => self.may_be_missing().then_some(()),
            _ => None,
        }
    }

    fn may_be_missing(self) -> bool {
        self.is_text() || !matches!(self.kind, Kind::Integers | Kind::Unsigned)
    }

    fn is_text(self) -> bool {
        matches!(
            self.holds,
            Holds::Category(Values::Text | Values::Boolean)
                | Holds::Flag(Values::Text | Values::Boolean)
        )
    }

    /// Integers, or floats if one is missing.
    fn write_parts(self, cell: &Cell<'_>, out: &mut Vec<u8>) -> Option<()> {
        let Holds::Date(date) = self.holds else {
            return None;
        };
        let point: &[u8] = match self.kind {
            Kind::Integers => b"",
            _ => b".0",
        };
        for (place, part) in date.parts.iter().enumerate() {
            if place > 0 {
                out.push(b',');
            }
            match cell {
                Cell::Date(moment) => {
                    write_digits(moment.part(*part), out);
                    out.extend_from_slice(point);
                }
                _ if self.kind == Kind::Integers => return None,
                _ => {}
            }
        }
        Some(())
    }

    /// The column called `name`, or one for each part of a date.
    pub(crate) fn columns(self, name: &str) -> Vec<SpeltColumn> {
        let column_type = match self.kind {
            _ if self.is_text() => ColumnType::Text,
            Kind::Integers => ColumnType::Integer,
            Kind::Unsigned => ColumnType::Unsigned,
            Kind::Floats | Kind::WholeFloats => ColumnType::Float,
            Kind::Digits | Kind::Spelt => ColumnType::Text,
        };
        let column = |name| SpeltColumn { name, column_type };
        match self.holds {
            Holds::Date(date) => {
                let parts = date.parts.iter();
                parts.map(|part| column(part_name(name, *part))).collect()
            }
            _ => vec![column(name.to_owned())],
        }
    }
}

/// Writes a `number` that is not negative: what the standard library does takes several times as
/// long for numbers as small as those of dates.
fn write_digits(mut number: i64, out: &mut Vec<u8>) {
    let (mut digits, mut at) = ([b'0'; 20], 20);
    while number > 0 || at == 20 {
        at -= 1;
        digits[at] += u8::try_from(number % 10).unwrap_or_default();
        number /= 10;
    }
    out.extend_from_slice(&digits[at..]);
}
