//! Why a table is refused.

use std::io;
use std::path::{Path, PathBuf};

use crate::problem::{Problem, Problems};

/// A table cannot be read or does not hold what it must.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// The file cannot be opened or read, or is no file.
    #[error("read `{}`: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The file was read, and these things are wrong with it.
    #[error("read `{}`: {problems}", path.display())]
    Invalid {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        problems: Problems,
    },
}

impl TableError {
    pub(crate) fn unreadable(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Unreadable { path, source }
    }

    pub(crate) fn invalid(path: &Path, problems: impl Into<Problems>) -> Self {
        Self::Invalid {
            path: path.to_owned(),
            problems: problems.into(),
        }
    }

    /// That the file at `path` changed while it was read.
    #[must_use]
    pub fn changed(path: &Path) -> Self {
        Self::invalid(path, Problem::Changed)
    }
}
