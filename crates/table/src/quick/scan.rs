//! A first look at a file's bytes: whether the quick way can read it.

use std::io::{self, Read};
use std::path::Path;

use params::regular_file;

use crate::problem::LONGEST_LINE;

/// How much is looked at at once, in bytes.
const PIECE: usize = 1 << 18;

/// What a look at the bytes finds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Scan {
    /// Somewhere is a quotation mark.
    pub(crate) quotes: bool,
    /// Somewhere is a carriage return without a line feed behind it, or may be.
    pub(crate) carriage_returns: bool,
    /// Some line is longer than [`LONGEST_LINE`].
    pub(crate) long_lines: bool,
}

impl Scan {
    /// Looks at the bytes of the file at `path`, up to a line that is too long.
    pub(crate) fn read(path: &Path) -> io::Result<Self> {
        Self::of(regular_file::open(path)?)
    }

    fn of(mut file: impl Read) -> io::Result<Self> {
        let mut found = Self::default();
        let mut piece = vec![0; PIECE];
        let (mut line, mut after_return) = (0, false);
        loop {
            let length = file.read(&mut piece)?;
            let bytes = &piece[..length];
            found.quotes |= bytes.contains(&b'"');
            found.carriage_returns |= after_return && bytes.first() != Some(&b'\n');
            found.carriage_returns |= has_carriage_return(bytes);
            after_return = bytes.last() == Some(&b'\r');
            line = match bytes.iter().rposition(|&byte| byte == b'\n') {
                // A piece is shorter than a line may be, so that lines within it are as well.
                Some(last) => length - last,
                None => line + length,
            };
            if line as u64 > LONGEST_LINE {
                // The exact way stops there, too; what is behind it was not looked at.
                found.long_lines = true;
                found.carriage_returns = true;
                return Ok(found);
            }
            if length == 0 {
                return Ok(found);
            }
        }
    }

    /// Whether lines and cells are what a plain split at line feeds and commas gives.
    pub(crate) fn is_plain(self) -> bool {
        self == Self::default()
    }
}

/// Whether one stands before another byte than a line feed.
fn has_carriage_return(bytes: &[u8]) -> bool {
    bytes.contains(&b'\r')
        && bytes
            .windows(2)
            .any(|pair| pair[0] == b'\r' && pair[1] != b'\n')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives its bytes one at a time, so that every pair is cut between two pieces.
    struct Drops<'a>(&'a [u8]);

    impl Read for Drops<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let length = buffer.len().min(1);
            self.0.read(&mut buffer[..length])
        }
    }

    #[test]
    fn quotes_and_lone_carriage_returns_are_found_wherever_the_pieces_end() {
        for (text, quotes, carriage_returns) in [
            ("a,b\r\n1,2\r\n", false, false),
            ("a,b\n1,2", false, false),
            ("a,b\n\"1\",2\n", true, false),
            ("a,b\r1,2\n", false, true),
            ("a,b\n1,2\r", false, true),
            ("a\r\r\n1\n", false, true),
        ] {
            let expected = Scan {
                quotes,
                carriage_returns,
                long_lines: false,
            };
            assert_eq!(Scan::of(text.as_bytes()).unwrap(), expected, "{text:?}");
            assert_eq!(
                Scan::of(Drops(text.as_bytes())).unwrap(),
                expected,
                "{text:?}"
            );
        }
    }

    #[test]
    fn a_line_that_is_too_long_is_found() {
        let long = "1".repeat(17 << 20);
        assert!(
            Scan::of(format!("a\n{long}\n").as_bytes())
                .unwrap()
                .long_lines
        );
        let lines = format!("{}\n", "1".repeat(999)).repeat(20 << 10);
        assert!(Scan::of(lines.as_bytes()).unwrap().is_plain());
    }
}
