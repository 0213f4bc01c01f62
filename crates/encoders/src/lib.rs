//! Fits encoders on training rows, as scikit-learn does: what they make of a row later depends on
//! those rows alone.
//!
//! [`fit()`] says for each column of a table how it becomes columns of a model's matrix
//! (`onnx::encoding::Input`). Crate onnx carries that out and writes it into the model's file.
//! Each column is encoded as by a scikit-learn pipeline of its own in a `ColumnTransformer`:
//!
//! | column | pipeline |
//! |---|---|
//! | number | `SimpleImputer` of the strategy that `missing` names; none for `keep` and `refuse` |
//! | flag | 1 or 0 for each spelling, then the same |
//! | category | the same, then `OneHotEncoder(handle_unknown="ignore", min_frequency=…)`, or `OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1)` |
//!
//! Numbers, names and their order are scikit-learn's to the last bit.
//!
//! # Layout
//!
//! - `fit` goes through the columns and collects all that is wrong with them.
//! - `numbers` is the value that stands for missing numbers; `flags` reads truth values first.
//! - `categories` counts the values of a column in their order, of texts or of numbers.
//! - `one_hot` and `ordinal` encode what was counted.
//! - `limits` bounds how much a column may become.
//! - `names` spells numbers in the names of columns.
//! - `error` lists what can go wrong.

mod categories;
mod error;
mod fit;
mod flags;
mod limits;
mod names;
mod numbers;
mod one_hot;
mod ordinal;

pub use error::{FitError, Problem};
pub use fit::{Feature, fit};
