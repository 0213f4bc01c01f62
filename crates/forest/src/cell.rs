//! The numbers that records hold.

use ndarray::{ArrayView2, CowArray, Ix2};

use crate::ForestError;

/// A number of a record: `f32` or `f64`. Trees compare float32, as scikit-learn's
/// do, so that a `f64` is rounded to the nearest float32 wherever it is used.
pub trait Cell: Copy + Send + Sync + sealed::Sealed + 'static {
    /// The number as a float32, rounded to nearest; beyond its range, infinity.
    fn single(self) -> f32;
}

impl Cell for f32 {
    fn single(self) -> f32 {
        self
    }
}

impl Cell for f64 {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "rounding to float32 is the purpose"
    )]
    fn single(self) -> f32 {
        self as f32
    }
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for f32 {}
    impl Sealed for f64 {}
}

/// Records `[rows, columns]` in one piece of memory, row by row or column by column.
#[derive(Debug)]
pub(crate) struct Matrix<'a, T: Cell> {
    cells: CowArray<'a, T, Ix2>,
    strides: (usize, usize),
}

impl<'a, T: Cell> Matrix<'a, T> {
    /// Takes records as they lie, or a copy where they lie in pieces.
    ///
    /// # Errors
    ///
    /// If there are no rows or columns, or more than `u32::MAX` rows.
    pub(crate) fn of(records: ArrayView2<'a, T>) -> Result<Self, ForestError> {
        let (rows, columns) = records.dim();
        if rows == 0 || columns == 0 {
            return Err(ForestError::Empty { rows, columns });
        }
        if u32::try_from(rows).is_err() {
            return Err(ForestError::TooManyRows { rows });
        }
        if records.is_standard_layout() {
            return Ok(Self {
                cells: records.into(),
                strides: (columns, 1),
            });
        }
        if records.t().is_standard_layout() {
            return Ok(Self {
                cells: records.into(),
                strides: (1, rows),
            });
        }
        let copy = records.as_standard_layout().into_owned();
        Ok(Self {
            cells: copy.into(),
            strides: (columns, 1),
        })
    }

    pub(crate) fn n_rows(&self) -> usize {
        self.cells.nrows()
    }

    pub(crate) fn n_columns(&self) -> usize {
        self.cells.ncols()
    }

    /// All cells in the order of memory; a cell's place is [`offset`](Self::offset).
    pub(crate) fn cells(&self) -> &[T] {
        self.cells
            .as_slice_memory_order()
            .expect("the constructor saw to it")
    }

    /// Where a cell is in [`cells`](Self::cells).
    pub(crate) fn offset(&self, row: usize, column: usize) -> usize {
        row * self.strides.0 + column * self.strides.1
    }

    /// One cell, as a float32.
    pub(crate) fn single(&self, row: usize, column: usize) -> f32 {
        self.cells()[self.offset(row, column)].single()
    }
}
