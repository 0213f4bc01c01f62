//! Files that say of themselves what their SHA-256 is.
//!
//! The first line is JSON with a key `sha256`: the digest of the whole file, formed with zeros in the
//! place of its digits. Whether such a file is as it was written can be told without knowing
//! what it holds.

use std::fs::File;
use std::io::{self, BufRead as _, BufReader, Read};
use std::path::Path;

use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use crate::digest::hex;

/// The longest first line, in bytes.
pub const LONGEST_LINE: u64 = 1 << 16;

/// Why a file is not as it was written.
#[derive(Debug, thiserror::Error)]
pub enum Broken {
    /// It cannot be read.
    #[error(transparent)]
    Unreadable(#[from] io::Error),
    /// Its first line is something else.
    #[error("its first line does not say what its SHA-256 is")]
    Unsealed,
    /// Its bytes are others.
    #[error("its SHA-256 is {found}, and its header says {expected}")]
    Altered {
        /// The digest of the file, in hexadecimal.
        found: String,
        /// What the file says.
        expected: String,
    },
}

/// The part of the first line that is looked at.
#[derive(Deserialize)]
struct Seal {
    sha256: String,
}

/// What stands in the place of a digest while it is formed.
#[must_use]
pub fn blank() -> String {
    "0".repeat(64)
}

/// The first line, which says `sha256`, as the digest was formed of it.
#[must_use]
pub fn without_digest(line: &[u8], sha256: &str) -> String {
    String::from_utf8_lossy(line).replacen(sha256, &blank(), 1)
}

/// Reads the file at `path` and makes sure that it is as it was written.
///
/// # Errors
///
/// When it is not, or cannot be read.
pub fn check(path: &Path) -> Result<(), Broken> {
    let mut file = BufReader::with_capacity(1 << 16, File::open(path)?);
    let mut line = Vec::new();
    file.by_ref()
        .take(LONGEST_LINE)
        .read_until(b'\n', &mut line)?;
    let seal: Seal = serde_json::from_slice(&line).map_err(|_| Broken::Unsealed)?;
    let mut sha256 = Sha256::new();
    sha256.update(without_digest(&line, &seal.sha256));
    loop {
        let read = file.fill_buf()?;
        if read.is_empty() {
            break;
        }
        sha256.update(read);
        let length = read.len();
        file.consume(length);
    }
    let (found, expected) = (hex(&sha256.finalize()), seal.sha256);
    if found == expected {
        Ok(())
    } else {
        Err(Broken::Altered { found, expected })
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn sealed(body: &[u8]) -> Vec<u8> {
        let line = |sha256: &str| format!("{{\"format\":1,\"sha256\":\"{sha256}\"}}\n");
        let whole = |sha256: &str| [line(sha256).as_bytes(), body].concat();
        let sha256 = hex(&Sha256::digest(whole(&blank())));
        whole(&sha256)
    }

    #[test]
    fn a_file_is_whole_as_long_as_no_byte_of_it_is_altered_or_missing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        let check = |bytes: &[u8]| {
            fs::write(&path, bytes).unwrap();
            check(&path)
        };
        let whole = sealed(b"some\nbytes");
        assert!(check(&whole).is_ok() && check(&sealed(b"")).is_ok());
        for at in 0..whole.len() {
            let mut altered = whole.clone();
            altered[at] ^= 1;
            assert!(check(&altered).is_err(), "byte {at}");
            assert!(check(&whole[..at]).is_err(), "{at} bytes");
        }
        let longer = [&whole[..], b"x"].concat();
        assert!(matches!(check(&longer), Err(Broken::Altered { .. })));
        assert!(matches!(check(b"text\n"), Err(Broken::Unsealed)));
        fs::remove_file(&path).unwrap();
        assert!(matches!(super::check(&path), Err(Broken::Unreadable(_))));
    }
}
