//! Row counts and class weights per bin: the histograms of some features in a node.
//!
//! # Layout
//!
//! - `class_count` is an entry of a histogram.
//! - `two_classes` counts the rows of two classes, the usual case.

mod class_count;
mod two_classes;

use rayon::prelude::*;

pub(crate) use self::class_count::{ClassCount, add_row, n_rows, weight};
use self::two_classes::{TWO_CLASS_COUNTS, add_two_classes};
use crate::splitter::binned::bins::ShiftedCodes;
use crate::splitter::binned::rows::Row;

/// Rows whose codes are read ahead of the counting.
const TILE: usize = 64;

/// Adds rows to the histograms of some features, which lie one after the other in
/// `counts`, each with `n_classes` counts for a bin. Up to five histograms are added to in
/// one pass over the rows. The codes of all these features lie equally far apart.
pub(crate) fn add_rows(
    rows: &[Row],
    coded: &[ShiftedCodes<'_>],
    n_classes: usize,
    counts: &mut [ClassCount],
) {
    let stride = coded[0].codes.stride;
    debug_assert!(coded.iter().all(|feature| feature.codes.stride == stride));
    if stride == 1 {
        add_each(rows, coded, n_classes, counts);
        return;
    }
    for rows in rows.chunks(TILE) {
        // The codes of a row may lie in two cache lines, of which these are often both.
        coded[0].codes.touch(rows);
        coded[coded.len() - 1].codes.touch(rows);
        add_each(rows, coded, n_classes, counts);
    }
}

/// Adds rows without reading ahead.
fn add_each(rows: &[Row], coded: &[ShiftedCodes<'_>], n_classes: usize, counts: &mut [ClassCount]) {
    let length = counts.len() / coded.len();
    if n_classes == 2
        && length == TWO_CLASS_COUNTS
        && coded.iter().all(|feature| feature.shift == 0)
    {
        let histograms = counts.as_chunks_mut::<TWO_CLASS_COUNTS>().0;
        match coded.len() {
            5 => add_two_classes::<5>(rows, coded, histograms),
            4 => add_two_classes::<4>(rows, coded, histograms),
            3 => add_two_classes::<3>(rows, coded, histograms),
            2 => add_two_classes::<2>(rows, coded, histograms),
            _ => {
                for (feature, histogram) in coded.chunks(1).zip(histograms.chunks_mut(1)) {
                    add_two_classes::<1>(rows, feature, histogram);
                }
            }
        }
        return;
    }
    for (feature, histogram) in coded.iter().zip(counts.chunks_exact_mut(length)) {
        let add = |row: Row, code: u8| {
            let bin = usize::from(code >> feature.shift);
            add_row(histogram, bin * n_classes, row);
        };
        feature.codes.each(rows, add);
    }
}

/// Does what [`add_rows`] does with several threads, which pays off from some ten thousand
/// rows on.
pub(crate) fn add_rows_in_parallel(
    rows: &[Row],
    coded: &[ShiftedCodes<'_>],
    n_classes: usize,
    counts: &mut [ClassCount],
) {
    let share = rows.len().div_ceil(rayon::current_num_threads());
    let parts: Vec<Vec<ClassCount>> = rows
        .par_chunks(share)
        .map(|rows| {
            let mut part = vec![0; counts.len()];
            add_rows(rows, coded, n_classes, &mut part);
            part
        })
        .collect();
    for part in parts {
        for (count, counted) in counts.iter_mut().zip(part) {
            *count += counted;
        }
    }
}
