//! Records as a file is given them: rounded to float32.

use ndarray::{Array2, ArrayView2};
use onnx::float32::{FeatureValue, rounded};

use crate::FitError;

/// The records [`rounded`], for learning: at least one row and column, and all finite.
pub(crate) fn checked<V: FeatureValue>(records: &ArrayView2<V>) -> Result<Array2<f64>, FitError> {
    let (rows, columns) = records.dim();
    if rows == 0 || columns == 0 {
        return Err(FitError::Empty { rows, columns });
    }
    let found = records
        .indexed_iter()
        .find(|(_, value)| !value.to_f32().is_finite());
    match found {
        Some(((row, column), &value)) => Err(FitError::NotFinite {
            row,
            column,
            value: value.into(),
        }),
        None => Ok(rounded(records)),
    }
}

#[cfg(test)]
mod tests {
    use ndarray::{Array2, array};

    use super::*;

    #[test]
    fn what_does_not_fit_into_a_float32_is_named_by_row_and_column() {
        for value in [1e39, f64::NAN, f64::NEG_INFINITY] {
            let error = checked(&array![[1.0, 2.0], [3.0, value]].view()).unwrap_err();
            let message = error.to_string();
            assert!(message.contains("row 1, column 1"), "{message}");
        }
    }

    #[test]
    fn nothing_to_learn_from_is_refused() {
        let error = checked(&Array2::<f64>::zeros((0, 2)).view()).unwrap_err();
        assert!(error.to_string().contains("0 rows and 2 columns"));
    }
}
