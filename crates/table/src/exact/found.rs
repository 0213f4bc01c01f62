//! What the first pass hands to the second.

use crate::column::numbers::Kind;
use crate::header::Header;

/// What the first pass has found of a table that is as expected.
#[derive(Debug)]
pub(super) struct Found<'a> {
    pub(super) header: Header<'a>,
    /// What the numbers of each column are, if it has some.
    pub(super) kinds: Vec<Kind>,
    /// How many rows there are, those to be set aside included.
    pub(super) rows: u64,
    /// The rows to be set aside, counted from 1 without blank lines, in ascending order.
    pub(super) bad: Vec<u64>,
}
