//! The records as checked float32 columns.

use onnx::float32::FeatureValue;

use super::matrix::Matrix;
use crate::ForestError;

/// What the trees are grown on: float32 as in scikit-learn, column by column,
/// because a split search reads one column at a time. Holds no infinity; NaN
/// means missing.
#[derive(Debug)]
pub(crate) struct FeatureColumns {
    values: Vec<f32>,
    n_rows: usize,
}

impl FeatureColumns {
    /// Casts records to float32.
    ///
    /// # Errors
    ///
    /// If a value is beyond the range of a float32.
    pub(crate) fn from_records<T: FeatureValue>(
        records: &Matrix<'_, T>,
    ) -> Result<Self, ForestError> {
        let (n_rows, n_columns) = (records.n_rows(), records.n_columns());
        let mut values = Vec::with_capacity(n_rows * n_columns);
        for column in 0..n_columns {
            for row in 0..n_rows {
                values.push(checked(records.single(row, column), row, column)?);
            }
        }
        Ok(Self { values, n_rows })
    }

    /// Whether a value is a zero with the sign of negative numbers.
    pub(crate) fn have_negative_zero(&self) -> bool {
        let negative_zero = (-0.0f32).to_bits();
        self.values
            .iter()
            .any(|value| value.to_bits() == negative_zero)
    }

    /// One feature of all rows.
    pub(crate) fn column(&self, column: usize) -> &[f32] {
        &self.values[column * self.n_rows..][..self.n_rows]
    }
}

/// Refuses what a tree cannot compare.
pub(crate) fn checked(value: f32, row: usize, column: usize) -> Result<f32, ForestError> {
    if value.is_infinite() {
        return Err(ForestError::NotFinite { row, column, value });
    }
    Ok(value)
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use ndarray::{Array2, array};

    use super::FeatureColumns;
    use crate::ForestError;
    use crate::data::Matrix;

    fn features(records: &Array2<f64>) -> Result<FeatureColumns, ForestError> {
        FeatureColumns::from_records(&Matrix::of(records.view())?)
    }

    #[test]
    fn an_infinite_cell_is_named_by_row_and_column() {
        let error = features(&array![[1.0, 2.0], [3.0, f64::INFINITY]]);
        let message = error.expect_err("infinity is refused").to_string();
        assert_snapshot!(message, @"use inf in row 1, column 1 of the records (both counted from 0): expected a number in the range of a 32-bit float, or NaN where it is missing");
    }

    #[test]
    fn a_number_too_large_for_float32_is_refused_like_an_infinity() {
        let error = features(&array![[1e39]]);
        let message = error.expect_err("1e39 is refused").to_string();
        assert_snapshot!(message, @"use inf in row 0, column 0 of the records (both counted from 0): expected a number in the range of a 32-bit float, or NaN where it is missing");
    }

    #[test]
    fn a_missing_cell_is_kept() {
        let features = features(&array![[1.0], [f64::NAN]]);
        assert!(features.expect("NaN is allowed").column(0)[1].is_nan());
    }

    #[test]
    fn a_table_without_rows_is_refused() {
        let records = Array2::zeros((0, 3));
        let message = features(&records).expect_err("empty").to_string();
        assert_snapshot!(message, @"train on 0 rows and 3 columns: expected at least one of each");
    }
}
