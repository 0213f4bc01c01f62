//! Row counts and class weights per bin.

use super::row::Row;

/// The number of rows (upper half) and their weight (lower half) of one class in
/// one bin: neither can overflow, since both are bounded by the size of a sample.
pub(crate) type Cell = u64;

const ONE_ROW: Cell = 1 << 32;

/// The number of rows in a cell.
pub(crate) fn n_rows(cell: Cell) -> usize {
    (cell >> 32) as usize
}

/// The summed weight of the rows in a cell.
pub(crate) fn weight(cell: Cell) -> f64 {
    f64::from((cell & (ONE_ROW - 1)) as u32)
}

/// Adds a row to the histogram whose bin begins at `first`.
pub(crate) fn add_row(histogram: &mut [Cell], first: usize, row: Row) {
    histogram[first + row.class()] += ONE_ROW | row.weight();
}

/// Adds rows to the histograms of up to four features at once, which reads the rows
/// once: `histograms[i]` holds `n_classes` cells for each bin of `codes[i] >> shifts[i]`.
pub(crate) fn add_rows(
    rows: &[Row],
    codes: &[&[u8]],
    shifts: &[u8],
    n_classes: usize,
    histograms: &mut [&mut [Cell]],
) {
    match n_classes {
        2 => add_many::<2>(rows, codes, shifts, n_classes, histograms),
        3 => add_many::<3>(rows, codes, shifts, n_classes, histograms),
        _ => add_many::<0>(rows, codes, shifts, n_classes, histograms),
    }
}

fn add_many<const CLASSES: usize>(
    rows: &[Row],
    codes: &[&[u8]],
    shifts: &[u8],
    n_classes: usize,
    histograms: &mut [&mut [Cell]],
) {
    match (codes, shifts, histograms) {
        ([a, b, c, d], &[e, f, g, h], [p, q, r, s]) => {
            let shifts = [e, f, g, h];
            add::<CLASSES, 4>(rows, [a, b, c, d], shifts, n_classes, [p, q, r, s]);
        }
        ([a, b, c], &[e, f, g], [p, q, r]) => {
            add::<CLASSES, 3>(rows, [a, b, c], [e, f, g], n_classes, [p, q, r]);
        }
        ([a, b], &[e, f], [p, q]) => {
            add::<CLASSES, 2>(rows, [a, b], [e, f], n_classes, [p, q]);
        }
        (codes, shifts, histograms) => {
            for ((codes, &shift), histogram) in codes.iter().zip(shifts).zip(histograms) {
                add::<CLASSES, 1>(rows, [codes], [shift], n_classes, [histogram]);
            }
        }
    }
}

/// `CLASSES` is the number of classes where it is known to the compiler, else 0.
fn add<const CLASSES: usize, const N: usize>(
    rows: &[Row],
    codes: [&[u8]; N],
    shifts: [u8; N],
    n_classes: usize,
    histograms: [&mut [Cell]; N],
) {
    let n_classes = if CLASSES == 0 { n_classes } else { CLASSES };
    for &row in rows {
        let (number, class, counted) = (row.number(), row.class(), ONE_ROW | row.weight());
        for i in 0..N {
            let bin = usize::from(codes[i][number] >> shifts[i]);
            histograms[i][bin * n_classes + class] += counted;
        }
    }
}
