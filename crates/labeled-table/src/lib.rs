//! The train and test tables as a model sees them: rows, and the class of each.
//!
//! preprocess wrote them. Their last column is [`TARGET`], the class as a number; each other one
//! is a feature. Where all features are numbers, a [`LabeledTable`] is their matrix. Where
//! columns are described, a [`LabeledFrame`] has numbers, texts, truth values and missing cells,
//! which become a matrix by way of the model's encodings (`onnx::encoding`).
//!
//! # Layout
//!
//! - `numbers` reads a table of numbers, and `frame` one whose columns are described.
//! - `description` says what a column is to hold, from params.yaml or from a model.
//! - `cells` takes the cells of a described column, and `value` tells what a cell says.
//! - `rows` goes through the rows, and `file` through the bytes of either.
//! - `target` names the last column.
//! - `problem` lists what can be wrong with a table, and `error` adds which one.

mod cells;
mod description;
mod error;
mod file;
mod frame;
mod numbers;
mod problem;
mod rows;
mod target;
#[cfg(test)]
mod tests;
mod value;

pub use description::{Description, Kind};
pub use error::LabeledTableError;
pub use frame::LabeledFrame;
pub use numbers::LabeledTable;
pub use target::TARGET;
