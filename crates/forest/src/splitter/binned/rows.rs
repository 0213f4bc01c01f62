//! The rows of a node: where their values are, and how they move to the sides of a split.
//!
//! # Layout
//!
//! - `row` is a row of a tree's sample in one integer.
//! - `memory` is where rows are kept.
//! - `gather` fetches the values of rows.
//! - `picked_rows` picks the rows of some bins.
//! - `partition` moves a node's rows to the sides of its split.
//! - `block` keeps the values of a small node's rows together.
//! - `node_rows` is a node's rows and where their values are.

mod block;
mod gather;
mod memory;
mod node_rows;
mod partition;
mod picked_rows;
mod row;

pub(crate) use self::block::{BLOCK_ROWS, NodeBlock};
pub(crate) use self::memory::lengthen;
pub(crate) use self::node_rows::{BinnedData, NodeRows};
pub(crate) use self::partition::{partition, partition_by_code};
pub(crate) use self::picked_rows::PickedRows;
pub(crate) use self::row::{KeyedRow, ROW_LIMIT, Row};
