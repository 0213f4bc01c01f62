//! The pipeline's tables between files: CSV is read and checked through polars,
//! and written as the bytes that pandas' `to_csv(index=False)` would write.
//!
//! # Layout
//!
//! - `read`: a CSV file as text columns, and those as checked numbers.
//! - `inspect`: finds the line that a refused file is wrong on.
//! - `write`: a data frame as pandas' bytes.
//! - `number`: a float as Python's `repr` prints it.
//! - [`error`]: what can be wrong with a table.
//!
//! Only ingest and preprocess use it: train and evaluate read small numeric
//! tables without polars, which keeps polars out of their images.

pub mod error;
mod inspect;
mod number;
mod read;
mod write;

pub use error::TableError;
pub use read::TextTable;
pub use write::write_csv;
