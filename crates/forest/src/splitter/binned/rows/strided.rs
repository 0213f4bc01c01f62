//! Where a feature's codes or keys are.

use super::row::Row;

/// A feature's codes or keys, by row number or by place in a block.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Strided<'a, V> {
    /// From the first row's on.
    pub(crate) values: &'a [V],
    /// How far apart those of two rows are.
    pub(crate) stride: usize,
}

impl<'a, V: Copy> Strided<'a, V> {
    /// Those of one feature only.
    pub(crate) fn of_column(values: &'a [V]) -> Self {
        Self { values, stride: 1 }
    }

    /// One feature's among those of all features, row by row.
    pub(crate) fn among(rows: &'a [V], feature: usize, n_features: usize) -> Self {
        Self {
            values: &rows[feature..],
            stride: n_features,
        }
    }

    /// That of a row.
    #[inline]
    pub(crate) fn at(self, number: usize) -> V {
        self.values[number * self.stride]
    }

    /// Hands out that of each row.
    #[inline]
    pub(crate) fn each(self, rows: &[Row], mut take: impl FnMut(Row, V)) {
        self.places(rows, |row, place| take(row, self.values[place]));
    }

    /// Hands out the place of each row's among [`values`](Self::values).
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

    /// Reads that of each row, and so brings its cache line near. None of these reads
    /// waits for another, while counting looks ahead only a few rows.
    pub(crate) fn touch(self, rows: &[Row]) {
        for row in rows {
            std::hint::black_box(self.at(row.number()));
        }
    }
}
