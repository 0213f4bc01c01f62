//! What can be wrong with a table, all of it, and what to do about it.

mod all;
mod of_cell;
mod of_table;
mod remedy;
mod wording;
mod yaml_key;

pub use all::Problems;
pub use of_cell::CellProblem;
pub(crate) use of_table::LONGEST_LINE;
pub use of_table::Problem;
pub(crate) use remedy::of_length;
pub(crate) use wording::word;
pub(crate) use yaml_key::yaml_key;
