//! The values of a small node's rows, next to each other.

use std::ops::Range;

use super::row::Row;
use crate::data::sort_key::key;
use crate::data::{FeatureValue, Matrix};
use crate::splitter::binned::bins::{BinnedColumns, StridedValues};

/// The most rows of a node that gets a block. The keys of a few dozen features then fit
/// into a second-level cache of half a megabyte.
pub(crate) const BLOCK_ROWS: usize = 2048;

/// The most features with which the keys of whole rows are copied. A block then fits into
/// the cache as well, and rows are read once instead of once for each feature.
const WHOLE_ROWS: usize = 64;

/// The length of a cache line, in bytes.
const CACHE_LINE: usize = 64;
/// The number of rows that are read at the same time.
const TILE: usize = 32;

/// The codes and keys of the rows of one node, and so of its descendants. They are copied
/// feature by feature when first asked for, or row by row all at once.
///
/// A tree is grown depth first, so that one block at a time is enough. Rows in its range
/// carry their place in the block instead of their number in the records.
#[derive(Debug)]
pub(crate) struct NodeBlock {
    /// The positions of its rows in the order of the tree.
    range: Range<usize>,
    /// The number of each row in the records.
    numbers: Vec<u32>,
    codes: LazyColumns<u8>,
    keys: LazyColumns<u32>,
    /// Whether the keys lie row by row.
    by_row: bool,
}

/// Columns of up to [`BLOCK_ROWS`] values, some of which are filled.
#[derive(Debug)]
struct LazyColumns<V> {
    values: Vec<V>,
    filled: Vec<bool>,
}

impl<V: Copy + Default> LazyColumns<V> {
    fn new(n_columns: usize, n_rows: usize) -> Self {
        Self {
            values: vec![V::default(); n_columns * n_rows],
            filled: vec![false; n_columns],
        }
    }
}

impl NodeBlock {
    /// Room for the rows of a node, out of `n_rows` rows of `n_columns` features.
    pub(crate) fn new(n_columns: usize, n_rows: usize) -> Self {
        let n_rows = n_rows.min(BLOCK_ROWS);
        Self {
            range: 0..0,
            numbers: Vec::with_capacity(n_rows),
            codes: LazyColumns::new(n_columns, n_rows),
            keys: LazyColumns::new(n_columns, n_rows),
            by_row: false,
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

    /// Copies the keys of all features, if there are few and records lie row by row.
    pub(crate) fn fill<T: FeatureValue>(&mut self, records: &Matrix<'_, T>) {
        let n_features = self.keys.filled.len();
        if records.row_stride() != n_features || n_features > WHOLE_ROWS {
            return;
        }
        self.by_row = true;
        let cells = records.cells();
        let row = |&number: &u32| &cells[number as usize * n_features..][..n_features];
        let keys = self.keys.values.chunks_mut(TILE * n_features);
        for (keys, numbers) in keys.zip(self.numbers.chunks(TILE)) {
            touch(numbers.iter().map(row));
            for (keys, row) in keys
                .chunks_exact_mut(n_features)
                .zip(numbers.iter().map(row))
            {
                for (slot, cell) in keys.iter_mut().zip(row) {
                    *slot = key(cell.to_f32());
                }
            }
        }
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
        self.by_row = false;
    }

    /// The codes of a feature, by place in the block.
    pub(crate) fn codes(&mut self, feature: usize, bins: &BinnedColumns) -> &[u8] {
        let width = self.codes.values.len() / self.codes.filled.len();
        let codes = &mut self.codes.values[feature * width..][..self.numbers.len()];
        if !self.codes.filled[feature] {
            self.codes.filled[feature] = true;
            let all = bins.codes(feature, codes.len());
            for (code, &number) in codes.iter_mut().zip(&self.numbers) {
                *code = all.at(number as usize);
            }
        }
        codes
    }

    /// The keys of a feature.
    pub(crate) fn keys<T: FeatureValue>(
        &mut self,
        feature: usize,
        records: &Matrix<'_, T>,
    ) -> StridedValues<'_, u32> {
        if self.by_row {
            return StridedValues::among(&self.keys.values, feature, self.keys.filled.len());
        }
        let width = self.keys.values.len() / self.keys.filled.len();
        let keys = &mut self.keys.values[feature * width..][..self.numbers.len()];
        if !self.keys.filled[feature] {
            self.keys.filled[feature] = true;
            let cells = records.cells();
            for (slot, &number) in keys.iter_mut().zip(&self.numbers) {
                *slot = key(cells[records.offset(number as usize, feature)].to_f32());
            }
        }
        StridedValues::of_column(keys)
    }
}

/// Reads a cell of each cache line of some rows, and so brings them near. None of these
/// reads waits for another. A copy would wait at each row, since it takes more instructions
/// than a processor looks ahead.
fn touch<'a, T: FeatureValue>(rows: impl Iterator<Item = &'a [T]>) {
    let per_line = CACHE_LINE / size_of::<T>();
    let mut touched = 0.0;
    for row in rows {
        for cell in row.iter().step_by(per_line).chain(row.last()) {
            touched += cell.to_f32();
        }
    }
    std::hint::black_box(touched);
}

#[cfg(test)]
mod tests {
    use ndarray::{Array2, ShapeBuilder};

    use super::{NodeBlock, Row};
    use crate::data::Matrix;
    use crate::data::sort_key::key;
    use crate::splitter::binned::bins::BinnedColumns;

    /// Compares what a block of rows 3 to 8 holds with the records.
    fn check(records: &Array2<f32>, at_once: bool) {
        let matrix = Matrix::of(records.view()).unwrap();
        let bins = BinnedColumns::of(&matrix).unwrap();
        let mut rows: Vec<Row> = [9, 2, 5, 7, 1, 30, 4, 11, 12, 0]
            .map(|number| Row::new(number, number % 2, 1 + number))
            .to_vec();
        let before = rows.clone();
        let mut block = NodeBlock::new(records.ncols(), records.nrows());
        block.enter(&(3..9), &mut rows);
        if at_once {
            block.fill(&matrix);
        }
        assert!(block.holds(&(4..8)) && !block.holds(&(2..8)));
        assert_eq!((rows[2], rows[9]), (before[2], before[9]));
        for feature in [1, 0] {
            for (row, &in_block) in before[3..9].iter().zip(&rows[3..9]) {
                assert_eq!(
                    (in_block.class(), in_block.weight()),
                    (row.class(), row.weight())
                );
                let value = records[(row.number(), feature)];
                let keys = block.keys(feature, &matrix);
                assert_eq!(keys.at(in_block.number()), key(value));
                let code = bins.column(feature).codes()[row.number()];
                assert_eq!(block.codes(feature, &bins)[in_block.number()], code);
            }
        }
        block.clear();
        assert!(!block.holds(&(4..8)));
    }

    #[test]
    fn a_block_holds_the_values_of_its_rows_however_records_lie() {
        let by_row = Array2::from_shape_fn((40, 2), |(row, column)| {
            (row * 37 % 40 + 100 * column) as f32
        });
        let mut by_column = Array2::zeros(by_row.dim().f());
        by_column.assign(&by_row);
        for at_once in [false, true] {
            check(&by_row, at_once);
            check(&by_column, at_once);
        }
    }
}
