//! The seeds of the trees and the rows each of them sees.
//!
//! # Layout
//!
//! - `seeds` draws the seed of each tree.
//! - `class_weight` says what the rows of each class weigh.
//! - `row_sampling` says which rows trees see: all of them, or bootstrap samples.
//! - `row_set` is the rows that any tree sees.
//! - `bootstrap_counts` is how often each row is in a tree's sample.
//! - `tree_sample` is all that a tree draws with its seed.

mod bootstrap_counts;
mod class_weight;
mod row_sampling;
mod row_set;
mod seeds;
mod tree_sample;

pub(crate) use self::bootstrap_counts::BootstrapCounts;
pub(crate) use self::class_weight::lowest_bit;
pub(crate) use self::row_sampling::RowSampling;
pub(crate) use self::row_set::RowSet;
pub(crate) use self::seeds::tree_seeds;
pub(crate) use self::tree_sample::TreeSample;
