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
//! - `edges` chooses the bins of a feature; `extent` knows what they hold, and chooses
//!   better ones; `column` holds the codes; `bins` makes all columns in parallel, and
//!   `strided` is where one's codes are.
//! - `row` is a row of a tree's sample in one integer; `partition` moves a node's rows to
//!   the sides of its split.
//! - `block` keeps the values of a small node's rows together.
//! - `histogram` counts rows into bins; `two_classes` does so for the usual case.
//! - `lead` scores candidates exactly and keeps the best.
//! - `scan` looks at the gaps between bins, `walk` at those between sorted values.
//! - `bounds` bounds what lies inside bins, and lists those bins, the `survivors`, that
//!   may hold a better split.
//! - `parts` counts rows once more inside bins that hold many.
//! - `vector` sorts the values of several features side by side, `sweep` looks at all
//!   gaps between them, and `lanes` does so for the features that are going to be drawn.
//! - `sorting`, `counting` and `refine` search a feature with these.
//! - `engine` searches nodes.

mod bins;
mod block;
mod bounds;
mod column;
mod counting;
mod edges;
mod engine;
mod extent;
mod histogram;
mod lanes;
mod lead;
mod partition;
mod parts;
mod refine;
mod row;
mod scan;
mod sorting;
mod strided;
mod survivors;
mod sweep;
mod two_classes;
mod vector;
mod walk;

pub(crate) use bins::Bins;
pub(crate) use engine::{Binned, Training};
pub(crate) use row::ROW_LIMIT;
