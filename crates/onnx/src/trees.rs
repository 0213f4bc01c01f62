//! Trees, one or many, whose leaves' class shares are averaged.
//!
//! ```text
//! X [N, F] float ── TreeEnsembleClassifier ── votes [N, K] ── Div by the number of trees ── probabilities [N, K]
//! ```
//!
//! Three things about such a file are not obvious:
//!
//! - The operator's own label is ignored: with two classes, runtimes disagree
//!   about it. Each leaf has a weight for every class, which all of them sum up
//!   alike.
//! - Thresholds are float32, as inputs are, chosen so that every comparison comes out as it does
//!   with the float64 threshold of the model in memory ([`floor`](crate::float32::floor),
//!   [`below`](crate::float32::below)).
//! - A leaf's weights are its class shares, rounded to so many binary digits that
//!   the sum over all trees is exact in float32. Runtimes add trees up in an order
//!   that depends on the number of rows and threads; exact sums make the result
//!   independent of it, and keep equal votes equal.
//!
//! # Layout
//!
//! - `grown` says what a tree must tell of itself to be written or predicted with.
//! - `operator` is the graph around the tree operator.
//! - `write` makes a file of grown trees; `encode` writes the operator's attributes, one array at
//!   a time; `share_grid` rounds their weights.
//! - `ensemble` is what was read from a file and predicts; `attributes` finds the operator's
//!   arrays there, and `read` checks the trees in them.
//! - `predictor` finds the leaves of many rows fast, for trees from files and in memory alike.

mod attributes;
mod encode;
mod ensemble;
mod grown;
mod operator;
mod predictor;
mod read;
mod share_grid;
mod write;

pub(crate) use ensemble::Trees;
pub use grown::GrownTree;
pub use predictor::{Predictor, Records};
pub use write::TreeEnsemble;
