//! The cells of a column: what is seen of them in the first pass over a file, and what they are
//! in the second.

mod categories;
mod dates;
mod filled;
pub(crate) mod flag;
pub(crate) mod moment;
pub(crate) mod numbers;
mod seen;
mod spelling;
mod texts;

pub(crate) use categories::MOST_CATEGORIES;
pub(crate) use dates::part_name;
pub(crate) use filled::Filled;
pub(crate) use seen::Seen;
pub(crate) use spelling::Spelling;
