//! A stream whose records are not longer than may be.

use std::io::{self, Read};

use crate::digest::Digesting;

/// The longest record, in bytes: one that ingest takes, and the name of its class, is shorter.
pub(super) const LONGEST_LINE: usize = 64 << 20;

/// A stream that fails ([`io::ErrorKind::FileTooLarge`]) where a record is longer than it may be,
/// before it fills the memory.
pub(super) struct Bounded {
    stream: Digesting,
    /// How many bytes were handed out, and how many may be before the next record begins.
    served: u64,
    limit: u64,
}

impl Bounded {
    /// The stream from its first byte on, with which a record begins.
    pub(super) fn new(stream: Digesting) -> Self {
        Self {
            stream,
            served: 0,
            limit: LONGEST_LINE as u64,
        }
    }

    /// A record begins at the byte `place`.
    pub(super) fn begin(&mut self, place: u64) {
        self.limit = place.saturating_add(LONGEST_LINE as u64);
    }

    /// The digest of the bytes that were read so far, in hexadecimal.
    pub(super) fn digest(&self) -> String {
        self.stream.digest()
    }
}

impl Read for Bounded {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.served >= self.limit {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        let read = self.stream.read(buffer)?;
        self.served += read as u64;
        Ok(read)
    }
}
