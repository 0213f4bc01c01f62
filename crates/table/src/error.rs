//! What can be wrong with a table, in words that name the place.

use std::io;
use std::path::{Path, PathBuf};

/// A table cannot be read or does not hold what it must.
#[derive(Debug, thiserror::Error)]
#[error("read `{}`: {problem}", path.display())]
pub struct TableError {
    /// The file.
    pub path: PathBuf,
    /// What is wrong with it.
    pub problem: Problem,
}

/// What is wrong with a table.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    /// The file cannot be opened or read.
    #[error("{0}")]
    Unreadable(io::Error),
    /// There is not even a header.
    #[error("the file is empty; expected a header and rows")]
    Empty,
    /// There is only a header.
    #[error("there are no rows below the header")]
    NoRows,
    /// Two columns share a name.
    #[error("the header names the column `{0}` twice")]
    RepeatedColumn(String),
    /// A column has no name.
    #[error("column {0} of the header has no name")]
    NamelessColumn(usize),
    /// A line is longer or shorter than the header.
    #[error("line {line} has {found} fields; expected {expected}, as in the header")]
    Ragged {
        /// The line, from 1.
        line: u64,
        /// The fields on it.
        found: usize,
        /// The fields of the header.
        expected: usize,
    },
    /// A column that is needed is not there.
    #[error("there is no column `{name}`{hint}; the header has {columns}")]
    NoColumn {
        /// The column that is needed.
        name: String,
        /// "did you mean", or nothing.
        hint: String,
        /// The columns that there are.
        columns: String,
    },
    /// A cell is empty.
    #[error("line {line}, column `{column}` is empty; fill it or remove the line")]
    EmptyCell {
        /// The line, from 1.
        line: u64,
        /// The column.
        column: String,
    },
    /// A cell of a numeric column holds something else.
    #[error("line {line}, column `{column}` holds `{found}`; expected a finite number")]
    NotANumber {
        /// The line, from 1.
        line: u64,
        /// The column.
        column: String,
        /// What it holds.
        found: String,
    },
    /// A cell does not hold one of the values that it may.
    #[error("line {line}, column `{column}` holds `{found}`; expected {expected}")]
    NotAllowed {
        /// The line, from 1.
        line: u64,
        /// The column.
        column: String,
        /// What it holds.
        found: String,
        /// What it may hold.
        expected: String,
    },
    /// The CSV reader refused the file for another reason.
    #[error("{0}")]
    Malformed(String),
}

impl Problem {
    /// The error of the table at `path`.
    #[must_use]
    pub fn of(self, path: &Path) -> TableError {
        TableError {
            path: path.to_owned(),
            problem: self,
        }
    }
}
