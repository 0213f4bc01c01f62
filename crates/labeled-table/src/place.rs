//! Where in a file something is.

use std::fmt;

/// Where in a file something is, for messages.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Place {
    /// A line of text, from 1, which is the header.
    Line(u64),
    /// A row of a file without lines, from 1.
    Row(u64),
}

impl fmt::Display for Place {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line(line) => write!(out, "line {line}"),
            Self::Row(row) => write!(out, "row {row}"),
        }
    }
}
