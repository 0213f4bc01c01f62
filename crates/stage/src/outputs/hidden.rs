//! The hidden names of files that are being written.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The hidden names that this process uses.
pub(super) static HIDDEN: HiddenNames = HiddenNames::new();

/// Hidden names in use.
#[derive(Debug)]
pub(super) struct HiddenNames(Mutex<Vec<PathBuf>>);

impl HiddenNames {
    pub(super) const fn new() -> Self {
        Self(Mutex::new(Vec::new()))
    }

    /// The names; while these are held, no signal removes what has them.
    pub(super) fn lock(&self) -> MutexGuard<'_, Vec<PathBuf>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Removes all that has one: no file is made or gets its name from here on.
    pub(super) fn remove_all(&self) {
        let mut names = self.lock();
        for name in names.drain(..) {
            let _ = fs::remove_file(name);
        }
        // Whoever waits for them does so until the process has ended.
        std::mem::forget(names);
    }
}

/// Removes all that is being written, for the process is about to end.
pub(crate) fn remove_all() {
    HIDDEN.remove_all();
}

/// A hidden name; dropped, what has it is removed.
#[derive(Debug)]
pub(super) struct Hidden {
    path: PathBuf,
    names: &'static HiddenNames,
}

impl Hidden {
    /// An empty file under the hidden name beside `target`, whose folders are made if they are
    /// missing. The name is among `names` for as long as it is in use.
    pub(super) fn create(
        names: &'static HiddenNames,
        target: &Path,
        suffix: &str,
    ) -> io::Result<(File, Self)> {
        let name = target
            .file_name()
            .ok_or_else(|| io::Error::other("this names no file"))?;
        if let Some(folder) = target.parent() {
            fs::create_dir_all(folder)?;
        }
        let mut hidden = std::ffi::OsString::from(".");
        hidden.push(name);
        hidden.push(suffix);
        let path = target.with_file_name(hidden);
        let mut options = File::options();
        options.read(true).write(true).create(true).truncate(true);
        // A signal finds the file and its name, or neither.
        let mut held = names.lock();
        let file = options.open(&path)?;
        held.push(path.clone());
        drop(held);
        Ok((file, Self { path, names }))
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Hidden {
    fn drop(&mut self) {
        // After a rename there is nothing to remove, which is no error.
        let _ = fs::remove_file(&self.path);
        self.names.lock().retain(|name| *name != self.path);
    }
}
