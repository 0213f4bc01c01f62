//! The cells of a column of a group of rows.

use parquet::column::reader::ColumnReaderImpl;
use parquet::data_type::DataType;
use parquet::errors::{ParquetError, Result};

/// The cells of a column of a group of rows, some at a time.
pub struct Cells<T: DataType> {
    reader: ColumnReaderImpl<T>,
    /// Whether some may be missing.
    optional: bool,
    values: Vec<T::T>,
    /// For each cell, 1 if it has a value, and 0 if it is missing; nothing if none may be.
    levels: Vec<i16>,
    /// How many of the cells, and of the values, were gone through.
    seen: usize,
    taken: usize,
}

impl<T: DataType> Cells<T> {
    /// Those that `reader` reads, of which some may be missing if the column is `optional`.
    #[must_use]
    pub fn new(reader: ColumnReaderImpl<T>, optional: bool) -> Self {
        Self {
            reader,
            optional,
            values: Vec::new(),
            levels: Vec::new(),
            seen: 0,
            taken: 0,
        }
    }

    /// Reads the next `n` cells, in place of those that were read before.
    ///
    /// # Errors
    ///
    /// When they cannot be read, or there are fewer than `n`.
    pub fn read(&mut self, n: usize) -> Result<()> {
        self.values.clear();
        let mut values = std::mem::take(&mut self.values);
        let read = self.read_onto(&mut values, n);
        self.values = values;
        read.map(drop)
    }

    /// Whether the column ends behind the cells that were read, which are given up.
    ///
    /// # Errors
    ///
    /// When what stands there cannot be read.
    pub fn is_at_end(&mut self) -> Result<bool> {
        self.levels.clear();
        self.values.clear();
        let levels = Some(&mut self.levels);
        let (records, ..) = self
            .reader
            .read_records(1, levels, None, &mut self.values)?;
        Ok(records == 0)
    }

    /// Reads the next `n` cells, in place of those that were read before, and puts the values of
    /// those that are not missing behind `values`. Tells how many these are.
    ///
    /// # Errors
    ///
    /// As [`read`](Self::read).
    pub fn read_onto(&mut self, values: &mut Vec<T::T>, n: usize) -> Result<usize> {
        self.levels.clear();
        (self.seen, self.taken) = (0, 0);
        let levels = Some(&mut self.levels);
        let (records, n_values, _) = self.reader.read_records(n, levels, None, values)?;
        if records < n {
            let words = "a column ends before its group of rows";
            return Err(ParquetError::General(words.to_owned()));
        }
        Ok(n_values)
    }

    /// Moves the values that were read last, and stand in `values` from `start` on, to the places of
    /// their cells. Where a cell is missing, there is `filler` then.
    ///
    /// # Panics
    ///
    /// If `values` ends before `start`, or holds other values there than those that were read last.
    pub fn spread(&self, values: &mut Vec<T::T>, start: usize, filler: &T::T) {
        let mut taken = values.len();
        // There are no levels where no cell may be missing.
        if self.levels.len() <= taken - start {
            return;
        }
        values.resize(start + self.levels.len(), filler.clone());
        for (at, level) in self.levels.iter().enumerate().rev() {
            if *level == 1 {
                taken -= 1;
                values.swap(start + at, taken);
            }
        }
    }

    /// The next of the cells that were read: its value, or nothing if it is missing or there is
    /// none.
    #[inline]
    pub fn next_value(&mut self) -> Option<&T::T> {
        if self.optional {
            let level = self.levels.get(self.seen).copied();
            self.seen += 1;
            if level != Some(1) {
                return None;
            }
        }
        self.taken += 1;
        self.values.get(self.taken - 1)
    }
}
