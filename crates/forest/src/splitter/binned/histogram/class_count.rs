//! An entry of a histogram: the rows of one class in one bin.

use crate::splitter::binned::rows::Row;

/// The number of rows (upper half) and their summed weight (lower half) of one class in
/// one bin. Neither half can overflow, since both are bounded by the size of a tree's
/// sample; so counts are added up as they are.
pub(crate) type ClassCount = u64;

/// The count of this many rows of this summed weight.
pub(crate) fn class_count(n_rows: u32, weight: u32) -> ClassCount {
    ClassCount::from(n_rows) << 32 | ClassCount::from(weight)
}

/// The number of rows in a count.
pub(crate) fn n_rows(count: ClassCount) -> usize {
    (count >> 32) as usize
}

/// The summed weight of the rows in a count.
pub(crate) fn weight(count: ClassCount) -> f64 {
    f64::from((count & 0xffff_ffff) as u32)
}

/// Adds a row to the histogram whose bin begins at `first`.
pub(crate) fn add_row(histogram: &mut [ClassCount], first: usize, row: Row) {
    histogram[first + row.class()] += class_count(1, row.weight());
}

#[cfg(test)]
mod tests {
    use super::{add_row, class_count, n_rows, weight};
    use crate::splitter::binned::rows::Row;

    #[test]
    fn a_count_keeps_rows_and_weight_apart_up_to_the_largest_sample() {
        let count = class_count(u32::MAX, u32::MAX);
        assert_eq!(n_rows(count), u32::MAX as usize);
        assert_eq!(weight(count).to_bits(), f64::from(u32::MAX).to_bits());
    }

    #[test]
    fn a_row_counts_in_its_class_of_its_bin() {
        let mut histogram = [0; 6];
        add_row(&mut histogram, 3, Row::new(9, 1, 4));
        add_row(&mut histogram, 3, Row::new(2, 1, 5));
        assert_eq!(histogram, [0, 0, 0, 0, class_count(2, 9), 0]);
    }
}
