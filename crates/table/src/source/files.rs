//! The files of a source: one, or those of a folder.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use params::{FilePattern, shorten};
use stage::stamp::Stamp;

use super::place::{Number, Place};
use crate::error::TableError;
use crate::problem::Problem;

/// A file of a source.
#[derive(Clone, Debug)]
pub(super) struct SourceFile {
    /// The source, which is the file itself or its folder.
    pub(super) source: Arc<Path>,
    pub(super) path: PathBuf,
    /// Its name, if the source is a folder.
    pub(super) name: Option<Arc<str>>,
}

impl SourceFile {
    /// A place in the file.
    pub(super) fn place(&self, number: Number) -> Place {
        let file = self.name.clone();
        Place { file, number }
    }

    /// `problem` with the file's name, if the source is a folder.
    pub(super) fn within(&self, problem: Problem) -> Problem {
        match &self.name {
            None => problem,
            Some(name) => Problem::InFile {
                file: params::shorten::text(name),
                problem: Box::new(problem),
            },
        }
    }

    /// What is different when the file was written to or replaced; nothing if it is not there.
    pub(super) fn stamp(&self) -> Option<Stamp> {
        Stamp::of(&self.path)
    }

    /// The error of a source of which this file changed while it was read.
    pub(super) fn changed(&self) -> TableError {
        self.invalid(self.within(Problem::Changed))
    }

    /// The error of a source that is refused because of this file.
    pub(super) fn invalid(&self, problem: Problem) -> TableError {
        TableError::invalid(&self.source, problem)
    }
}

/// The files of the source at `path`, sorted by name: those whose names match `pattern` if there is
/// one.
pub(super) fn of(
    path: &Path,
    pattern: Option<&FilePattern>,
) -> Result<Vec<SourceFile>, TableError> {
    let found = fs::metadata(path).map_err(TableError::unreadable(path))?;
    if !found.is_dir() {
        if let Some(pattern) = pattern {
            let pattern = shorten::text(pattern.as_str());
            return Err(TableError::invalid(path, Problem::NoFolder { pattern }));
        }
        return Ok(vec![SourceFile {
            source: path.into(),
            path: path.to_owned(),
            name: None,
        }]);
    }
    let mut files = list(path).map_err(TableError::unreadable(path))?;
    if files.is_empty() {
        return Err(TableError::invalid(path, Problem::EmptyFolder));
    }
    if let Some(pattern) = pattern {
        files = matching(files, pattern).map_err(|problem| TableError::invalid(path, *problem))?;
    }
    Ok(files)
}

/// Those of `files`, which are some, whose names match `pattern`.
fn matching(
    files: Vec<SourceFile>,
    pattern: &FilePattern,
) -> Result<Vec<SourceFile>, Box<Problem>> {
    let (found, others): (Vec<_>, Vec<_>) = files
        .into_iter()
        .partition(|file| pattern.matches(file.name.as_deref().unwrap_or_default()));
    if found.is_empty() {
        return Err(Box::new(Problem::NoFileMatches {
            pattern: shorten::text(pattern.as_str()),
            files: shorten::list(others.iter().filter_map(|file| file.name.as_deref())),
        }));
    }
    Ok(found)
}

fn list(folder: &Path) -> io::Result<Vec<SourceFile>> {
    let source: Arc<Path> = folder.into();
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        // What Spark, Hive and desktops put beside tables: `_SUCCESS`, `.DS_Store`.
        if name.starts_with(['.', '_']) {
            continue;
        }
        files.push(SourceFile {
            source: source.clone(),
            name: Some(Arc::from(name.as_ref())),
            path,
        });
    }
    files.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(files)
}
