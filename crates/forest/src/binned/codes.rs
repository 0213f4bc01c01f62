//! Where a feature's codes are.

use super::row::Row;

/// A feature's codes, by row number or by place in a block.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Codes<'a> {
    pub(crate) codes: &'a [u8],
    /// How far apart those of two rows are.
    pub(crate) stride: usize,
}

impl<'a> Codes<'a> {
    /// Those of one feature only.
    pub(crate) fn of_column(codes: &'a [u8]) -> Self {
        Self { codes, stride: 1 }
    }

    /// One feature's among those of all features, row by row.
    pub(crate) fn among(rows: &'a [u8], feature: usize, n_features: usize) -> Self {
        Self {
            codes: &rows[feature..],
            stride: n_features,
        }
    }

    /// The code of a row.
    #[inline]
    pub(crate) fn at(self, number: usize) -> u8 {
        self.codes[number * self.stride]
    }

    /// Hands out the code of each row.
    #[inline]
    pub(crate) fn each(self, rows: &[Row], mut take: impl FnMut(Row, u8)) {
        // Without a multiplication where there is nothing to multiply with.
        if self.stride == 1 {
            for &row in rows {
                take(row, self.codes[row.number()]);
            }
        } else {
            for &row in rows {
                take(row, self.at(row.number()));
            }
        }
    }

    /// Reads the code of each row, and so brings its cache line near. None of these reads
    /// waits for another, while counting looks ahead only a few rows.
    pub(crate) fn touch(self, rows: &[Row]) {
        let codes = rows.iter().map(|row| self.at(row.number()));
        std::hint::black_box(codes.fold(0, |touched, code| touched ^ code));
    }
}
