//! The records that a forest is trained on.
//!
//! # Layout
//!
//! - `matrix` is the records as they lie in memory.
//! - `feature_columns` turns the records into checked float32 columns, for the plain searches.
//! - `sort_key` turns float32 values into integers that sort alike.

mod feature_columns;
mod matrix;
pub(crate) mod sort_key;

pub(crate) use self::feature_columns::FeatureColumns;
pub(crate) use self::matrix::Matrix;
pub use onnx::float32::FeatureValue;
