//! A file that several readers share.

use std::fs::File;
use std::io::{self, Read};
use std::os::unix::fs::FileExt as _;
use std::sync::Arc;

/// A file that several readers share, each of which has a place of its own in it.
#[derive(Clone, Debug)]
pub struct SharedFile {
    file: Arc<File>,
    length: u64,
}

/// The bytes of a file from some place on.
#[derive(Debug)]
pub struct FileStream {
    file: Arc<File>,
    place: u64,
    end: u64,
}

impl SharedFile {
    /// The opened `file`.
    ///
    /// # Errors
    ///
    /// When the system does not tell how long it is.
    pub fn new(file: File) -> io::Result<Self> {
        Ok(Self {
            length: file.metadata()?.len(),
            file: Arc::new(file),
        })
    }

    /// How many bytes it had when it was opened.
    #[must_use]
    pub fn length(&self) -> u64 {
        self.length
    }

    /// Its bytes from `start` on, as many as it had when it was opened: nobody need wait for the end
    /// of a file that grows as it is read.
    #[must_use]
    pub fn stream(&self, start: u64) -> FileStream {
        FileStream {
            file: Arc::clone(&self.file),
            place: start,
            end: self.length,
        }
    }

    /// Puts the bytes from `start` on into `bytes`.
    ///
    /// # Errors
    ///
    /// When they cannot be read, or there are fewer.
    pub fn read_exact_at(&self, bytes: &mut [u8], start: u64) -> io::Result<()> {
        self.file.read_exact_at(bytes, start)
    }
}

impl Read for FileStream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.end.saturating_sub(self.place);
        let most = usize::try_from(left).unwrap_or(usize::MAX);
        let most = most.min(buffer.len());
        let read = self.file.read_at(&mut buffer[..most], self.place)?;
        self.place += read as u64;
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    #[test]
    fn what_is_added_later_is_not_read() {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(b"01").unwrap();
        let shared = SharedFile::new(file.try_clone().unwrap()).unwrap();
        let (mut stream, mut text) = (shared.stream(1), String::new());
        file.write_all(b"23").unwrap();
        stream.read_to_string(&mut text).unwrap();
        assert_eq!(text, "1");
    }

    #[test]
    fn each_reader_has_its_own_place() {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(b"0123456789").unwrap();
        let file = SharedFile::new(file).unwrap();
        let (mut one, mut other) = (file.stream(0), file.stream(7));
        let read = |stream: &mut FileStream, n: u64| {
            let mut text = String::new();
            stream.take(n).read_to_string(&mut text).unwrap();
            text
        };
        let parts = [read(&mut one, 2), read(&mut other, 9), read(&mut one, 3)];
        assert_eq!(parts, ["01", "789", "234"]);
        let mut bytes = [0; 2];
        file.read_exact_at(&mut bytes, 4).unwrap();
        assert_eq!((&bytes, file.length()), (b"45", 10));
        file.read_exact_at(&mut bytes, 9).unwrap_err();
    }
}
