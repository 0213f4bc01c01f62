//! Fetching the values of a node's rows.

use super::row::Row;
use crate::splitter::binned::bins::StridedValues;

impl<V: Copy> StridedValues<'_, V> {
    /// Hands out each row and its value.
    #[inline]
    pub(crate) fn each(self, rows: &[Row], mut take: impl FnMut(Row, V)) {
        self.places(rows, |row, place| take(row, self.values[place]));
    }

    /// Hands out each row and the place of its value among [`values`](Self::values).
    #[inline]
    pub(crate) fn places(self, rows: &[Row], mut take: impl FnMut(Row, usize)) {
        // Without a multiplication where there is nothing to multiply with.
        if self.stride == 1 {
            for &row in rows {
                take(row, row.number());
            }
        } else {
            for &row in rows {
                take(row, row.number() * self.stride);
            }
        }
    }

    /// Reads the value of each row, and so brings its cache line near. None of these reads
    /// waits for another, while counting looks ahead only a few rows.
    pub(crate) fn touch(self, rows: &[Row]) {
        for row in rows {
            std::hint::black_box(self.at(row.number()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Row;
    use crate::splitter::binned::bins::StridedValues;

    #[test]
    fn rows_get_their_values_in_their_own_order_whatever_the_stride() {
        let rows = [3, 0, 2].map(|number| Row::new(number, 0, 1));
        let by_row = [1, 90, 2, 91, 3, 92, 4, 93];
        let by_column = [90, 91, 92, 93];
        for values in [
            StridedValues::of_column(&by_column),
            StridedValues::among(&by_row, 1, 2),
        ] {
            let mut fetched = Vec::new();
            values.each(&rows, |row, value| fetched.push((row.number(), value)));
            assert_eq!(fetched, [(3, 93), (0, 90), (2, 92)]);
        }
    }
}
