//! Counting the rows of two classes, for several features at once.

use std::array;

use crate::splitter::binned::bins::MAX_BINS;
use crate::splitter::binned::histogram::{Cell, Coded, add_row, cell};
use crate::splitter::binned::rows::Row;

/// The cells of a histogram of two classes.
pub(crate) const TWO: usize = 2 * MAX_BINS;

/// [`add_rows`](super::add_rows) for two classes and unshifted codes of `N`
/// features: the compiler sees that no cell is out of bounds.
pub(crate) fn add_two<const N: usize>(
    rows: &[Row],
    coded: &[Coded<'_>],
    histograms: &mut [[Cell; TWO]],
) {
    let coded: &[Coded<'_>; N] = coded.try_into().expect("`N` features");
    let histograms: &mut [[Cell; TWO]; N] = histograms.try_into().expect("one for each");
    for rows in rows.chunks(NARROW_ROWS) {
        if suit_narrow(rows) {
            let mut narrow = Narrow::default();
            each_code(rows, coded, |feature, code, row| {
                narrow.add(feature, code, row);
            });
            narrow.add_to(histograms);
        } else {
            each_code(rows, coded, |feature, code, row| {
                add_row(&mut histograms[feature], usize::from(code) * 2, row);
            });
        }
    }
}

/// Hands out the code of each row and feature.
#[inline]
fn each_code<const N: usize>(
    rows: &[Row],
    coded: &[Coded<'_>; N],
    mut add: impl FnMut(usize, u8, Row),
) {
    // Of one length, which takes one check of a row's place instead of one for each.
    let lengths = coded.iter().map(|feature| feature.codes.values.len());
    let length = lengths.min().unwrap_or(0);
    let columns: [&[u8]; N] = array::from_fn(|i| &coded[i].codes.values[..length]);
    coded[0].codes.places(rows, |row, place| {
        for (feature, codes) in columns.iter().enumerate() {
            add(feature, codes[place], row);
        }
    });
}

/// Fewer rows are not worth the way back to common cells;
const FEWEST_ROWS: usize = 4096;
/// with so many of usual weights, no cell overflows.
const NARROW_ROWS: usize = 32_768;

/// Whether to count rows in narrow cells; there are at most [`NARROW_ROWS`].
fn suit_narrow(rows: &[Row]) -> bool {
    let weight = || rows.iter().map(|row| u64::from(row.weight())).sum::<u64>();
    rows.len() >= FEWEST_ROWS && u16::try_from(weight()).is_ok()
}

/// The number of rows (upper half) and their weight (lower half) in cells half as wide as
/// the common ones, and those of a class together: half of a first-level cache is left to
/// what is counted, and a cell is found with fewer instructions.
struct Narrow<const N: usize>([[[u32; MAX_BINS]; N]; 2]);

impl<const N: usize> Default for Narrow<N> {
    fn default() -> Self {
        Self([[[0; MAX_BINS]; N]; 2])
    }
}

impl<const N: usize> Narrow<N> {
    #[inline]
    fn add(&mut self, feature: usize, code: u8, row: Row) {
        self.0[row.class() & 1][feature][usize::from(code)] += 1 << 16 | row.weight();
    }

    fn add_to(&self, histograms: &mut [[Cell; TWO]; N]) {
        for (class, narrow) in self.0.iter().enumerate() {
            for (histogram, narrow) in histograms.iter_mut().zip(narrow) {
                let cells = histogram[class..].iter_mut().step_by(2);
                for (common, &narrow) in cells.zip(narrow) {
                    *common += cell(narrow >> 16, narrow & 0xffff);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{FEWEST_ROWS, NARROW_ROWS, TWO, add_two, suit_narrow};
    use crate::splitter::binned::histogram::{Coded, add_row};
    use crate::splitter::binned::rows::Strided;
    use crate::splitter::binned::rows::{ROW_LIMIT, Row};

    fn rows(n_rows: usize, class: fn(u32) -> u32, weight: impl Fn(u32) -> u32) -> Vec<Row> {
        let numbers = 0..u32::try_from(n_rows).unwrap();
        let row = |number| Row::new(number, class(number), weight(number));
        numbers.map(row).collect()
    }

    /// Counts rows of two features together, and one by one.
    fn check(rows: &[Row]) {
        // All rows share a bin in the one, no bin is left out in the other.
        let codes: [Vec<u8>; 2] = [
            vec![3; rows.len()],
            (0..=255).cycle().take(rows.len()).collect(),
        ];
        let features = codes.each_ref().map(|codes| Coded {
            codes: Strided::of_column(codes),
            shift: 0,
        });
        let mut counted = [[0; TWO]; 2];
        // What has been counted before stays.
        counted[1][7] = 5;
        let mut expected = counted;
        add_two::<2>(rows, &features, &mut counted);
        for (expected, codes) in expected.iter_mut().zip(&codes) {
            for &row in rows {
                add_row(expected, usize::from(codes[row.number()]) * 2, row);
            }
        }
        assert!(counted == expected, "{} rows", rows.len());
    }

    #[test]
    fn rows_are_counted_alike_in_narrow_and_common_cells() {
        for n_rows in [1, FEWEST_ROWS - 1, FEWEST_ROWS, 2 * NARROW_ROWS + 5000] {
            check(&rows(
                n_rows,
                |number| number / 3 % 2,
                |number| 1 + number % 3,
            ));
        }
    }

    #[test]
    fn narrow_cells_are_used_up_to_what_they_hold_and_not_beyond() {
        for last in [1, 2] {
            let heavy = |number| if number == 0 { last } else { 2 };
            let rows = rows(NARROW_ROWS, |_| 1, heavy);
            assert_eq!(suit_narrow(&rows), last == 1);
            check(&rows);
        }
        check(&rows(FEWEST_ROWS, |number| number % 2, |_| ROW_LIMIT));
    }
}
