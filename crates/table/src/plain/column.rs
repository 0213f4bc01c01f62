//! What is done with the cells of a column: the usual ones stay as they are, others go through the
//! checks and the spelling of the exact way.

use lines::decimal::{self, Shape};
use lines::digest;
use params::Values;

use super::categories::Recent;
use super::observed::Observed;
use super::raw::Raw;
use super::row::Row;
use crate::cell::Cell;
use crate::column::Spelling;
use crate::column::numbers::{Kind, Number};
use crate::role::{Feature, Holds, Role};
use crate::write::{needs_quotes, write_float};

/// A column of the source, as one worker sees it.
#[derive(Debug)]
pub(super) struct Column<'a> {
    role: Role<'a>,
    spelling: Spelling<'a>,
    usual: Usual,
    /// Whether cells may be missing.
    missing: bool,
    pub(super) observed: Observed,
    /// The categories, if it has some.
    pub(super) recent: Option<Recent>,
    /// The flags that were found to be some.
    flags: Vec<Vec<u8>>,
}

/// Which cells are usual.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Usual {
    /// Decimals that are spelt as pandas spells those of such a column.
    Number(Kind),
    /// 0 and 1.
    Bit(Kind),
    /// Texts without quotation marks.
    Category,
    Flag,
    None,
}

/// The most flags that are remembered.
const FLAGS: usize = 4;

impl<'a> Column<'a> {
    /// A feature for the `role`, which is spelt as it says.
    pub(super) fn new(
        role: Role<'a>,
        feature: Feature<'a>,
        spelling: Spelling<'a>,
        decimal: u8,
    ) -> Self {
        let usual = match feature.holds {
            Holds::Number | Holds::Category(Values::Number) if decimal == b'.' => {
                Usual::Number(spelling.kind())
            }
            Holds::Flag(Values::Number) => Usual::Bit(spelling.kind()),
            Holds::Category(Values::Text | Values::Boolean) => Usual::Category,
            Holds::Flag(_) => Usual::Flag,
            _ => Usual::None,
        };
        let is_category = matches!(feature.holds, Holds::Category(_));
        Self {
            role,
            spelling,
            usual,
            missing: feature.missing,
            observed: Observed::default(),
            recent: is_category.then(Recent::new),
            flags: Vec::new(),
        }
    }

    /// Writes the cell that begins at `at`, the `last` of its row or not, and tells where it ends;
    /// nothing if it is unusual in a way that only the exact way knows.
    #[inline]
    pub(super) fn take(&mut self, row: &mut Row<'_, '_>, at: usize, last: bool) -> Option<usize> {
        match self.usual {
            Usual::Number(kind) => self.number(kind, row, at, last),
            Usual::Bit(kind) => self.bit(kind, row, at, last),
            Usual::Category | Usual::Flag => self.text(row, at, last),
            Usual::None => self.unusual(row, at, last),
        }
    }

    #[inline]
    fn number(
        &mut self,
        kind: Kind,
        row: &mut Row<'_, '_>,
        at: usize,
        last: bool,
    ) -> Option<usize> {
        let padded = row.text.padded;
        if let Some(found) = decimal::spelling(padded, at)
            && row.text.is_whole(found.end, last)
            && !row.cells.is_missing(&padded[at..found.end])
        {
            if self.recent.is_some() {
                self.category(&padded[at..found.end])?;
            }
            match (found.shape, kind) {
                (Shape::Fraction, Kind::Floats) if found.shortest_end == found.end => {}
                (Shape::Integer, Kind::Integers) => {}
                (Shape::Integer, _) => row.write_behind(found.end, b".0", found.end),
                (Shape::Fraction, _) => {
                    self.observed.float = true;
                    row.write_behind(found.shortest_end, b"", found.end);
                }
            }
            return Some(found.end);
        }
        if self.missing && row.text.is_whole(at, last) {
            self.observed.missing = true;
            return Some(at);
        }
        let raw = row.cell(at, last)?;
        if kind == Kind::Floats && self.recent.is_none() && raw.start == at {
            return self.float(row, raw);
        }
        self.unusual_raw(row, at, raw)
    }

