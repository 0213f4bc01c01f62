//! Files that people write, read whole.

use std::io::{self, Read as _};
use std::path::Path;

use crate::regular_file;

/// The largest file that is read whole, in bytes. Files that people write have thousands.
const LARGEST: u64 = 4 << 20;

/// The text of the file at `path`.
///
/// # Errors
///
/// When it cannot be read, is no regular file, holds more than 4 MiB, or is not UTF-8.
pub fn read(path: &Path) -> io::Result<String> {
    let mut bytes = Vec::new();
    // One byte more than may be there tells a file that is too large, also one that grows.
    regular_file::open(path)?
        .take(LARGEST + 1)
        .read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST {
        let problem = "it holds more than 4 MiB";
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, problem));
    }
    String::from_utf8(bytes)
        .map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "it is not UTF-8"))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_file_with_text_is_read_and_anything_else_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.yaml");
        let problem = |bytes: &[u8]| {
            fs::write(&path, bytes).unwrap();
            read(&path).unwrap_err().to_string()
        };
        assert_eq!(problem(b"caf\xe9"), "it is not UTF-8");
        let large = vec![b'#'; 5 << 20];
        assert_eq!(problem(&large), "it holds more than 4 MiB");
        fs::write(&path, "café").unwrap();
        assert_eq!(read(&path).unwrap(), "café");
    }
}
