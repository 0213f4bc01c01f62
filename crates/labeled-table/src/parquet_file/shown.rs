//! How far the reading of a parquet file is.

use std::path::Path;

use stage::process;
use stage::progress::{Progress, Unit};

/// Shows how many bytes of a file are done: decoded and, if it is digested as well, digested, each
/// of which is half of the work.
pub(super) struct Shown {
    progress: Progress,
    /// How many parts a byte's work has.
    parts: u64,
}

impl Shown {
    /// Before the first of `length` bytes.
    pub(super) fn new(path: &Path, length: u64, digests: bool) -> Self {
        let step = format!("{}: reading {}", process::name(), path.display());
        Self {
            progress: Progress::start(step, Unit::Bytes, Some(length)),
            parts: if digests { 2 } else { 1 },
        }
    }

    /// One of the parts of the work is done for so many more `bytes`.
    pub(super) fn add(&self, bytes: u64) {
        self.progress.add(bytes / self.parts);
    }
}
