//! Every value as an eight-bit code, and the place within its bin as another.

mod bin_ranges;
mod column;
mod edges;

use rayon::prelude::*;

use self::bin_ranges::Extent;
use self::column::ColumnBuilder;
use self::edges::Edges;
use crate::ForestError;
use crate::data::sort_key::{MISSING, key};
use crate::data::{FeatureValue, Matrix};
use crate::splitter::binned::rows::Strided;

pub(crate) use self::column::Column;
pub(crate) use self::edges::MAX_BINS;

/// Rows binned together: their records stay in the first-level cache while one feature
/// after the other is read from them.
const CHUNK: usize = 256;
/// Rows per task: a multiple of [`CHUNK`], so that tasks are few.
const TASK: usize = 16 * CHUNK;
/// Rows looked at to choose the bins.
const SAMPLE: usize = 16_384;
/// A tree of so many levels has nodes of few rows.
const DEEP: usize = 8;
/// So many codes of a row share a cache line,
const ROW_CODES: usize = 64;
/// and so many in all stay in a cache anyway.
const CACHED_CODES: usize = 4 << 20;
/// The codes of so many rows fit into a second-level cache, with a cache line for each.
const FEW_ROWS: usize = 16_384;

/// The binned features of all rows.
#[derive(Debug)]
pub(crate) struct Bins {
    columns: Vec<Column>,
    /// The codes of all features, row by row; empty where they are not worth having.
    by_row: Vec<u8>,
}

impl Bins {
    /// Bins records, in parallel.
    ///
    /// # Errors
    ///
    /// If a value is beyond the range of a float32.
    pub(crate) fn of<T: FeatureValue>(records: &Matrix<'_, T>) -> Result<Self, ForestError> {
        let edges: Vec<Edges> = (0..records.n_columns())
            .into_par_iter()
            .map(|column| edges(records, column))
            .collect();
        // By this thread: an allocator that keeps memory per thread uses it again when the
        // next forest is grown.
        let mut builders: Vec<ColumnBuilder> = edges
            .into_iter()
            .map(|edges| ColumnBuilder::new(edges, records.n_rows()))
            .collect();
        let extents = encode(records, &mut builders);
        if extents.iter().any(Extent::has_infinity) {
            return Err(infinity(records));
        }
        let columns = builders
            .into_par_iter()
            .zip(extents)
            .enumerate()
            .map(|(column, (builder, extent))| finish(records, column, builder, extent))
            .collect();
        Ok(Self {
            columns,
            by_row: Vec::new(),
        })
    }

    /// Copies the codes row by row, for trees of so many levels: a small node's rows lie
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

    /// The codes of a feature, for a node of so many rows.
    pub(crate) fn codes(&self, feature: usize, n_rows: usize) -> Strided<'_, u8> {
        let column = self.columns[feature].codes();
        if self.by_row.is_empty() || n_rows > FEW_ROWS {
            return Strided::of_column(column);
        }
        Strided::among(&self.by_row, feature, self.columns.len())
    }

    /// One feature.
    pub(crate) fn column(&self, feature: usize) -> &Column {
        &self.columns[feature]
    }

    /// The number of features.
    pub(crate) fn n_columns(&self) -> usize {
        self.columns.len()
    }
}

/// Bins by a sample of the rows; nothing but speed depends on which rows.
fn edges<T: FeatureValue>(records: &Matrix<'_, T>, column: usize) -> Edges {
    let n_rows = records.n_rows();
    let (cells, taken) = (records.cells(), n_rows.min(SAMPLE));
    let mut keys: Vec<u32> = (0..taken)
        .map(|i| key(cells[records.offset(i * n_rows / taken, column)].to_f32()))
        .filter(|&key| key != MISSING)
        .collect();
    keys.sort_unstable();
    Edges::of_sample(&keys)
}

