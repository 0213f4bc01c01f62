//! A subtree's values in one place.

use std::ops::Range;

use super::bins::Bins;
use super::row::Row;
use crate::cell::{Cell, Matrix};
use crate::key::key;

/// Nodes of up to so many rows get a block: the keys of a few dozen features then
/// fit into a second-level cache of half a megabyte.
pub(crate) const BLOCK_ROWS: usize = 2048;

/// The codes and keys of the rows of one node, and so of its descendants, copied
/// feature by feature when first asked for.
///
/// Growing goes depth first, so that one block at a time is enough. Rows in its range
/// carry their place in the block instead of their number in the records.
#[derive(Debug)]
pub(crate) struct Block {
    range: Range<usize>,
    numbers: Vec<u32>,
    codes: Lazy<u8>,
    keys: Lazy<u32>,
}

/// Columns of up to [`BLOCK_ROWS`] values, some of them filled.
#[derive(Debug)]
struct Lazy<V> {
    values: Vec<V>,
    filled: Vec<bool>,
}

impl<V: Copy + Default> Lazy<V> {
    fn new(n_columns: usize, n_rows: usize) -> Self {
        Self {
            values: vec![V::default(); n_columns * n_rows],
            filled: vec![false; n_columns],
        }
    }
}

impl Block {
    pub(crate) fn new(n_columns: usize, n_rows: usize) -> Self {
        let n_rows = n_rows.min(BLOCK_ROWS);
        Self {
            range: 0..0,
            numbers: Vec::with_capacity(n_rows),
            codes: Lazy::new(n_columns, n_rows),
            keys: Lazy::new(n_columns, n_rows),
        }
    }

    /// Forgets its rows.
    pub(crate) fn clear(&mut self) {
        self.range = 0..0;
    }

    /// Whether a node's rows are in the block.
    pub(crate) fn holds(&self, range: &Range<usize>) -> bool {
        self.range.start <= range.start && range.end <= self.range.end
    }

    /// Takes over a node's rows and renumbers them.
    pub(crate) fn enter(&mut self, range: &Range<usize>, rows: &mut [Row]) {
        self.range = range.clone();
        self.numbers.clear();
        for (place, row) in (0..).zip(&mut rows[range.clone()]) {
            self.numbers.push(row.number_u32());
            *row = row.renumbered(place);
        }
        self.codes.filled.fill(false);
        self.keys.filled.fill(false);
    }

    /// The codes of a feature, by place in the block.
    pub(crate) fn codes(&mut self, feature: usize, bins: &Bins) -> &[u8] {
        let width = self.codes.values.len() / self.codes.filled.len();
        let codes = &mut self.codes.values[feature * width..][..self.numbers.len()];
        if !self.codes.filled[feature] {
            self.codes.filled[feature] = true;
            let all = bins.column(feature).codes();
            for (code, &number) in codes.iter_mut().zip(&self.numbers) {
                *code = all[number as usize];
            }
        }
        codes
    }

    /// The keys of a feature, by place in the block.
    pub(crate) fn keys<T: Cell>(&mut self, feature: usize, records: &Matrix<'_, T>) -> &[u32] {
        let width = self.keys.values.len() / self.keys.filled.len();
        let keys = &mut self.keys.values[feature * width..][..self.numbers.len()];
        if !self.keys.filled[feature] {
            self.keys.filled[feature] = true;
            let cells = records.cells();
            for (slot, &number) in keys.iter_mut().zip(&self.numbers) {
                *slot = key(cells[records.offset(number as usize, feature)].single());
            }
        }
        keys
    }
}
