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
    /// How many lines the blank ones are that the record begins behind and that are not needed.
    blank: u64,
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
            blank: 0,
            limit: u64::MAX,
            end,
        }
    }

    /// A record begins at the byte `place`, or behind blank lines that do, and has at most this
    /// `length`.
    pub(super) fn begin(&mut self, place: u64, length: u64) {
        (self.needed, self.blank) = (place, 0);
        self.limit = place.saturating_add(length);
    }

    /// How many blank lines the record begins behind.
    pub(super) fn blank_lines(&self) -> u64 {
        self.blank + self.blank_bytes().filter(|&&byte| byte == b'\n').count() as u64
    }

    /// Those of the blank lines that are still there.
    fn blank_bytes(&self) -> impl Iterator<Item = &u8> {
        let bytes = self.from(self.needed).iter();
        bytes.take_while(|byte| [b'\r', b'\n'].contains(byte))
    }

    /// Has the blank lines that the record begins behind not count as a part of it.
    fn skip_blank_lines(&mut self) {
        self.blank = self.blank_lines();
        let skipped = self.blank_bytes().count() as u64;
        self.needed += skipped;
        self.limit = self.limit.saturating_add(skipped);
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
            self.skip_blank_lines();
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    /// What is read of a record that begins at the first byte and has at most four.
    fn read(text: String) -> (io::Result<usize>, u64) {
        let mut window = Window::new(Box::new(io::Cursor::new(text)), b"");
        window.begin(0, 4);
        let read = window.read_to_end(&mut Vec::new());
        (read, window.blank_lines())
    }

    #[test]
    fn blank_lines_are_no_part_of_the_record_behind_them() {
        for (blank, lines) in [("", 0), ("\n", 1), ("\r\n\n", 2)] {
            let before = blank.repeat(PIECE);
            let (found, passed) = read(format!("{before}abc"));
            assert_eq!(found.unwrap(), before.len() + 3);
            assert_eq!(passed, lines * PIECE as u64);
            let too_long = format!("{before}{}", "abc\n".repeat(PIECE));
            let error = read(too_long).0.unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::FileTooLarge);
        }
    }
}
