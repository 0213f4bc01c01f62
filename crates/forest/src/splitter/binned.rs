//! The fast search: branch and bound over binned features.
//!
//! Every feature's values are put into up to 256 bins once. In a node, counting rows
//! into bins gives the exact score of every gap between bins, and a bound of what a
//! gap inside a bin can score. Only bins whose bound reaches the best score are looked
//! into: through a second code of eight bits where they hold many rows, then by
//! sorting what is left. All scores that decide are scikit-learn's own, computed from
//! whole class weights, so that the split is the one that sorting everything finds.
//!
//! Nodes with few rows sort right away, several features at once, on copies of their
//! values that lie together.
//!
//! # Layout
//!
//! Training flows from the top to the bottom.
//!
//! - `bins` puts every value of every feature into a bin, once for all trees.
//! - `rows` keeps the rows of a node, fetches their values, and moves them to the sides of
//!   a split.
//! - `histogram` counts rows into bins.
//! - `best_split` scores candidates exactly and keeps the best.
//! - `bounds` bounds what lies inside bins, and lists those that may hold a better split.
//! - `search` searches a feature with these.
//! - `splitter` searches nodes.

mod best_split;
mod bins;
mod bounds;
mod histogram;
mod rows;
mod search;
mod splitter;

pub(crate) use self::bins::Bins;
pub(crate) use self::rows::ROW_LIMIT;
pub(crate) use self::splitter::{Binned, Training};
