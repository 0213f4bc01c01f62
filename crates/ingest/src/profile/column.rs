//! A column of the source, as its cells were seen.

mod distinct;
mod numbers;
mod tally;

pub(super) use tally::{ALSO_MISSING, Tally};
