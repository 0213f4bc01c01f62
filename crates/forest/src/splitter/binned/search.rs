//! The search of one feature in one node: by counting rows into bins, or by sorting values.
//!
//! # Layout
//!
//! - `counting` counts a node's rows into bins, and `scan_bins` looks at the gaps between
//!   them.
//! - `refinement` looks into the bins that may hold a better split; `sub_bins` counts rows
//!   once more inside bins that hold many.
//! - `sorting` sorts a small node's values, and `scan_sorted` looks at the gaps between them.
//! - `batched_sort` does so for all features that are going to be drawn: `lanes` sorts the
//!   values of several features side by side, `score_batch` looks at all gaps between them.

mod batched_sort;
mod counting;
mod lanes;
mod refinement;
mod scan_bins;
mod scan_sorted;
mod score_batch;
mod sorting;
mod sub_bins;
#[cfg(test)]
mod worked_example;

pub(crate) use self::counting::CountingSearch;
pub(crate) use self::refinement::Refinement;
pub(crate) use self::sorting::SortingSearch;
