//! Counting the rows of two classes, for several features at once.

use std::array;

use super::class_count::{ClassCount, add_row, class_count};
use crate::splitter::binned::bins::{MAX_BINS, ShiftedCodes};
use crate::splitter::binned::rows::Row;

/// The length of a histogram of two classes.
pub(crate) const TWO_CLASS_COUNTS: usize = 2 * MAX_BINS;

/// Does what [`add_rows`](super::add_rows) does for two classes and the unshifted codes of
/// `N` features: the compiler sees that no count is out of bounds.
pub(crate) fn add_two_classes<const N: usize>(
    rows: &[Row],
    coded: &[ShiftedCodes<'_>],
    histograms: &mut [[ClassCount; TWO_CLASS_COUNTS]],
) {
    let coded: &[ShiftedCodes<'_>; N] = coded.try_into().expect("`N` features");
    let histograms: &mut [[ClassCount; TWO_CLASS_COUNTS]; N] =
        histograms.try_into().expect("one for each");
    for rows in rows.chunks(NARROW_ROWS) {
        if suit_narrow(rows) {
            let mut narrow = NarrowHistograms::default();
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

/// Hands out the code of each row and feature, as the feature, the code and the row.
#[inline]
fn each_code<const N: usize>(
    rows: &[Row],
    coded: &[ShiftedCodes<'_>; N],
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

/// With fewer rows, adding narrow counts to the common ones costs more than they save.
const FEWEST_ROWS: usize = 4096;
/// The most rows that are counted in narrow counts at a time. Where rows weigh two on
/// average, no narrow count overflows.
const NARROW_ROWS: usize = 32_768;

/// Whether to count rows in narrow counts; there are at most [`NARROW_ROWS`].
fn suit_narrow(rows: &[Row]) -> bool {
    let weight = || rows.iter().map(|row| u64::from(row.weight())).sum::<u64>();
    rows.len() >= FEWEST_ROWS && u16::try_from(weight()).is_ok()
}

/// Histograms whose counts are half as wide as the common ones: the number of rows in the
/// upper 16 bits and their weight in the lower 16, by class, feature and code. They leave
/// half of a first-level cache to what is counted, and a count is found with fewer
/// instructions.
struct NarrowHistograms<const N: usize>([[[u32; MAX_BINS]; N]; 2]);

impl<const N: usize> Default for NarrowHistograms<N> {
    fn default() -> Self {
        Self([[[0; MAX_BINS]; N]; 2])
    }
}

impl<const N: usize> NarrowHistograms<N> {
    #[inline]
    fn add(&mut self, feature: usize, code: u8, row: Row) {
        self.0[row.class() & 1][feature][usize::from(code)] += 1 << 16 | row.weight();
    }

    fn add_to(&self, histograms: &mut [[ClassCount; TWO_CLASS_COUNTS]; N]) {
        for (class, narrow) in self.0.iter().enumerate() {
            for (histogram, narrow) in histograms.iter_mut().zip(narrow) {
                let counts = histogram[class..].iter_mut().step_by(2);
                for (common, &narrow) in counts.zip(narrow) {
                    *common += class_count(narrow >> 16, narrow & 0xffff);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{FEWEST_ROWS, NARROW_ROWS, TWO_CLASS_COUNTS, add_two_classes, suit_narrow};
    use crate::splitter::binned::bins::{ShiftedCodes, StridedValues};
    use crate::splitter::binned::histogram::add_row;
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
        let features = codes.each_ref().map(|codes| ShiftedCodes {
            codes: StridedValues::of_column(codes),
            shift: 0,
        });
        let mut counted = [[0; TWO_CLASS_COUNTS]; 2];
        // What has been counted before stays.
        counted[1][7] = 5;
        let mut expected = counted;
        add_two_classes::<2>(rows, &features, &mut counted);
        for (expected, codes) in expected.iter_mut().zip(&codes) {
            for &row in rows {
                add_row(expected, usize::from(codes[row.number()]) * 2, row);
            }
        }
        assert!(counted == expected, "{} rows", rows.len());
    }

    #[test]
    fn rows_are_counted_alike_in_narrow_and_common_counts() {
        for n_rows in [1, FEWEST_ROWS - 1, FEWEST_ROWS, 2 * NARROW_ROWS + 5000] {
            check(&rows(
                n_rows,
                |number| number / 3 % 2,
                |number| 1 + number % 3,
            ));
        }
    }

    #[test]
    fn narrow_counts_are_used_up_to_what_they_hold_and_not_beyond() {
        for last in [1, 2] {
            let heavy = |number| if number == 0 { last } else { 2 };
            let rows = rows(NARROW_ROWS, |_| 1, heavy);
            assert_eq!(suit_narrow(&rows), last == 1);
            check(&rows);
        }
        check(&rows(FEWEST_ROWS, |number| number % 2, |_| ROW_LIMIT));
    }
}
