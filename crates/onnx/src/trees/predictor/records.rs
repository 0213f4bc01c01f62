//! Some rows as float32, copied to where they are read often.

use std::ops::Range;

use ndarray::{ArrayView2, s};

use super::quick_scorer::LANES;
use crate::float32::FeatureValue;

/// Records `[rows, columns]`, whatever their numbers and their order in memory.
///
/// Behind this interface nothing is generic over the type of the numbers: it is compiled once,
/// where the type of the trees is known, and optimised as a whole there.
pub trait Records: Sync {
    /// The number of rows.
    fn n_rows(&self) -> usize;

    /// The number of columns.
    fn n_columns(&self) -> usize;

    /// Writes some rows as `[rows, columns]`.
    fn by_row(&self, rows: Range<usize>, values: &mut Vec<f32>);

    /// Writes some rows as `[groups, columns, LANES]`: a lane is a row, and the last group
    /// is filled up with zeros.
    fn by_lane(&self, rows: Range<usize>, values: &mut Vec<f32>);
}

impl<V: FeatureValue> Records for ArrayView2<'_, V> {
    fn n_rows(&self) -> usize {
        self.nrows()
    }

    fn n_columns(&self) -> usize {
        self.ncols()
    }

    fn by_row(&self, rows: Range<usize>, values: &mut Vec<f32>) {
        let n_columns = self.ncols();
        values.clear();
        values.resize(rows.len() * n_columns, 0.0);
        for_each(self, rows, |row, column, value| {
            values[row * n_columns + column] = value;
        });
    }

    fn by_lane(&self, rows: Range<usize>, values: &mut Vec<f32>) {
        let n_columns = self.ncols();
        values.clear();
        values.resize(rows.len().next_multiple_of(LANES) * n_columns, 0.0);
        for_each(self, rows, |row, column, value| {
            values[(row / LANES * n_columns + column) * LANES + row % LANES] = value;
        });
    }
}

/// Visits the cells of some rows, counted from the first of them, as they lie in memory.
fn for_each<V: FeatureValue>(
    records: &ArrayView2<'_, V>,
    rows: Range<usize>,
    mut write: impl FnMut(usize, usize, f32),
) {
    let part = records.slice(s![rows, ..]);
    if let Some(cells) = part.as_slice() {
        let n_columns = part.ncols();
        for row in 0..part.nrows() {
            for (column, cell) in cells[row * n_columns..][..n_columns].iter().enumerate() {
                write(row, column, cell.to_f32());
            }
        }
    } else {
        for (column, cells) in part.columns().into_iter().enumerate() {
            for (row, cell) in cells.iter().enumerate() {
                write(row, column, cell.to_f32());
            }
        }
    }
}
