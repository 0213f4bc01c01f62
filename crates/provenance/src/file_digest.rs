//! The digest by which DVC knows a file.

use std::io::{self, Read as _};
use std::path::Path;

use md5::{Digest, Md5};
use params::regular_file;
use stage::digest::hex;

/// MD5 of the bytes of the file at `path`, in hexadecimal.
///
/// # Errors
///
/// When it cannot be read, or is no file that ends.
pub fn md5_of_file(path: &Path) -> io::Result<String> {
    let mut file = regular_file::open(path)?;
    let (mut md5, mut piece) = (Md5::new(), vec![0; 1 << 16]);
    loop {
        match file.read(&mut piece)? {
            0 => return Ok(hex(&md5.finalize())),
            read => md5.update(&piece[..read]),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn the_digest_is_that_of_rfc_1321_however_long_the_file_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        let digest = |bytes: &[u8]| {
            fs::write(&path, bytes).unwrap();
            md5_of_file(&path).unwrap()
        };
        assert_eq!(digest(b"abc"), "900150983cd24fb0d6963f7d28e17f72");
        let long = vec![b'a'; 1 << 17];
        assert_eq!(digest(&long), hex(&Md5::digest(&long)));
        assert!(md5_of_file(folder.path()).is_err());
    }
}
