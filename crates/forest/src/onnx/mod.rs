//! Forests as ONNX files.
//!
//! [`write()`] makes a file that onnxruntime, MLflow's `pyfunc` and others read;
//! [`OnnxClassifier`] runs such a file without any of them. The graph:
//!
//! ```text
//! X [N, F] float ── TreeEnsembleClassifier ── votes [N, K] ── Div by the number of trees ── probabilities [N, K]
//!     probabilities ── ArgMax ── label [N] int64
//!     probabilities ── Split ── Squeeze ── probability_<class> [N] float, one per class
//! ```
//!
//! Three things about it are not obvious:
//!
//! - The classifier's own label is ignored: with two classes, runtimes disagree
//!   about it. Each leaf has a weight for every class, which all of them sum up
//!   alike.
//! - Thresholds are rounded down to float32. Inputs are float32, so that every
//!   comparison comes out as it does with the float64 threshold.
//! - A leaf's weights are its class shares, rounded to so many binary digits that
//!   the sum over all trees is exact in float32. Runtimes add trees up in an order
//!   that depends on the number of rows and threads; exact sums make the result
//!   independent of it, and keep equal votes equal.
//!
//! Operators are those of ONNX opset 13 and `ai.onnx.ml` opset 1, IR version 7:
//! onnxruntime has read them since 1.8 (2021).
//!
//! # Layout
//!
//! - [`proto`] declares the protobuf messages that such a file uses.
//! - `rounding` fits thresholds and weights into float32.
//! - `layout` describes the parts of the graph that do not depend on the trees.
//! - `write` puts a forest into that graph; `encode` writes the trees, one array at a
//!   time.
//! - `ensemble` reads the trees of a file and checks them.
//! - `read` checks the rest and gives an [`OnnxClassifier`].
//! - `predict` runs it.
//! - [`parts`] is what files of other families share with these.
//! - `error` lists what can go wrong.

mod encode;
mod ensemble;
mod error;
mod layout;
pub mod parts;
mod predict;
pub mod proto;
mod read;
mod rounding;
mod write;

pub use error::OnnxError;
pub use predict::{OnnxClassifier, Prediction};
pub use write::write;

/// The names that a file carries, so that it can be used without the data it was
/// trained on: as JSON arrays in its `metadata_props`, `feature_names` and
/// `class_names`.
#[derive(Debug, Clone, Copy)]
pub struct Names<'a> {
    /// One name per feature, in the order of the columns.
    pub features: &'a [String],
    /// One name per class value: value `i` is called `classes[i]`. A class that no
    /// training row had gets the probability 0.
    pub classes: &'a [String],
}
