//! Outputs that appear together or not at all.
//!
//! Every file is written in full beside its target under a hidden name, flushed
//! to the disk, and only when all are there are they renamed, one right after
//! the other. A stage that fails or is interrupted leaves all of the old files or
//! all of the new ones, and nothing under a hidden name. A `kill -9` between two
//! renames leaves some of each, which is for DVC to find; what it leaves under a
//! hidden name is overwritten by the next run, whose names are the same.

mod draft;
mod flushing;
mod hidden;

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

pub use draft::DraftedFile;
pub(crate) use hidden::remove_all;
use hidden::{HIDDEN, Hidden, HiddenNames};

/// A file or folder for an output cannot be written.
#[derive(Debug, thiserror::Error)]
#[error("write `{}`: {source}", path.display())]
pub struct OutputError {
    /// The output that was to be written.
    pub path: PathBuf,
    #[source]
    source: io::Error,
}

impl OutputError {
    fn at(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self { path, source }
    }
}

/// A set of files that is being written.
#[derive(Debug)]
pub struct Outputs {
    written: Vec<Written>,
    names: &'static HiddenNames,
}

impl Default for Outputs {
    fn default() -> Self {
        Self::under(&HIDDEN)
    }
}

/// One file under its hidden name; dropped unrenamed, it is removed.
#[derive(Debug)]
struct Written {
    hidden: Hidden,
    target: PathBuf,
    /// The file, if it is still to be flushed to the disk.
    unflushed: Option<File>,
}

/// A file that is being written at any of its places, and may be read.
///
/// It lives as long as the [`Outputs`] that made it, which name it or remove it.
#[derive(Debug)]
pub struct OutputFile {
    file: File,
    target: PathBuf,
}

impl OutputFile {
    /// The file.
    #[must_use]
    pub fn file(&self) -> &File {
        &self.file
    }

    /// That it cannot be written.
    #[must_use]
    pub fn error(&self, source: io::Error) -> OutputError {
        OutputError::at(&self.target)(source)
    }
}

/// A file without a name that is needed while the outputs are made. It is gone when it is dropped,
/// and also when the process ends in any other way.
#[derive(Debug)]
pub struct ScratchFile(OutputFile);

impl std::ops::Deref for ScratchFile {
    type Target = OutputFile;

    fn deref(&self) -> &OutputFile {
        &self.0
    }
}

impl ScratchFile {
    /// An empty file on the disk of the output `target`.
    ///
    /// # Errors
    ///
    /// When a folder or the file cannot be made.
    pub fn beside(target: &Path) -> Result<Self, OutputError> {
        // Its name is removed here.
        create(&HIDDEN, target, ".scratch").map(|(created, _)| Self(created))
    }
}

/// The file, and its hidden name.
fn create(
    names: &'static HiddenNames,
    target: &Path,
    suffix: &str,
) -> Result<(OutputFile, Hidden), OutputError> {
    let created = Hidden::create(names, target, suffix);
    let (file, hidden) = created.map_err(OutputError::at(target))?;
    let target = target.to_owned();
    Ok((OutputFile { file, target }, hidden))
}

impl Outputs {
    /// An empty set.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// An empty set, whose hidden names are among these.
    fn under(names: &'static HiddenNames) -> Self {
        Self {
            written: Vec::new(),
            names,
        }
    }

    /// Adds the file `target`, with the bytes that `fill` writes.
    ///
    /// Missing folders on the way are made.
    ///
    /// # Errors
    ///
    /// When a folder or file cannot be made, written or flushed to the disk.
    pub fn add(
        &mut self,
        target: &Path,
        fill: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), OutputError> {
        let (created, hidden) = create(self.names, target, ".partial")?;
        self.written.push(Written {
            hidden,
            target: created.target,
            unflushed: None,
        });
        write_through(created.file, fill).map_err(OutputError::at(target))
    }

    /// Adds the file `target`, which the caller fills in any order before the commit.
    ///
    /// Missing folders on the way are made.
    ///
    /// # Errors
    ///
    /// When a folder or the file cannot be made.
    pub fn create(&mut self, target: &Path) -> Result<OutputFile, OutputError> {
        let (created, hidden) = create(self.names, target, ".partial")?;
        let unflushed = created.file.try_clone().map_err(OutputError::at(target))?;
        self.written.push(Written {
            hidden,
            target: created.target.clone(),
            unflushed: Some(unflushed),
        });
        Ok(created)
    }

    /// Gives every file its name.
    ///
    /// # Errors
    ///
    /// When a file cannot be flushed to the disk, or cannot be renamed, which a folder of the
    /// target's name causes.
    pub fn commit(self) -> Result<(), OutputError> {
        for file in &self.written {
            if file.target.is_dir() {
                let occupied = io::Error::other("a folder of this name is in the way");
                return Err(OutputError::at(&file.target)(occupied));
            }
        }
        for file in &self.written {
            if let Some(unflushed) = &file.unflushed {
                unflushed
                    .sync_all()
                    .map_err(OutputError::at(&file.target))?;
            }
        }
        // A signal now would leave new files beside old ones: it waits. These are dropped before
        // the files are, which need them.
        let _no_signal = self.names.lock();
        for file in &self.written {
            fs::rename(file.hidden.path(), &file.target).map_err(OutputError::at(&file.target))?;
        }
        Ok(())
    }
}

fn write_through(
    created: File,
    fill: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    let mut buffer = BufWriter::with_capacity(1 << 16, created);
    fill(&mut buffer)?;
    buffer
        .into_inner()
        .map_err(io::IntoInnerError::into_error)?
        .sync_all()
}

#[cfg(test)]
mod tests;