/// Writes the codes of all columns, chunk of rows by chunk of rows.
fn encode<T: FeatureValue>(records: &Matrix<'_, T>, builders: &mut [ColumnBuilder]) -> Vec<Extent> {
    let n_columns = builders.len();
    let mut tasks: Vec<Vec<_>> = (0..records.n_rows().div_ceil(TASK))
        .map(|_| Vec::with_capacity(n_columns))
        .collect();
    for builder in builders {
        for (task, part) in tasks.iter_mut().zip(builder.parts(TASK)) {
            task.push(part);
        }
    }
    let nothing = || {
        (
            vec![Extent::default(); n_columns],
            Vec::with_capacity(CHUNK),
        )
    };
    tasks
        .into_par_iter()
        .enumerate()
        .fold(nothing, |(mut extents, mut keys), (task, mut parts)| {
            let first = task * TASK;
            for start in (first..records.n_rows().min(first + TASK)).step_by(CHUNK) {
                for (column, (part, extent)) in parts.iter_mut().zip(&mut extents).enumerate() {
                    keys_of(records, start, column, &mut keys);
                    part.encode(&keys, extent);
                }
            }
            (extents, keys)
        })
        .map(|(extents, _)| extents)
        .reduce(Vec::new, |mut extents, others| {
            if extents.is_empty() {
                return others;
            }
            for (extent, other) in extents.iter_mut().zip(&others) {
                extent.join(other);
            }
            extents
        })
}

/// The column, with better bins if what they hold shows that there are any.
fn finish<T: FeatureValue>(
    records: &Matrix<'_, T>,
    column: usize,
    mut builder: ColumnBuilder,
    mut extent: Extent,
) -> Column {
    if let Some(edges) = separate(records, column, &builder, &extent) {
        (builder, extent) = encode_again(records, column, builder.with_edges(edges));
    }
    // Bins that are too close to each other for a split between them become one.
    if let Some(edges) = extent.merge_close(builder.edges()) {
        (builder, extent) = encode_again(records, column, builder.with_edges(edges));
    }
    builder.finish(&extent)
}

/// A bin for each value, where there should be one and is not.
fn separate<T: FeatureValue>(
    records: &Matrix<'_, T>,
    column: usize,
    builder: &ColumnBuilder,
    extent: &Extent,
) -> Option<Edges> {
    if builder.edges().are_shared() || extent.one_value_per_bin() {
        return None;
    }
    let coded = builder.codes().iter().enumerate();
    let mixed = coded.filter(|&(_, &code)| extent.is_mixed(usize::from(code)));
    let keys = mixed.map(|(row, _)| key(records.single(row, column)));
    extent.separate(keys.filter(|&key| key != MISSING))
}

/// Writes the codes of one column.
fn encode_again<T: FeatureValue>(
    records: &Matrix<'_, T>,
    column: usize,
    mut builder: ColumnBuilder,
) -> (ColumnBuilder, Extent) {
    let (mut extent, mut keys) = (Extent::default(), Vec::with_capacity(CHUNK));
    for (chunk, mut part) in builder.parts(CHUNK).enumerate() {
        keys_of(records, chunk * CHUNK, column, &mut keys);
        part.encode(&keys, &mut extent);
    }
    (builder, extent)
}

/// The keys of one feature in up to [`CHUNK`] rows.
fn keys_of<T: FeatureValue>(
    records: &Matrix<'_, T>,
    first: usize,
    column: usize,
    keys: &mut Vec<u32>,
) {
    let rows = CHUNK.min(records.n_rows() - first);
    let cells = &records.cells()[records.offset(first, column)..];
    keys.clear();
    keys.resize(rows, 0);
    let stride = records.row_stride();
    for (slot, place) in keys.iter_mut().zip((0..).step_by(stride)) {
        *slot = key(cells[place].to_f32());
    }
}

/// The first infinite value, in the order of rows.
fn infinity<T: FeatureValue>(records: &Matrix<'_, T>) -> ForestError {
    for row in 0..records.n_rows() {
        for column in 0..records.n_columns() {
            let value = records.single(row, column);
            if value.is_infinite() {
                return ForestError::NotFinite { row, column, value };
            }
        }
    }
    unreachable!("an infinity was seen while the values were binned")
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use ndarray::{Array2, ArrayView2};

    use super::{Bins, DEEP, FEW_ROWS, SAMPLE};
    use crate::data::Matrix;
    use crate::data::sort_key::key;

    fn bins(values: &[f32]) -> Bins {
        let records = ArrayView2::from_shape((values.len(), 1), values).unwrap();
        Bins::of(&Matrix::of(records).unwrap()).unwrap()
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
        let bins = || Bins::of(&Matrix::of(records.view()).unwrap()).unwrap();
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
