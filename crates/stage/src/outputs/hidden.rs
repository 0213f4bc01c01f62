//! The hidden names of files that are being written.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The hidden names that this process uses.
static HIDDEN: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// A hidden name; dropped, what has it is removed.
#[derive(Debug)]
pub(super) struct Hidden(PathBuf);

impl Hidden {
    /// An empty file under the hidden name beside `target`, whose folders are made if they are
    /// missing.
    pub(super) fn create(target: &Path, suffix: &str) -> io::Result<(File, Self)> {
        let name = target
            .file_name()
            .ok_or_else(|| io::Error::other("this names no file"))?;
        if let Some(folder) = target.parent() {
            fs::create_dir_all(folder)?;
        }
        let mut hidden = std::ffi::OsString::from(".");
        hidden.push(name);
        hidden.push(suffix);
        let hidden = target.with_file_name(hidden);
        let mut options = File::options();
        options.read(true).write(true).create(true).truncate(true);
        // A signal finds the file and its name, or neither.
        let mut names = names();
        let file = options.open(&hidden)?;
        names.push(hidden.clone());
        Ok((file, Self(hidden)))
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Hidden {
    fn drop(&mut self) {
        // After a rename there is nothing to remove, which is no error.
        let _ = fs::remove_file(&self.0);
        names().retain(|name| *name != self.0);
    }
}

/// Removes all that is being written, for the process is about to end: no file is made or gets its
/// name from here on.
pub(crate) fn remove_all() {
    let mut names = names();
    remove_where(&mut names, |_| true);
    std::mem::forget(names);
}

/// Removes the files whose hidden names match.
pub(super) fn remove_where(names: &mut Vec<PathBuf>, matches: impl Fn(&Path) -> bool) {
    for name in names.extract_if(.., |name| matches(name)) {
        let _ = fs::remove_file(name);
    }
}

/// The hidden names; while these are held, no signal removes them.
pub(super) fn names() -> MutexGuard<'static, Vec<PathBuf>> {
    HIDDEN.lock().unwrap_or_else(PoisonError::into_inner)
}
