//! The values of one feature, where they lie in memory.

/// A feature's codes or keys, found by row number or by place in a block.
#[derive(Debug, Clone, Copy)]
pub(crate) struct StridedValues<'a, V> {
    /// The values, from the first row's on.
    pub(crate) values: &'a [V],
    /// The distance in `values` between the values of two neighbouring rows.
    pub(crate) stride: usize,
}

impl<'a, V: Copy> StridedValues<'a, V> {
    /// The values of one feature, next to each other.
    pub(crate) fn of_column(values: &'a [V]) -> Self {
        Self { values, stride: 1 }
    }

    /// The values of one feature among those of all features, which lie row by row.
    pub(crate) fn among(rows: &'a [V], feature: usize, n_features: usize) -> Self {
        Self {
            values: &rows[feature..],
            stride: n_features,
        }
    }

    /// The value of a row.
    #[inline]
    pub(crate) fn at(self, number: usize) -> V {
        self.values[number * self.stride]
    }
}

/// The codes of a feature, cut down to those of wider bins: the bins of `code >> shift`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ShiftedCodes<'a> {
    /// The codes.
    pub(crate) codes: StridedValues<'a, u8>,
    /// The number of lower bits that are left out.
    pub(crate) shift: u8,
}

#[cfg(test)]
mod tests {
    use super::StridedValues;

    #[test]
    fn a_feature_is_found_in_a_column_and_among_all_features() {
        let rows = [10, 20, 30, 11, 21, 31];
        let column = [20, 21];
        for row in 0..2 {
            let among = StridedValues::among(&rows, 1, 3);
            assert_eq!(among.at(row), StridedValues::of_column(&column).at(row));
        }
    }
}
