//! The cells of a column: what is seen of them in the first pass over a file, and what they are
//! in the second.

mod categories;
pub(crate) mod flag;
pub(crate) mod moment;
pub(crate) mod numbers;
mod seen;
mod spelling;

pub(crate) use categories::MOST_CATEGORIES;
pub(crate) use seen::Seen;
pub(crate) use spelling::{Spelling, part_name};
