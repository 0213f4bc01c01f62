//! What is spelt of a table, and what is told of one that is refused.

mod columns;
mod passes;
mod tables;
mod told;
mod ways;

use super::*;
