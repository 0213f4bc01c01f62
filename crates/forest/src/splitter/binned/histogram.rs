//! Row counts and class weights per bin.

mod two_classes;

use rayon::prelude::*;

use self::two_classes::{TWO, add_two};
use crate::splitter::binned::rows::Row;
use crate::splitter::binned::rows::Strided;

/// The number of rows (upper half) and their weight (lower half) of one class in
/// one bin: neither can overflow, since both are bounded by the size of a sample.
pub(crate) type Cell = u64;

/// The cell of so many rows and their weight.
pub(crate) fn cell(n_rows: u32, weight: u32) -> Cell {
    Cell::from(n_rows) << 32 | Cell::from(weight)
}

/// The number of rows in a cell.
pub(crate) fn n_rows(cell: Cell) -> usize {
    (cell >> 32) as usize
}

/// The summed weight of the rows in a cell.
pub(crate) fn weight(cell: Cell) -> f64 {
    f64::from((cell & 0xffff_ffff) as u32)
}

/// Adds a row to the histogram whose bin begins at `first`.
pub(crate) fn add_row(histogram: &mut [Cell], first: usize, row: Row) {
    histogram[first + row.class()] += cell(1, row.weight());
}

/// A feature's codes; the bins are those of `code >> shift`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Coded<'a> {
    pub(crate) codes: Strided<'a, u8>,
    pub(crate) shift: u8,
}

/// So many rows are read ahead.
const TILE: usize = 64;

/// Adds rows to the histograms of some features, which lie one after the other in
/// `cells`, each with `n_classes` cells for a bin. Up to five at once are added to in
/// one pass over the rows; their codes lie equally far apart.
pub(crate) fn add_rows(rows: &[Row], coded: &[Coded<'_>], n_classes: usize, cells: &mut [Cell]) {
    let stride = coded[0].codes.stride;
    debug_assert!(coded.iter().all(|feature| feature.codes.stride == stride));
    if stride == 1 {
        add_each(rows, coded, n_classes, cells);
        return;
    }
    for rows in rows.chunks(TILE) {
        // The codes of a row may lie in two cache lines, of which these are often both.
        coded[0].codes.touch(rows);
        coded[coded.len() - 1].codes.touch(rows);
        add_each(rows, coded, n_classes, cells);
    }
}

fn add_each(rows: &[Row], coded: &[Coded<'_>], n_classes: usize, cells: &mut [Cell]) {
    let length = cells.len() / coded.len();
    if n_classes == 2 && length == TWO && coded.iter().all(|feature| feature.shift == 0) {
        let histograms = cells.as_chunks_mut::<TWO>().0;
        match coded.len() {
            5 => add_two::<5>(rows, coded, histograms),
            4 => add_two::<4>(rows, coded, histograms),
            3 => add_two::<3>(rows, coded, histograms),
            2 => add_two::<2>(rows, coded, histograms),
            _ => {
                for (feature, histogram) in coded.chunks(1).zip(histograms.chunks_mut(1)) {
                    add_two::<1>(rows, feature, histogram);
                }
            }
        }
        return;
    }
    for (feature, histogram) in coded.iter().zip(cells.chunks_exact_mut(length)) {
        let add = |row: Row, code: u8| {
            let bin = usize::from(code >> feature.shift);
            add_row(histogram, bin * n_classes, row);
        };
        feature.codes.each(rows, add);
    }
}

/// [`add_rows`] by several threads, which pays off for some ten thousand rows.
pub(crate) fn add_rows_in_parallel(
    rows: &[Row],
    coded: &[Coded<'_>],
    n_classes: usize,
    cells: &mut [Cell],
) {
    let share = rows.len().div_ceil(rayon::current_num_threads());
    let parts: Vec<Vec<Cell>> = rows
        .par_chunks(share)
        .map(|rows| {
            let mut part = vec![0; cells.len()];
            add_rows(rows, coded, n_classes, &mut part);
            part
        })
        .collect();
    for part in parts {
        for (cell, counted) in cells.iter_mut().zip(part) {
            *cell += counted;
        }
    }
}
