//! Every value as an eight-bit code, and the place within its bin as another.

use rayon::prelude::*;

use super::column::{Column, ColumnBuilder, Extent};
use super::edges::Edges;
use crate::ForestError;
use crate::cell::{Cell, Matrix};
use crate::key::{MISSING, key};

/// Rows binned together: their records stay in the first-level cache while one feature
/// after the other is read from them.
const CHUNK: usize = 256;
/// Rows per task: a multiple of [`CHUNK`], so that tasks are few.
const TASK: usize = 16 * CHUNK;
/// Rows looked at to choose the bins.
const SAMPLE: usize = 16_384;

/// The binned features of all rows.
#[derive(Debug)]
pub(crate) struct Bins {
    columns: Vec<Column>,
}

impl Bins {
    /// Bins records, in parallel.
    ///
    /// # Errors
    ///
    /// If a value is beyond the range of a float32.
    pub(crate) fn of<T: Cell>(records: &Matrix<'_, T>) -> Result<Self, ForestError> {
        let mut builders: Vec<ColumnBuilder> = (0..records.n_columns())
            .into_par_iter()
            .map(|column| ColumnBuilder::new(edges(records, column), records.n_rows()))
            .collect();
        let extents = encode(records, &mut builders);
        if extents.iter().any(Extent::has_infinity) {
            return Err(infinity(records));
        }
        let columns = builders
            .into_par_iter()
            .zip(extents)
            .enumerate()
            .map(|(column, (builder, extent))| finish(records, column, builder, &extent))
            .collect();
        Ok(Self { columns })
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
fn edges<T: Cell>(records: &Matrix<'_, T>, column: usize) -> Edges {
    let n_rows = records.n_rows();
    let (cells, taken) = (records.cells(), n_rows.min(SAMPLE));
    let mut keys: Vec<u32> = (0..taken)
        .map(|i| key(cells[records.offset(i * n_rows / taken, column)].single()))
        .filter(|&key| key != MISSING)
        .collect();
    keys.sort_unstable();
    Edges::of_sample(&keys)
}

/// Writes the codes of all columns, chunk of rows by chunk of rows.
fn encode<T: Cell>(records: &Matrix<'_, T>, builders: &mut [ColumnBuilder]) -> Vec<Extent> {
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

/// Bins that are too close to each other for a split between them become one.
fn finish<T: Cell>(
    records: &Matrix<'_, T>,
    column: usize,
    builder: ColumnBuilder,
    extent: &Extent,
) -> Column {
    let Some(edges) = extent.merge_close(builder.edges()) else {
        return builder.finish(extent);
    };
    drop(builder);
    let mut builder = ColumnBuilder::new(edges, records.n_rows());
    let (mut extent, mut keys) = (Extent::default(), Vec::with_capacity(CHUNK));
    for (chunk, mut part) in builder.parts(CHUNK).enumerate() {
        keys_of(records, chunk * CHUNK, column, &mut keys);
        part.encode(&keys, &mut extent);
    }
    builder.finish(&extent)
}

/// The keys of one feature in up to [`CHUNK`] rows.
fn keys_of<T: Cell>(records: &Matrix<'_, T>, first: usize, column: usize, keys: &mut Vec<u32>) {
    let rows = CHUNK.min(records.n_rows() - first);
    let cells = &records.cells()[records.offset(first, column)..];
    keys.clear();
    keys.resize(rows, 0);
    let stride = records.row_stride();
    for (slot, place) in keys.iter_mut().zip((0..).step_by(stride)) {
        *slot = key(cells[place].single());
    }
}

/// The first infinite value, in the order of rows.
fn infinity<T: Cell>(records: &Matrix<'_, T>) -> ForestError {
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
