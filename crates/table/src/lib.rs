//! The pipeline's tables between files: CSV and parquet are read and checked, and written as
//! the bytes that pandas' `to_csv(index=False)` would write.
//!
//! # Layout
//!
//! - [`Expected`]: what a table must hold. `role` says it of one column.
//! - `plain`: text in pieces, on several threads, if nothing about it is unusual.
//! - `exact`: record by record, for all others. It alone words what is wrong.
//! - [`source`]: the files that a table is read from, as records of cells.
//! - `header`: the first line, and files that are no such tables.
//! - `cell`: what one cell holds.
//! - `column`: the cells of a column: numbers typed as pandas types them, texts, parts of dates.
//! - `problem`: what can be wrong, all of it, and what to do about it.
//! - [`error`]: why a table is refused.
//! - `rejected`: rows that are not in the table because something is wrong with them.
//! - [`spell`]: a source, checked and written as pandas would write it, by one of both ways.
//! - `spelt`: what comes of that, for who asks and for who watches. `output`: the lines themselves.
//! - `columnar`: what was spelt as a parquet file.
//! - `testing`: the cells of a table (for tests, a feature).
//! - `write`: cells as pandas' bytes.
//!
//! Only ingest and preprocess use it: train and evaluate read tables that it has written, of which
//! nothing but numbers and classes need be known.

mod cell;
mod column;
mod columnar;
pub mod error;
mod exact;
mod expected;
mod header;
mod output;
mod plain;
mod problem;
mod rejected;
mod role;
pub mod source;
pub mod spell;
mod spelt;
#[cfg(feature = "testing")]
pub mod testing;
mod write;

pub use columnar::write_parquet;
pub use error::TableError;
pub use expected::Expected;
pub use header::{check_beginning, column_names};
pub use problem::{CellProblem, Problem, Problems};
pub use rejected::write_rejected;
pub use write::write_quoted;
