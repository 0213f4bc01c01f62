//! The records as checked float32 columns.

use ndarray::ArrayView2;

use crate::ForestError;

/// What the trees are grown on: float32 as in scikit-learn, column by column,
/// because a split search reads one column at a time. Holds no infinity; NaN
/// means missing.
#[derive(Debug)]
pub(crate) struct Features {
    values: Vec<f32>,
    n_rows: usize,
    n_columns: usize,
}

impl Features {
    /// Casts `[rows, columns]` records to float32.
    ///
    /// # Errors
    ///
    /// If there are no rows or columns, more than `u32::MAX` rows, or a value
    /// beyond the range of a float32.
    pub(crate) fn from_records(records: ArrayView2<f64>) -> Result<Self, ForestError> {
        let (n_rows, n_columns) = records.dim();
        if n_rows == 0 || n_columns == 0 {
            return Err(ForestError::Empty {
                rows: n_rows,
                columns: n_columns,
            });
        }
        if u32::try_from(n_rows).is_err() {
            return Err(ForestError::TooManyRows { rows: n_rows });
        }
        let mut values = Vec::with_capacity(n_rows * n_columns);
        for (column, cells) in records.columns().into_iter().enumerate() {
            for (row, &value) in cells.iter().enumerate() {
                values.push(checked(value, row, column)?);
            }
        }
        Ok(Self {
            values,
            n_rows,
            n_columns,
        })
    }

    pub(crate) fn n_rows(&self) -> usize {
        self.n_rows
    }

    pub(crate) fn n_columns(&self) -> usize {
        self.n_columns
    }

    /// One feature of all rows.
    pub(crate) fn column(&self, column: usize) -> &[f32] {
        &self.values[column * self.n_rows..][..self.n_rows]
    }
}

fn checked(value: f64, row: usize, column: usize) -> Result<f32, ForestError> {
    let single = to_f32(value);
    if single.is_infinite() {
        return Err(ForestError::NotFinite { row, column, value });
    }
    Ok(single)
}

/// Rounds to the nearest float32, as NumPy's `astype` does; beyond its range, infinity.
#[expect(
    clippy::cast_possible_truncation,
    reason = "rounding to float32 is the purpose"
)]
pub(crate) fn to_f32(value: f64) -> f32 {
    value as f32
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::Features;

    #[test]
    fn an_infinite_cell_is_named_by_row_and_column() {
        let error = Features::from_records(array![[1.0, 2.0], [3.0, f64::INFINITY]].view());
        let message = error.expect_err("infinity is refused").to_string();
        assert!(
            message.starts_with("use inf in row 1, column 1"),
            "{message}"
        );
    }

    #[test]
    fn a_number_too_large_for_float32_is_refused_like_an_infinity() {
        let error = Features::from_records(array![[1e39]].view());
        let message = error.expect_err("1e39 is refused").to_string();
        assert!(message.contains("row 0, column 0"), "{message}");
    }

    #[test]
    fn a_missing_cell_is_kept() {
        let features = Features::from_records(array![[1.0], [f64::NAN]].view());
        assert!(features.expect("NaN is allowed").column(0)[1].is_nan());
    }

    #[test]
    fn a_table_without_rows_is_refused() {
        let records = ndarray::Array2::zeros((0, 3));
        let message = Features::from_records(records.view())
            .expect_err("empty")
            .to_string();
        assert!(message.contains("0 rows and 3 columns"), "{message}");
    }
}
