//! Fast prediction, with the bits of the plain walk down each tree.
//!
//! What a row's result depends on is kept: the leaf of each tree, and the order in which
//! the shares of the leaves are added up, which is that of the trees. All else is free:
//! rows are taken in blocks that fit into the processor's caches, each tree sees a whole
//! block before the next tree's turn, and blocks are shared out among threads.
//!
//! # Layout
//!
//! - `averaged_trees` predicts: it shares out blocks of rows, and averages what their leaves hold.
//! - `in_memory` does so with trees that were just grown, and keep their shares.
//! - `flat` holds all trees as 16 bytes for each inner node.
//! - `records` copies some rows, as float32, into the order in which they are read.
//! - `descent` walks many paths down at once: for large trees, and for a few rows.
//! - `quick_scorer` finds the leaves of many rows without walking: for small trees.
//! - `share` adds up what the leaves hold.

mod averaged_trees;
mod descent;
pub(super) mod flat;
mod in_memory;
mod quick_scorer;
mod records;
mod share;

pub(super) use self::averaged_trees::{AveragedTrees, Leaves};
pub use self::in_memory::Predictor;
pub use self::records::Records;
pub(super) use self::share::only_class;
