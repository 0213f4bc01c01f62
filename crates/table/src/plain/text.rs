//! The source as pieces of text, behind its header.

use std::fs::File;

use csv::ByteRecord;
use lines::{Piece, Pieces};
use params::regular_file;

use super::raw::Bytes;
use super::{Division, Stop};
use crate::expected::Expected;
use crate::header::Header;
use crate::problem::{LONGEST_LINE, Problems};
use crate::source::Source;

/// A plain text file, whose header is in order.
#[derive(Debug)]
pub(super) struct Text<'a> {
    pub(super) header: Header<'a>,
    pub(super) separator: u8,
    file: File,
    length: u64,
    /// How long the header is, with what stands before it.
    begins: usize,
    sample: Piece,
    division: Division,
}

/// How a file begins.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

impl<'a> Text<'a> {
    pub(super) fn open(
        source: &Source,
        expected: &Expected<'a>,
        division: Division,
    ) -> Result<Self, Stop> {
        let path = source.plain().ok_or(Stop::Unusual)?;
        let mut records = source.records();
        let first = records.next().ok().flatten().ok_or(Stop::Unusual)?;
        let mut problems = Problems::default();
        let header = Header::check(first.cells, source, expected, &mut problems);
        let header = header.filter(|_| problems.is_empty());
        let header = header.ok_or(Stop::Unusual)?;
        let file = regular_file::open(path)?;
        let length = file.metadata()?.len();
        let mut sample = Piece::default();
        if !pieces(file.try_clone()?, division.sample).next(&mut sample)? {
            return Err(Stop::Unusual);
        }
        let separator = source.format().separator;
        let begins = behind_header(bytes(&sample, separator), first.cells);
        Ok(Self {
            begins: begins.ok_or(Stop::Unusual)?,
            header,
            separator,
            file,
            length,
            sample,
            division,
        })
    }

    /// Its first rows.
    pub(super) fn sample(&self) -> (Bytes<'_>, usize) {
        (bytes(&self.sample, self.separator), self.begins)
    }

    /// All of it.
    pub(super) fn pieces(&self) -> Result<Pieces, Stop> {
        use std::io::Seek as _;

        let mut file = self.file.try_clone()?;
        file.rewind()?;
        Ok(pieces(file, self.division.piece))
    }

    /// The rows of a piece, and where they begin.
    pub(super) fn rows<'p>(&self, piece: &'p Piece) -> (Bytes<'p>, usize) {
        let begins = if piece.number == 0 { self.begins } else { 0 };
        (bytes(piece, self.separator), begins)
    }

    /// On how many threads it is worth to work: on no more than there are pieces.
    pub(super) fn threads(&self) -> usize {
        let pieces = self.length.div_ceil(self.division.piece as u64);
        let pieces = usize::try_from(pieces).unwrap_or(usize::MAX);
        self.division.threads.min(pieces)
    }
}

fn pieces(file: File, size: usize) -> Pieces {
    let longest = usize::try_from(LONGEST_LINE).unwrap_or(usize::MAX);
    Pieces::new(file, size, longest)
}

fn bytes(piece: &Piece, separator: u8) -> Bytes<'_> {
    Bytes {
        padded: piece.padded(),
        text: str::from_utf8(piece.padded()).ok(),
        end: piece.bytes().len(),
        separator,
    }
}

/// Where the rows of a text begin whose first line holds `cells`.
fn behind_header(text: Bytes<'_>, cells: &ByteRecord) -> Option<usize> {
    let marked = text.padded.starts_with(BYTE_ORDER_MARK);
    let mut at = text.skip_blank(if marked { BYTE_ORDER_MARK.len() } else { 0 });
    let mut unescaped = Vec::new();
    for (place, cell) in cells.iter().enumerate() {
        let last = place + 1 == cells.len();
        let raw = text.cell(at)?;
        if !text.is_whole(raw.end, last) || text.content(raw, &mut unescaped) != cell {
            return None;
        }
        at = if last {
            text.next_line(raw.end)
        } else {
            raw.end + 1
        };
    }
    Some(at)
}
