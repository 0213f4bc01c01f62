//! The train and test tables as a model sees them: rows, and the class of each.
//!
//! preprocess wrote them. Their last column is [`TARGET`], the class as a number; each other one
//! is a feature. Where all features are numbers, a [`LabeledTable`] is their matrix. Where
//! columns are described, a [`LabeledFrame`] has numbers, texts, truth values and missing cells,
//! which become a matrix by way of the model's encodings (`onnx::encoding`).
//!
//! Tables that need not be in memory are gone through by [`read_parts`] or [`sum_over_rows`], and [`read_targets`]
//! reads the classes alone.
//!
//! # Layout
//!
//! - `numbers` reads a table of numbers, and `frame` one whose columns are described; `parts`
//!   goes through either without holding it, and `targets` reads the classes alone.
//! - `matrix` and `summary` are what becomes of numbers.
//! - `table_file` reads a file part by part, and a `plan` says what the parts become.
//! - `csv_file` goes through a CSV file, on several threads where it is plain, and `parquet_file`
//!   through a parquet file, several groups of rows at a time. `digest` is of either's bytes.
//! - `header` checks the names of the columns, and `target` names the last one.
//! - `description` says what a column is to hold, from params.yaml or from a model.
//! - `part` is some rows, `cells` takes the cells of a column, and `value` tells what one says.
//! - `problem` lists what can be wrong with a table, `place` says where, and `error` in which one.

mod cells;
mod csv_file;
mod description;
mod digest;
mod error;
mod frame;
mod header;
mod matrix;
mod numbers;
mod parquet_file;
mod part;
mod parts;
mod place;
mod plan;
mod problem;
mod summary;
mod table_file;
mod target;
mod targets;
#[cfg(test)]
mod tests;
mod value;

pub use description::{Description, Kind};
pub use error::LabeledTableError;
pub use frame::LabeledFrame;
pub use matrix::KeptRows;
pub use numbers::LabeledTable;
pub use parts::{LabeledParts, Rows, read_features, read_parts, sum_over_rows};
pub use summary::NumberSummary;
pub use target::TARGET;
pub use targets::read_targets;
