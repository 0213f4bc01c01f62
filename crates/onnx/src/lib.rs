//! Classifiers as ONNX files: written, read, and run without any runtime of ONNX.
//!
//! Whoever trains a model writes it through this crate, and whoever uses one reads it through this
//! crate; nothing here trains. onnxruntime, MLflow's `pyfunc` and others read the same files.
//!
//! All files have the same shape, whatever the family of the model:
//!
//! ```text
//! X [N, F] float ── the operators of the family ── probabilities [N, K] float
//!     probabilities, or what was rounded to them ── ArgMax ── label [N] int64
//!     probabilities ── Split ── Squeeze ── probability_<class> [N] float, one per class
//! ```
//!
//! The label is the class of the largest probability, the first of equals. Where all features are
//! integers, `X` is int64. Where the columns of a table are encoded, the file has an input for each
//! of them, and operators that make `X` of these. The names of features and classes are in the
//! file's metadata ([`Interface`]). Operators are those of ONNX opset 13 (2020) and `ai.onnx.ml`
//! opset 1, or 2 where columns are encoded, IR version 7: onnxruntime 1.17 (2024) and 1.32 run them.
//!
//! # Layout
//!
//! - [`Classifier`] is a model from a file: this is where reading and predicting start.
//! - `prediction` is what it says about some rows.
//! - `file` is the file of any classifier: protobuf messages, names, versions, and the parts of
//!   the graph that all families share.
//! - [`trees`] holds the tree ensembles, one tree or many, and predicts fast with them.
//! - [`softmax`] holds the families that give each class a score: logistic regression, naive Bayes.
//! - [`float32`] fits double precision into the float32 of a file.
//! - [`frame`] is rows as they stand in a table, and [`encoding`] how they become a matrix.
//! - `error` lists what can go wrong.

mod classifier;
pub mod encoding;
mod error;
mod file;
pub mod float32;
pub mod frame;
mod prediction;
pub mod softmax;
pub mod trees;

pub use classifier::Classifier;
pub use error::OnnxError;
pub use file::Interface;
pub use prediction::Prediction;
