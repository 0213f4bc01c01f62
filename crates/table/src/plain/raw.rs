//! Where a cell ends.

use memchr::memchr;

/// Lines of text, behind which there are bytes of zero ([`lines::PADDING`]).
#[derive(Clone, Copy, Debug)]
pub(super) struct Bytes<'p> {
    pub(super) padded: &'p [u8],
    /// The same as text, if all of it is UTF-8.
    pub(super) text: Option<&'p str>,
    /// Where the zeros begin.
    pub(super) end: usize,
    pub(super) separator: u8,
}

/// A cell as it stands in the text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Raw {
    /// Where what it holds begins and ends: behind quotation marks, if there are some.
    pub(super) start: usize,
    pub(super) stop: usize,
    /// Where the cell ends.
    pub(super) end: usize,
    /// What it holds has quotation marks, which are doubled.
    pub(super) escaped: bool,
}

impl<'p> Bytes<'p> {
    /// The cell that begins at `at`; nothing if it is none that other readers agree on.
    #[inline]
    pub(super) fn cell(self, at: usize) -> Option<Raw> {
        if self.padded[at] == b'"' {
            return self.quoted(at);
        }
        let end = self.stop(at);
        (self.padded[end] != b'"').then_some(Raw {
            start: at,
            stop: end,
            end,
            escaped: false,
        })
    }

    fn quoted(self, at: usize) -> Option<Raw> {
        let start = at + 1;
        let (mut from, mut escaped) = (start, false);
        loop {
            let mark = from + memchr(b'"', self.padded.get(from..self.end)?)?;
            if self.padded[mark + 1] != b'"' {
                return Some(Raw {
                    start,
                    stop: mark,
                    end: mark + 1,
                    escaped,
                });
            }
            (from, escaped) = (mark + 2, true);
        }
    }

    /// The place of the first separator, line end or quotation mark from `at` on, eight bytes at a
    /// time, or that of the end.
    #[inline]
    fn stop(self, mut at: usize) -> usize {
        const ONES: u64 = 0x0101_0101_0101_0101;
        const HIGH: u64 = 0x8080_8080_8080_8080;
        // All of them but some separators are below the minus sign, and so is little else. The
        // lowest bit is that of the first such byte, and perhaps bytes behind it have one, too.
        let separator = ONES * u64::from(self.separator);
        while let Some(eight) = self.padded[at..].first_chunk() {
            let eight = u64::from_le_bytes(*eight);
            let low = eight.wrapping_sub(ONES * u64::from(b'-')) & !eight;
            let different = eight ^ separator;
            let found = (low | (different.wrapping_sub(ONES) & !different)) & HIGH;
            if found == 0 {
                at += 8;
                continue;
            }
            at += found.trailing_zeros() as usize / 8;
            let byte = self.padded[at];
            if byte == self.separator || matches!(byte, b'\n' | b'\r' | b'"') || at >= self.end {
                break;
            }
            at += 1;
        }
        at.min(self.end)
    }

    /// Whether what ends at `end` is a whole cell, which is the `last` of its row or not.
    #[inline]
    pub(super) fn is_whole(self, end: usize, last: bool) -> bool {
        let next = self.padded[end];
        if !last {
            return next == self.separator;
        }
        next == b'\n' || end == self.end || (next == b'\r' && self.padded[end + 1] == b'\n')
    }

    /// Behind the line end at `end`.
    #[inline]
    pub(super) fn next_line(self, end: usize) -> usize {
        match self.padded[end] {
            b'\n' => end + 1,
            b'\r' => end + 2,
            _ => end,
        }
    }

    /// The beginning of the first line from `at` on that is not blank.
    #[inline]
    pub(super) fn skip_blank(self, mut at: usize) -> usize {
        loop {
            match (self.padded[at], self.padded[at + 1]) {
                (b'\n', _) => at += 1,
                (b'\r', b'\n') => at += 2,
                _ => return at,
            }
        }
    }

    /// What a cell holds; `unescaped` is where it is put if it is not so in the text.
    pub(super) fn content<'c>(self, raw: Raw, unescaped: &'c mut Vec<u8>) -> &'c [u8]
    where
        'p: 'c,
    {
        let text = &self.padded[raw.start..raw.stop];
        if !raw.escaped {
            return text;
        }
        unescaped.clear();
        let mut marks = 0;
        for &byte in text {
            marks += usize::from(byte == b'"');
            // The second of two.
            if byte != b'"' || marks % 2 == 1 {
                unescaped.push(byte);
            }
        }
        unescaped
    }
}
