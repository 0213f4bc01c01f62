//! The digest of what is read.

use std::io::{self, Read};
use std::sync::{Arc, Mutex, PoisonError};

use lines::FileStream;
use md5::{Digest, Md5};
use stage::digest::hex;

/// A stream whose bytes are digested as they are read: what has the digest is what was parsed.
pub(crate) struct Digesting {
    stream: FileStream,
    md5: SharedMd5,
    digests: bool,
}

/// The digest of a stream, for whoever has given the stream away.
#[derive(Clone, Default)]
pub(crate) struct SharedMd5(Arc<Mutex<Md5>>);

impl SharedMd5 {
    /// Of the bytes that were read so far, in hexadecimal.
    pub(crate) fn so_far(&self) -> String {
        let md5 = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        hex(&md5.clone().finalize())
    }
}

impl Digesting {
    pub(crate) fn new(stream: FileStream) -> Self {
        Self {
            stream,
            md5: SharedMd5::default(),
            digests: true,
        }
    }

    /// A stream of whose bytes nobody will ask for the digest, which takes longer than reading.
    pub(crate) fn not_at_all(stream: FileStream) -> Self {
        Self {
            digests: false,
            ..Self::new(stream)
        }
    }

    pub(crate) fn shared(&self) -> SharedMd5 {
        self.md5.clone()
    }

    /// Of the bytes that were read so far, in hexadecimal.
    pub(crate) fn digest(&self) -> String {
        self.md5.so_far()
    }
}

impl Read for Digesting {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.stream.read(buffer)?;
        if self.digests {
            let mut md5 = self.md5.0.lock().unwrap_or_else(PoisonError::into_inner);
            md5.update(&buffer[..length]);
        }
        Ok(length)
    }
}
