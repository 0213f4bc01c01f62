//! Whether a file is still the one that was read.

use std::fs::{self, Metadata};
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

/// What tells a file from what it was before it was written to, or before another file took its
/// place.
///
/// The time of the last change is as coarse as the clock of the file system, some milliseconds: a
/// second change within them goes unnoticed if the length stays the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    device: u64,
    inode: u64,
    length: u64,
    seconds: i64,
    nanoseconds: i64,
}

impl Stamp {
    /// That of the file at `path`, if it is there.
    #[must_use]
    pub fn of(path: &Path) -> Option<Self> {
        fs::metadata(path).ok().as_ref().map(Self::from)
    }
}

impl From<&Metadata> for Stamp {
    fn from(found: &Metadata) -> Self {
        Self {
            device: found.dev(),
            inode: found.ino(),
            length: found.len(),
            seconds: found.mtime(),
            nanoseconds: found.mtime_nsec(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs::File;
    use std::io::Write as _;

    use super::*;

    #[test]
    fn a_file_that_was_written_to_replaced_or_removed_has_another_stamp() {
        let folder = tempfile::tempdir().unwrap();
        let [path, other] = ["a.csv", "b.csv"].map(|name| folder.path().join(name));
        fs::write(&path, "a\n1\n").unwrap();
        let stamp = Stamp::of(&path);
        assert!(stamp.is_some());
        assert_eq!(stamp, Stamp::of(&path));
        let mut file = File::options().append(true).open(&path).unwrap();
        assert_eq!(stamp, Some(Stamp::from(&file.metadata().unwrap())));
        file.write_all(b"2\n").unwrap();
        let grown = Stamp::of(&path);
        assert_ne!(stamp, grown);
        fs::copy(&path, &other).unwrap();
        fs::rename(&other, &path).unwrap();
        assert_ne!(Stamp::of(&path), grown);
        fs::remove_file(&path).unwrap();
        assert_eq!(Stamp::of(&path), None);
    }
}