    /// A float that is to be read and printed, such as one with an exponent.
    fn float(&mut self, row: &mut Row<'_, '_>, raw: Raw) -> Option<usize> {
        let (at, end) = (raw.start, raw.end);
        let text = row.text.text.and_then(|text| text.get(at..end));
        let text = text.filter(|text| !row.cells.is_missing(text.as_bytes()));
        let value = text.and_then(Number::parse_float);
        let Some(value) = value else {
            return self.unusual_raw(row, at, raw);
        };
        self.observed.float = true;
        row.copy_to(at);
        // A vector takes whatever is written to it.
        write_float(row.out, value).ok()?;
        row.go_on(end);
        Some(end)
    }

    /// Takes note of a category that is a number.
    fn category(&mut self, number: &[u8]) -> Option<()> {
        let recent = self.recent.as_mut()?;
        if !recent.is_known(digest::of_text(number)) {
            let number = Number::parse(str::from_utf8(number).ok()?).ok()?;
            recent.add(digest::of_text(&number.category()));
        }
        Some(())
    }

    fn bit(&mut self, kind: Kind, row: &mut Row<'_, '_>, at: usize, last: bool) -> Option<usize> {
        let is_bit = [b'0', b'1'].contains(&row.text.padded[at]);
        let is_usual = is_bit && row.text.is_whole(at + 1, last);
        if is_usual && !row.cells.is_missing(&row.text.padded[at..=at]) {
            if kind != Kind::Integers {
                row.write_behind(at + 1, b".0", at + 1);
            }
            return Some(at + 1);
        }
        self.unusual(row, at, last)
    }

    #[inline]
    fn text(&mut self, row: &mut Row<'_, '_>, at: usize, last: bool) -> Option<usize> {
        let raw = row.cell(at, last)?;
        let (text, quoted) = (&row.text.padded[raw.start..raw.stop], raw.start > at);
        if text.is_empty() && self.missing && !quoted {
            return Some(raw.end);
        }
        let is_plain = !raw.escaped && row.text.text.is_some();
        if !is_plain || row.cells.is_missing(text) || !self.is_known(text) {
            return self.unusual_raw(row, at, raw);
        }
        if quoted && !needs_quotes(text) {
            row.replace(at, text, raw.end);
        } else if !quoted && row.is_apart && text.contains(&b',') {
            // Between other separators, it has not the quotation marks that it needs.
            return self.unusual_raw(row, at, raw);
        }
        Some(raw.end)
    }

    /// Whether `text` is a category, of which note is taken, or one of the flags that were here.
    #[inline]
    fn is_known(&mut self, text: &[u8]) -> bool {
        match &mut self.recent {
            None => self.flags.iter().any(|flag| flag == text),
            Some(recent) => {
                let digest = digest::of_text(text);
                if !recent.is_known(digest) {
                    recent.add(digest);
                }
                true
            }
        }
    }

    fn unusual(&mut self, row: &mut Row<'_, '_>, at: usize, last: bool) -> Option<usize> {
        let raw = row.cell(at, last)?;
        self.unusual_raw(row, at, raw)
    }

    /// Reads and spells a cell as the exact way does.
    #[cold]
    fn unusual_raw(&mut self, row: &mut Row<'_, '_>, at: usize, raw: Raw) -> Option<usize> {
        let mut unescaped = Vec::new();
        let content = row.text.content(raw, &mut unescaped);
        let cell = row.cells.read(content, self.role).ok()?;
        self.observed.note(&cell)?;
        match (&mut self.recent, &cell) {
            (Some(recent), Cell::Text(text)) => recent.add(digest::of_text(text.as_bytes())),
            (Some(recent), Cell::Number(_, number)) => {
                recent.add(digest::of_text(&number.category()));
            }
            (None, Cell::Text(text)) if self.flags.len() < FLAGS => {
                self.flags.push(text.as_bytes().to_vec());
            }
            _ => {}
        }
        row.copy_to(at);
        // Where it is not what was guessed, the observation tells it.
        let _ = self.spelling.write(&cell, row.out);
        row.go_on(raw.end);
        Some(raw.end)
    }
}
