//! Where in a source something stands.

use std::fmt;
use std::sync::Arc;

use params::shorten;

/// A line of a text file, or a row of a file without lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file, if the source has several.
    pub file: Option<Arc<str>>,
    /// The number of the line or row.
    pub number: Number,
}

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Number {
    /// A line, from 1; the header is one.
    Line(u64),
    /// A row, from 1, of a file whose header is no line.
    Row(u64),
}

impl fmt::Display for Place {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(file) = &self.file {
            write!(out, "`{}`, ", shorten::text(file))?;
        }
        match self.number {
            Number::Line(line) => write!(out, "line {line}"),
            Number::Row(row) => write!(out, "row {row}"),
        }
    }
}
