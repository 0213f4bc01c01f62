//! Every value as an eight-bit code, and the place within its bin as another.
//!
//! # Layout
//!
//! - `edges` chooses the bins of a feature and finds the bin of a value.
//! - `bin_ranges` knows what bins hold, and chooses better ones.
//! - `column` is one feature in bins.
//! - `encode` puts all features into bins, in parallel.
//! - `strided` is where the values of a feature lie in memory.

mod bin_ranges;
mod column;
mod edges;
mod encode;
mod strided;

use rayon::prelude::*;

pub(crate) use self::column::BinnedColumn;
pub(crate) use self::edges::MAX_BINS;
use self::encode::encode_columns;
pub(crate) use self::strided::{ShiftedCodes, StridedValues};
use crate::ForestError;
use crate::data::{FeatureValue, Matrix};

/// Rows that one task lays out.
const CHUNK: usize = 256;
/// The fewest levels of a tree that has enough small nodes for a copy of the codes to pay
/// off.
const DEEP: usize = 8;
/// The most features whose codes of one row share a cache line.
const ROW_CODES: usize = 64;
/// Up to this many codes in all stay in a cache, and a copy of them gains nothing.
const CACHED_CODES: usize = 4 << 20;
/// The most rows of a node whose codes, a cache line for each row, fit into a second-level
/// cache.
const FEW_ROWS: usize = 16_384;

/// The binned features of all rows.
#[derive(Debug)]
pub(crate) struct BinnedColumns {
    columns: Vec<BinnedColumn>,
    /// The codes of all features, row by row; empty where they are not worth having.
    by_row: Vec<u8>,
}

impl BinnedColumns {
    /// Puts the values of records into bins, in parallel.
    ///
    /// # Errors
    ///
    /// If a value is beyond the range of a float32.
    pub(crate) fn of<T: FeatureValue>(records: &Matrix<'_, T>) -> Result<Self, ForestError> {
        Ok(Self {
            columns: encode_columns(records)?,
            by_row: Vec::new(),
        })
    }

    /// Copies the codes row by row, for trees of `n_levels` levels: a small node's rows lie
    /// far apart, so that one cache line of a row with all of its codes takes the place of
    /// one for each feature.
    pub(crate) fn lay_out_rows(mut self, n_levels: usize) -> Self {
        let n_columns = self.columns.len();
        let n_rows = self
            .columns
            .first()
            .map_or(0, |column| column.codes().len());
        if n_levels < DEEP || n_columns > ROW_CODES || n_rows * n_columns < CACHED_CODES {
            return self;
        }
        let mut by_row = vec![0; n_rows * n_columns];
        let tasks = by_row.par_chunks_mut(CHUNK * n_columns).enumerate();
        tasks.for_each(|(chunk, rows)| {
            for (feature, column) in self.columns.iter().enumerate() {
                let slots = rows[feature..].iter_mut().step_by(n_columns);
                for (slot, &code) in slots.zip(&column.codes()[chunk * CHUNK..]) {
                    *slot = code;
                }
            }
        });
        self.by_row = by_row;
        self
    }

    /// The codes of a feature, for a node of `n_rows` rows.
    pub(crate) fn codes(&self, feature: usize, n_rows: usize) -> StridedValues<'_, u8> {
        let column = self.columns[feature].codes();
        if self.by_row.is_empty() || n_rows > FEW_ROWS {
            return StridedValues::of_column(column);
        }
        StridedValues::among(&self.by_row, feature, self.columns.len())
    }

    /// One feature.
    pub(crate) fn column(&self, feature: usize) -> &BinnedColumn {
        &self.columns[feature]
    }

    /// The number of features.
    pub(crate) fn n_columns(&self) -> usize {
        self.columns.len()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use ndarray::{Array2, ArrayView2};

    use super::encode::SAMPLE;
    use super::{BinnedColumns, DEEP, FEW_ROWS};
    use crate::data::Matrix;
    use crate::data::sort_key::key;

    fn bins(values: &[f32]) -> BinnedColumns {
        let records = ArrayView2::from_shape((values.len(), 1), values).unwrap();
        BinnedColumns::of(&Matrix::of(records).unwrap()).unwrap()
    }

    const ROWS: usize = 40_000;

    /// Three values, and others in the first 300 rows that are not in the sample.
    fn values(rare: impl Fn(usize) -> f32) -> Vec<f32> {
        let mut values: Vec<f32> = (0..ROWS).map(|row| (row % 3) as f32).collect();
        let sampled: HashSet<usize> = (0..SAMPLE).map(|i| i * ROWS / SAMPLE).collect();
        let missed = (0..ROWS).filter(|row| !sampled.contains(row));
        for (i, row) in missed.take(300).enumerate() {
            values[row] = rare(i);
        }
        values
    }

    #[test]
    fn a_value_that_the_sample_missed_gets_a_bin_of_its_own() {
        let bins = bins(&values(|i| if i == 0 { 7.0 } else { 0.5 }));
        let column = bins.column(0);
        assert!(column.is_exact());
        assert_eq!(column.n_bins(), 5);
        for (bin, value) in (0..).zip([0.0, 0.5, 1.0, 2.0, 7.0]) {
            assert_eq!(column.only_key(bin), key(value));
        }
    }

    #[test]
    fn too_many_values_for_that_share_bins() {
        let bins = bins(&values(|i| 3.0 + i as f32));
        let column = bins.column(0);
        assert!(!column.is_exact());
        assert_eq!(column.n_bins(), 3);
        assert!(column.is_single(0) && column.is_single(1));
        assert!(!column.is_single(2));
    }

    #[test]
    fn codes_that_are_laid_out_row_by_row_are_those_of_the_columns() {
        // Enough of them to be worth it.
        let records = Array2::from_shape_fn((72_000, 60), |(row, column)| {
            ((row * 7919 + column * 104_729) % 100_003) as f32
        });
        let bins = || BinnedColumns::of(&Matrix::of(records.view()).unwrap()).unwrap();
        assert_eq!(bins().lay_out_rows(DEEP - 1).codes(0, 1).stride, 1);
        let bins = bins().lay_out_rows(DEEP);
        for feature in 0..60 {
            assert_eq!(bins.codes(feature, FEW_ROWS + 1).stride, 1);
            let codes = bins.codes(feature, FEW_ROWS);
            assert_eq!(codes.stride, 60);
            let column = bins.column(feature).codes();
            assert!((0..72_000).all(|row| codes.at(row) == column[row]));
        }
    }
}
