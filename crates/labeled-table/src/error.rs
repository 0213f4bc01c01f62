//! What can go wrong with a table.

use std::path::{Path, PathBuf};

use stage::exit::{Exit, Failure};

use crate::problem::Problems;

/// A split table cannot be read or does not hold what it must.
#[derive(Debug, thiserror::Error)]
#[error("read `{}`: {problems}", path.display())]
pub struct LabeledTableError {
    /// The table.
    pub path: PathBuf,
    problems: Problems,
}

impl LabeledTableError {
    pub(crate) fn new(path: &Path, problems: Problems) -> Self {
        Self {
            path: path.to_owned(),
            problems,
        }
    }
}

impl LabeledTableError {
    /// Whether the table is whole, but has other columns than expected, or these hold something
    /// else.
    #[must_use]
    pub fn is_of_columns(&self) -> bool {
        self.problems.are_of_columns()
    }
}

impl Failure for LabeledTableError {
    fn exit(&self) -> Exit {
        Exit::Data
    }
}
