//! Putting all values into bins, in parallel.

use rayon::prelude::*;

use super::bin_ranges::BinRanges;
use super::column::{BinnedColumn, ColumnBuilder};
use super::edges::BinEdges;
use crate::ForestError;
use crate::data::sort_key::{MISSING, key};
use crate::data::{FeatureValue, Matrix};

/// Rows binned together: their records stay in the first-level cache while one feature
/// after the other is read from them.
const CHUNK: usize = 256;
/// Rows per task: a multiple of [`CHUNK`], so that tasks are few.
const TASK: usize = 16 * CHUNK;
/// The most rows that are looked at to choose the bins.
pub(super) const SAMPLE: usize = 16_384;

/// Puts the values of all features into bins.
///
/// # Errors
///
/// If a value is beyond the range of a float32.
pub(super) fn encode_columns<T: FeatureValue>(
    records: &Matrix<'_, T>,
) -> Result<Vec<BinnedColumn>, ForestError> {
    let edges: Vec<BinEdges> = (0..records.n_columns())
        .into_par_iter()
        .map(|column| edges(records, column))
        .collect();
    // Memory is taken by this thread: an allocator that keeps memory per thread uses it
    // again when the next forest is grown.
    let mut builders: Vec<ColumnBuilder> = edges
        .into_iter()
        .map(|edges| ColumnBuilder::new(edges, records.n_rows()))
        .collect();
    let ranges = encode(records, &mut builders);
    if ranges.iter().any(BinRanges::has_infinity) {
        return Err(infinity(records));
    }
    let columns = builders
        .into_par_iter()
        .zip(ranges)
        .enumerate()
        .map(|(column, (builder, ranges))| finish(records, column, builder, ranges))
        .collect();
    Ok(columns)
}

/// The bins of a column, chosen from a sample of its rows. Nothing but speed depends on
/// which rows those are.
fn edges<T: FeatureValue>(records: &Matrix<'_, T>, column: usize) -> BinEdges {
    let n_rows = records.n_rows();
    let (cells, taken) = (records.cells(), n_rows.min(SAMPLE));
    let mut keys: Vec<u32> = (0..taken)
        .map(|i| key(cells[records.offset(i * n_rows / taken, column)].to_f32()))
        .filter(|&key| key != MISSING)
        .collect();
    keys.sort_unstable();
    BinEdges::of_sample(&keys)
}

/// Writes the codes of all columns, chunk of rows by chunk of rows.
fn encode<T: FeatureValue>(
    records: &Matrix<'_, T>,
    builders: &mut [ColumnBuilder],
) -> Vec<BinRanges> {
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
            vec![BinRanges::default(); n_columns],
            Vec::with_capacity(CHUNK),
        )
    };
    tasks
        .into_par_iter()
        .enumerate()
        .fold(nothing, |(mut ranges, mut keys), (task, mut parts)| {
            let first = task * TASK;
            for start in (first..records.n_rows().min(first + TASK)).step_by(CHUNK) {
                for (column, (part, ranges)) in parts.iter_mut().zip(&mut ranges).enumerate() {
                    keys_of(records, start, column, &mut keys);
                    part.encode(&keys, ranges);
                }
            }
            (ranges, keys)
        })
        .map(|(ranges, _)| ranges)
        .reduce(Vec::new, |mut ranges, others| {
            if ranges.is_empty() {
                return others;
            }
            for (ranges, other) in ranges.iter_mut().zip(&others) {
                ranges.join(other);
            }
            ranges
        })
}

/// The finished column. Its bins are replaced where their ranges show that others are
/// better.
fn finish<T: FeatureValue>(
    records: &Matrix<'_, T>,
    column: usize,
    mut builder: ColumnBuilder,
    mut ranges: BinRanges,
) -> BinnedColumn {
    if let Some(edges) = separate(records, column, &builder, &ranges) {
        (builder, ranges) = encode_again(records, column, builder.with_edges(edges));
    }
    // Bins that are too close to each other for a split between them become one.
    if let Some(edges) = ranges.merge_close(builder.edges()) {
        (builder, ranges) = encode_again(records, column, builder.with_edges(edges));
    }
    builder.finish(&ranges)
}

/// A bin for each value, where there are few values and some of them share a bin.
fn separate<T: FeatureValue>(
    records: &Matrix<'_, T>,
    column: usize,
    builder: &ColumnBuilder,
    ranges: &BinRanges,
) -> Option<BinEdges> {
    if builder.edges().are_shared() || ranges.one_value_per_bin() {
        return None;
    }
    let coded = builder.codes().iter().enumerate();
    let mixed = coded.filter(|&(_, &code)| ranges.is_mixed(usize::from(code)));
    let keys = mixed.map(|(row, _)| key(records.single(row, column)));
    ranges.separate(keys.filter(|&key| key != MISSING))
}

/// Writes the codes of one column, whose bins are new.
fn encode_again<T: FeatureValue>(
    records: &Matrix<'_, T>,
    column: usize,
    mut builder: ColumnBuilder,
) -> (ColumnBuilder, BinRanges) {
    let (mut ranges, mut keys) = (BinRanges::default(), Vec::with_capacity(CHUNK));
    for (chunk, mut part) in builder.parts(CHUNK).enumerate() {
        keys_of(records, chunk * CHUNK, column, &mut keys);
        part.encode(&keys, &mut ranges);
    }
    (builder, ranges)
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
