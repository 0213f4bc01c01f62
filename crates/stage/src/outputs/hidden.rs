//! The hidden names of files that are being written.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// All that there are in this process.
static HIDDEN: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// A hidden name; dropped, what has it is removed.
#[derive(Debug)]
pub(super) struct Hidden(PathBuf);

impl Hidden {
    /// The hidden name beside `target`, whose folders are made if they are missing.
    pub(super) fn beside(target: &Path, suffix: &str) -> io::Result<Self> {
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
        names().push(hidden.clone());
        Ok(Self(hidden))
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

/// Removes all that is being written, for the process is about to end.
pub(crate) fn remove_all() {
    remove_where(|_| true);
}

/// Removes that whose hidden name is such.
pub(super) fn remove_where(is_such: impl Fn(&Path) -> bool) {
    for name in names().extract_if(.., |name| is_such(name)) {
        let _ = fs::remove_file(name);
    }
}

fn names() -> MutexGuard<'static, Vec<PathBuf>> {
    HIDDEN.lock().unwrap_or_else(PoisonError::into_inner)
}
