//! The file that the raw table is read from.

use std::fs::File;
use std::io::{self, BufRead as _, BufReader, Read as _};
use std::path::{Path, PathBuf};

use params::regular_file;
use stage::stamp::Stamp;
use table::TableError;

/// The most bytes of a first line that is looked at.
const LONGEST_LINE: u64 = 16 << 20;

/// A file as it was when it was opened.
#[derive(Debug)]
pub(super) struct Original {
    pub(super) file: File,
    /// Its bytes.
    pub(super) length: u64,
    /// Its first line, its line feed included.
    pub(super) header: Vec<u8>,
    path: PathBuf,
    stamp: Stamp,
}

impl Original {
    /// The file at `path`, if it is one.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let file = regular_file::open(path)?;
        let found = file.metadata()?;
        Ok(Self {
            length: found.len(),
            header: first_line(&file)?,
            path: path.to_owned(),
            stamp: Stamp::from(&found),
            file,
        })
    }

    /// Checks that its name still leads to it, and that nobody has written to it.
    pub(super) fn check(&self) -> Result<(), TableError> {
        if Stamp::of(&self.path) == Some(self.stamp) {
            Ok(())
        } else {
            Err(self.changed())
        }
    }

    /// The error for a file that changed.
    pub(super) fn changed(&self) -> TableError {
        TableError::changed(&self.path)
    }

    /// The error for a file that cannot be read.
    pub(super) fn unreadable(&self, source: io::Error) -> TableError {
        TableError::Unreadable {
            path: self.path.clone(),
            source,
        }
    }
}

/// Up to the first line feed that is not between quotation marks.
fn first_line(file: &File) -> io::Result<Vec<u8>> {
    let (mut reader, mut line) = (BufReader::new(file.take(LONGEST_LINE)), Vec::new());
    let mut is_open = false;
    loop {
        let before = line.len();
        let read = reader.read_until(b'\n', &mut line)?;
        let added = line[before..].iter();
        is_open = added.fold(is_open, |open, byte| open ^ (*byte == b'"'));
        if read == 0 || !is_open {
            return Ok(line);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs::{self, OpenOptions};
    use std::io::Write as _;

    use super::*;

    #[test]
    fn the_first_line_may_hold_line_feeds_between_quotation_marks() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        for (text, expected) in [
            ("a,b\n1,2\n", "a,b\n"),
            ("\"a\n\"\"\",b\n1\n", "\"a\n\"\"\",b\n"),
            ("\"a\n", "\"a\n"),
            ("", ""),
        ] {
            fs::write(&path, text).unwrap();
            let found = Original::open(&path).unwrap();
            assert_eq!(found.header, expected.as_bytes(), "{text:?}");
        }
    }

    /// The marks of all lines were counted anew at each: a header with one mark too many and a few
    /// megabytes of rows took minutes.
    #[test]
    fn a_mark_that_is_never_closed_is_followed_to_the_end_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        let text = format!("a\"b,c\n{}", "1,2\n".repeat(1 << 20));
        fs::write(&path, &text).unwrap();
        assert_eq!(Original::open(&path).unwrap().header.len(), text.len());
    }

    #[test]
    fn a_file_that_grew_or_was_replaced_is_not_what_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let [path, other] = ["a.csv", "b.csv"].map(|name| folder.path().join(name));
        fs::write(&path, "a\n1\n").unwrap();
        let original = Original::open(&path).unwrap();
        original.check().unwrap();
        let mut file = OpenOptions::new().append(true).open(&path).unwrap();
        file.write_all(b"2\n").unwrap();
        original.check().unwrap_err();
        let original = Original::open(&path).unwrap();
        fs::copy(&path, &other).unwrap();
        fs::rename(&other, &path).unwrap();
        original.check().unwrap_err();
    }
}
