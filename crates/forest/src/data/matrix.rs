//! Records as they lie in memory.

use std::borrow::Cow;

use ndarray::ArrayView2;
use onnx::float32::FeatureValue;

use crate::ForestError;

/// Records `[rows, columns]` in one piece of memory, row by row or column by column.
#[derive(Debug)]
pub(crate) struct Matrix<'a, T: FeatureValue> {
    cells: Cow<'a, [T]>,
    n_rows: usize,
    n_columns: usize,
    strides: (usize, usize),
}

impl<'a, T: FeatureValue> Matrix<'a, T> {
    /// Takes records as they lie, or a copy where they lie in pieces.
    ///
    /// # Errors
    ///
    /// If there are no rows or columns, or more than `u32::MAX` rows.
    pub(crate) fn of(records: ArrayView2<'a, T>) -> Result<Self, ForestError> {
        let (n_rows, n_columns) = records.dim();
        if n_rows == 0 || n_columns == 0 {
            return Err(ForestError::Empty {
                rows: n_rows,
                columns: n_columns,
            });
        }
        if u32::try_from(n_rows).is_err() {
            return Err(ForestError::TooManyRows { rows: n_rows });
        }
        let (row_by_row, column_by_column) = ((n_columns, 1), (1, n_rows));
        let (cells, strides) = if let Some(cells) = records.to_slice() {
            (cells.into(), row_by_row)
        } else if let Some(cells) = records.reversed_axes().to_slice() {
            (cells.into(), column_by_column)
        } else {
            (records.iter().copied().collect(), row_by_row)
        };
        Ok(Self {
            cells,
            n_rows,
            n_columns,
            strides,
        })
    }

    pub(crate) fn n_rows(&self) -> usize {
        self.n_rows
    }

    pub(crate) fn n_columns(&self) -> usize {
        self.n_columns
    }

    /// All cells in the order of memory; a cell's place is [`offset`](Self::offset).
    pub(crate) fn cells(&self) -> &[T] {
        &self.cells
    }

    /// Where a cell is in [`cells`](Self::cells).
    pub(crate) fn offset(&self, row: usize, column: usize) -> usize {
        row * self.strides.0 + column * self.strides.1
    }

    /// The distance in [`cells`](Self::cells) between two rows' cells of a column.
    pub(crate) fn row_stride(&self) -> usize {
        self.strides.0
    }

    /// One cell, as a float32.
    pub(crate) fn single(&self, row: usize, column: usize) -> f32 {
        self.cells()[self.offset(row, column)].to_f32()
    }
}
