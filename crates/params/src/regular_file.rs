//! Files that end: a pipe or a device would keep a program waiting, or never come to an end.

use std::fs::{self, File};
use std::io;
use std::path::Path;

/// Opens the file at `path` for reading.
///
/// # Errors
///
/// When it cannot be opened, or is a folder, pipe, socket or device. A symbolic link is
/// followed.
pub fn open(path: &Path) -> io::Result<File> {
    // Before it is opened: a pipe that nobody writes to does not even open.
    let found = fs::metadata(path)?;
    if found.is_file() {
        return File::open(path);
    }
    let problem = if found.is_dir() {
        "it is a folder; expected a file"
    } else {
        "it is a pipe, socket or device; expected a file"
    };
    Err(io::Error::new(io::ErrorKind::InvalidInput, problem))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(path: impl AsRef<Path>) -> String {
        open(path.as_ref()).unwrap_err().to_string()
    }

    /// `/dev/zero` as a dataset was read until the memory was full.
    #[test]
    fn what_is_no_file_is_not_opened() {
        for device in ["/dev/zero", "/dev/null"] {
            let expected = "it is a pipe, socket or device; expected a file";
            assert_eq!(refused(device), expected);
        }
        assert_eq!(
            refused(env!("CARGO_MANIFEST_DIR")),
            "it is a folder; expected a file"
        );
        assert_eq!(refused("nowhere"), "No such file or directory (os error 2)");
    }

    #[test]
    fn a_file_is_opened() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
        assert!(open(&path).is_ok());
    }
}
