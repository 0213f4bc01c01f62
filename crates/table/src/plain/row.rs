//! A row while it is written: cells that stay as they are are copied together.

use super::raw::{Bytes, Raw};
use crate::cell::Cells;

/// A row of the source, and the line that becomes of it.
pub(super) struct Row<'w, 'p> {
    pub(super) text: Bytes<'p>,
    pub(super) cells: &'w Cells<'w>,
    /// Whether cells are separated by something else than commas, so that each is copied apart.
    pub(super) is_apart: bool,
    pub(super) out: &'w mut Vec<u8>,
    /// From where on the text is to be copied.
    run: usize,
}

impl<'w, 'p> Row<'w, 'p> {
    pub(super) fn new(text: Bytes<'p>, cells: &'w Cells<'w>, out: &'w mut Vec<u8>) -> Self {
        Self {
            text,
            cells,
            is_apart: text.separator != b',',
            out,
            run: 0,
        }
    }

    /// The cell that begins at `at`, if it is whole.
    #[inline]
    pub(super) fn cell(&self, at: usize, last: bool) -> Option<Raw> {
        let raw = self.text.cell(at)?;
        self.text.is_whole(raw.end, last).then_some(raw)
    }

    /// Copies the text up to `end`.
    #[inline]
    pub(super) fn copy_to(&mut self, end: usize) {
        self.out.extend_from_slice(&self.text.padded[self.run..end]);
        self.run = end;
    }

    /// Nothing is copied of the text before `at`.
    #[inline]
    pub(super) fn go_on(&mut self, at: usize) {
        self.run = at;
    }

    /// Copies the text up to `end`, writes `bytes` behind it, and goes on at `at`.
    #[inline]
    pub(super) fn write_behind(&mut self, end: usize, bytes: &[u8], at: usize) {
        self.copy_to(end);
        self.out.extend_from_slice(bytes);
        self.run = at;
    }

    /// Writes `bytes` in place of the cell from `at` to `end`.
    pub(super) fn replace(&mut self, at: usize, bytes: &[u8], end: usize) {
        self.write_behind(at, bytes, end);
    }

    /// Ends a cell at `end` that is part of the line, the `last` of the row or not.
    #[inline]
    pub(super) fn separate(&mut self, end: usize, last: bool) {
        if last || self.is_apart {
            self.write_behind(end, b",", end + 1);
        }
    }
}
