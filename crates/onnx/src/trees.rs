//! Trees, one or many, whose leaves' class shares are averaged.
//!
//! ```text
//! X [N, F] float ── SplitToSequence ── blocks of rows ── Loop over the blocks ── means [N, K] double
//!     means ── ArgMax ── label [N] int64
//!     means ── Cast ── probabilities [N, K] float
//!
//! the loop: rows [B, F] float ── TreeEnsembleRegressor ── slots [B, T] float, one per tree
//!     slots ── Gather from a table [S, K] double ── shares of the leaves [T, B, K] double
//!     shares ── CumSum over the trees, the last one of it ── Div by the number of trees ── means [B, K]
//! ```
//!
//! Labels are those of scikit-learn even where two classes have equal sums but for rounding, and
//! probabilities are its probabilities rounded to float32 once, with any number of trees. That
//! needs its additions: float64, one tree after the other. The tree operators cannot be had to do
//! so. Their scores are float32, and runtimes share out the trees among threads and add partial
//! sums. So here the operator only finds the leaves, where there is nothing to add up, and all
//! arithmetic has operators of its own:
//!
//! - Each tree has a target of its own. What a row gets there is the weight of one leaf: the number
//!   of the row of a table, its slot, which float32 holds exactly. The table has every different
//!   row of class shares once; pure leaves, of which there are many, share one for each class.
//! - `CumSum` adds each entry to the sum before it, in order, which `ReduceSum` need not do.
//! - The label is taken from the means in double precision, before they are rounded.
//! - The loop bounds the memory: shares of all trees exist for the rows of one block alone.
//! - Thresholds are float32, as inputs are, chosen so that every comparison comes out as it does
//!   with the float64 threshold of the model in memory ([`floor`](crate::float32::floor),
//!   [`below`](crate::float32::below)).
//!
//! # Layout
//!
//! - `grown` says what a tree must tell of itself to be written or predicted with.
//! - `graph` is the graph around the tree operator.
//! - `write` makes a file of grown trees; `share_table` collects what their leaves hold, `encode`
//!   writes the operator's attributes, one array at a time, and `nesting` puts them where they
//!   belong.
//! - `ensemble` is what was read from a file and predicts; `attributes` finds the operator's
//!   arrays there, and `read` checks the trees in them.
//! - `predictor` finds the leaves of many rows fast, for trees from files and in memory alike.

mod attributes;
mod encode;
mod ensemble;
mod graph;
mod grown;
mod nesting;
mod predictor;
mod read;
mod share_table;
mod write;

pub(crate) use ensemble::Trees;
pub(crate) use graph::FIRST_OPERATOR;
pub use grown::GrownTree;
pub use predictor::{Predictor, Records};
pub use write::TreeEnsemble;
