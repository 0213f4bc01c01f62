//! Locks that end with the process that holds them, as DVC's own are (`flock`).

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

/// How often a lock is tried while it is waited for.
const INTERVAL: Duration = Duration::from_millis(20);

/// A locked file; dropped, it is free.
#[derive(Debug)]
pub(crate) struct Flock(File);

impl Flock {
    /// Locks the file at `path`, which is made where it is missing; none where another process
    /// still holds it when `patience` is over.
    ///
    /// # Errors
    ///
    /// When the file cannot be made or opened, or the file system knows no locks.
    pub(crate) fn take(path: &Path, patience: Duration) -> io::Result<Option<Self>> {
        let mut options = OpenOptions::new();
        let options = options.read(true).write(true).create(true).truncate(false);
        let file = options.open(path)?;
        let since = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Some(Self(file))),
                Err(TryLockError::WouldBlock) if since.elapsed() < patience => {
                    thread::sleep(INTERVAL);
                }
                Err(TryLockError::WouldBlock) => return Ok(None),
                Err(TryLockError::Error(error)) => return Err(error),
            }
        }
    }

    /// The file that is locked.
    pub(crate) fn file(&self) -> &File {
        &self.0
    }
}
