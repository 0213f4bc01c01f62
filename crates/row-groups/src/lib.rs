//! Parquet files of any size: gone through in groups of rows, by several threads that share one
//! handle, with results in the order of the file.
//!
//! Nothing here knows what a table is. What the cells mean is for the crates above to say.
//!
//! # Layout
//!
//! - [`RowGroups`]: a file, and its groups of rows in turns.
//! - [`Cells`]: the cells of a column of a group, some at a time.
//! - `chunks`: parts of a file, for the library that decodes them.

mod cells;
mod chunks;
mod groups;
#[cfg(test)]
mod tests;

pub use cells::Cells;
pub use groups::RowGroups;
