//! scikit-learn's `OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1)` on a
//! single column.

use onnx::encoding::Encoding;

use crate::categories::Counted;
use crate::numbers::Fill;

/// What stands for a category that no training row has.
const UNKNOWN: f64 = -1.0;

/// Encodes what was counted. Missing values stay missing where training rows have some, and are
/// an unknown category elsewhere.
pub(crate) fn encoding(counted: Counted) -> Encoding {
    let missing = match counted.fill {
        Fill::With(Some(at)) => at as f64,
        Fill::Nothing if counted.missing > 0 => f64::NAN,
        Fill::With(None) | Fill::Nothing | Fill::Dropped => UNKNOWN,
    };
    Encoding::Ordinal {
        categories: counted.placed(|at| at),
        missing,
    }
}
