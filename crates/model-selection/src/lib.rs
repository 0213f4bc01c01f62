//! scikit-learn's `model_selection`: which rows a model learns from and which it is judged on, and
//! which settings a random search tries. The same rows and the same draws, since preprocess and
//! train promise what a person would get in Python.
//!
//! ```
//! use model_selection::StratifiedKFold;
//!
//! let folds = StratifiedKFold { n_splits: 2, random_state: 42 };
//! let splits = folds.split(&[0, 0, 1, 1]).unwrap();
//! assert_eq!(splits[0].test, [1, 2]);
//! ```
//!
//! # Layout
//!
//! From the inside out: each module uses only those above it.
//!
//! - `split`: the rows of two parts, and why there are none.
//! - `apportion`: how many rows of each class a part gets.
//! - `hold_out`: [`train_test_split`], one part that is held out.
//! - `k_fold`: [`StratifiedKFold`], every row held out once.
//! - `sampling`: [`sample_without_replacement`], which of many settings are tried.

mod apportion;
mod hold_out;
mod k_fold;
mod sampling;
mod split;

pub use hold_out::train_test_split;
pub use k_fold::StratifiedKFold;
pub use sampling::sample_without_replacement;
pub use split::{MOST_ROWS, Split, SplitError};
