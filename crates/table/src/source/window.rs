//! A stream of bytes of which the last ones can be looked at again: the line that a record stands
//! on, and the end of the line, are told by bytes that the parser has passed already.
//!
//! What is kept is the record that is being read and what was read ahead, never more.

use std::io::{self, Read};

/// How much is read at once, in bytes.
const PIECE: usize = 1 << 16;

/// The bytes of `inner`, and then those of `end`.
pub(super) struct Window {
    inner: Box<dyn Read>,
    /// The bytes of `inner` from `start` on that were read.
    bytes: Vec<u8>,
    start: u64,
    /// Up to where they were handed out.
    served: u64,
    /// From where on they are needed.
    needed: u64,
    /// Up to where they may be handed out.
    limit: u64,
    end: &'static [u8],
}

impl Window {
    pub(super) fn new(inner: Box<dyn Read>, end: &'static [u8]) -> Self {
        Self {
            inner,
            bytes: Vec::new(),
            start: 0,
            served: 0,
            needed: 0,
            limit: u64::MAX,
            end,
        }
    }

    /// A record begins at the byte `place`, and may go on up to the byte `limit`.
    pub(super) fn begin(&mut self, place: u64, limit: u64) {
        (self.needed, self.limit) = (place, limit);
    }

    /// Whether the end was handed out in full.
    pub(super) fn is_at_end(&self) -> bool {
        self.end.is_empty()
    }

    /// The bytes from `place` on that are there; none where they are no longer kept.
    pub(super) fn from(&self, place: u64) -> &[u8] {
        let offset = place.checked_sub(self.start);
        let offset = offset.and_then(|offset| usize::try_from(offset).ok());
        offset
            .and_then(|offset| self.bytes.get(offset..))
            .unwrap_or_default()
    }

    /// The byte at `place`, which is read if need be; nothing behind the last one.
    pub(super) fn peek(&mut self, place: u64) -> io::Result<Option<u8>> {
        while self.start + self.bytes.len() as u64 <= place {
            if !self.fill()? {
                return Ok(None);
            }
        }
        Ok(self.from(place).first().copied())
    }

    /// Reads one more piece; false at the end.
    fn fill(&mut self) -> io::Result<bool> {
        let passed = self.needed.min(self.served).saturating_sub(self.start);
        let passed = usize::try_from(passed)
            .unwrap_or(usize::MAX)
            .min(self.bytes.len());
        self.bytes.drain(..passed);
        self.start += passed as u64;
        let before = self.bytes.len();
        self.bytes.resize(before + PIECE, 0);
        let read = loop {
            match self.inner.read(&mut self.bytes[before..]) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                read => break read,
            }
        };
        self.bytes.truncate(before + *read.as_ref().unwrap_or(&0));
        Ok(read? > 0)
    }
}

impl Read for Window {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.served >= self.limit {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        if self.peek(self.served)?.is_none() {
            return self.end.read(buffer);
        }
        let length = self.from(self.served).read(buffer)?;
        self.served += length as u64;
        Ok(length)
    }
}
