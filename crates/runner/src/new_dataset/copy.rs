//! The table as a copy in the checkout, under a hidden name.

use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use params::regular_file;

use super::error::NewDatasetError;
use super::interrupts::Interrupts;
use super::names::Names;
use crate::checkout::Checkout;

/// How many bytes are copied between two looks at the signals.
const BUFFER: usize = 1 << 20;
/// The deepest folder that is looked into, below the one that is named.
const DEEPEST: usize = 16;

/// The copy, which is removed when it is dropped.
#[derive(Debug)]
pub(super) struct Copied(PathBuf);

impl Copied {
    /// Where it is.
    pub(super) fn path(&self) -> &Path {
        &self.0
    }

    /// Gives it its name.
    ///
    /// # Errors
    ///
    /// When it cannot be renamed.
    pub(super) fn rename_to(self, path: &Path) -> Result<(), NewDatasetError> {
        fs::rename(&self.0, path).map_err(NewDatasetError::at(path))
    }
}

impl Drop for Copied {
    fn drop(&mut self) {
        // After a rename there is nothing to remove, which is no error.
        let _ = remove(&self.0);
    }
}

/// Copies the file or folder `from` beside its place in `checkout`. Files that are hidden are
/// left out of a folder.
///
/// # Errors
///
/// When something cannot be read or written, is no file, or a signal came.
pub(super) fn copy(
    from: &Path,
    checkout: &Checkout,
    names: &Names,
    interrupts: &Interrupts,
) -> Result<Copied, NewDatasetError> {
    let folder = checkout.path("data/source");
    fs::create_dir_all(&folder).map_err(NewDatasetError::at(&folder))?;
    let hidden = folder.join(format!(".{}.partial", names.source()));
    // A killed run left it.
    remove(&hidden).map_err(NewDatasetError::at(&hidden))?;
    let copied = Copied(hidden);
    let copying = Copying { interrupts };
    if from.is_dir() {
        let files = copying.folder(from, copied.path(), DEEPEST)?;
        if files == 0 {
            let path = from.to_owned();
            return Err(NewDatasetError::Empty { path });
        }
    } else {
        copying.file(from, copied.path())?;
    }
    Ok(copied)
}

struct Copying<'a> {
    interrupts: &'a Interrupts,
}

impl Copying<'_> {
    /// Copies what is in a folder, and gives the number of files.
    fn folder(&self, from: &Path, to: &Path, deepest: usize) -> Result<usize, NewDatasetError> {
        if deepest == 0 {
            let problem = std::io::Error::other("the folder is nested too deep");
            return Err(unreadable(from)(problem));
        }
        fs::create_dir(to).map_err(NewDatasetError::at(to))?;
        let mut files = 0;
        for entry in fs::read_dir(from).map_err(unreadable(from))? {
            let name = entry.map_err(unreadable(from))?.file_name();
            let (from, to) = (from.join(&name), to.join(&name));
            if name.as_encoded_bytes().starts_with(b".") {
                continue;
            }
            if from.is_dir() {
                files += self.folder(&from, &to, deepest - 1)?;
            } else {
                self.file(&from, &to)?;
                files += 1;
            }
        }
        Ok(files)
    }

    fn file(&self, from: &Path, to: &Path) -> Result<(), NewDatasetError> {
        let mut source = regular_file::open(from).map_err(unreadable(from))?;
        let mut target = File::create_new(to).map_err(NewDatasetError::at(to))?;
        let mut buffer = vec![0; BUFFER];
        loop {
            self.interrupts.check()?;
            let n = source.read(&mut buffer).map_err(unreadable(from))?;
            if n == 0 {
                return target.sync_all().map_err(NewDatasetError::at(to));
            }
            let written = target.write_all(&buffer[..n]);
            written.map_err(NewDatasetError::at(to))?;
        }
    }
}

/// Removes a file, or a folder with what is in it; nothing there is no error.
pub(super) fn remove(path: &Path) -> std::io::Result<()> {
    match fs::symlink_metadata(path) {
        Ok(found) if found.is_dir() => fs::remove_dir_all(path),
        Ok(_) => fs::remove_file(path),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}

fn unreadable(path: &Path) -> impl FnOnce(std::io::Error) -> NewDatasetError {
    let path = path.to_owned();
    move |source| NewDatasetError::Table { path, source }
}
