//! The rows of a node: where their values are, and how they move to the sides of a split.
//!
//! # Layout
//!
//! - `row` is a row of a tree's sample in one integer.
//! - `strided` is where a feature's codes or keys are.
//! - `block` keeps the values of a small node's rows together.
//! - `partition` moves a node's rows to the sides of its split.

mod block;
mod partition;
mod row;
mod strided;

pub(crate) use self::block::{BLOCK_ROWS, Block};
pub(crate) use self::partition::{partition, partition_by_code};
pub(crate) use self::row::{KeyedRow, Picked, ROW_LIMIT, Row, grow};
pub(crate) use self::strided::Strided;
