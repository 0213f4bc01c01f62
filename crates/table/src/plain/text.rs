//! The source as pieces of text, behind the headers of its files.

use std::io::Read;

use csv::ByteRecord;
use lines::{Piece, Pieces};

use super::raw::Bytes;
use super::{Division, Stop};
use crate::expected::Expected;
use crate::header::Header;
use crate::problem::{LONGEST_LINE, Problems};
use crate::source::{Source, TextFile};

/// Files of text with the same header, in which nothing is wrong.
#[derive(Debug)]
pub(super) struct Text<'a> {
    pub(super) header: Header<'a>,
    /// The header's cells.
    cells: ByteRecord,
    separator: u8,
    files: Vec<TextFile>,
    /// Whether there is one file, whose bytes are the text.
    pub(super) is_plain: bool,
    sample: Piece,
    division: Division,
}

/// How a file may begin.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

impl<'a> Text<'a> {
    pub(super) fn open(
        source: &Source,
        expected: &Expected<'a>,
        division: Division,
    ) -> Result<Self, Stop> {
        let files = source.texts().ok_or(Stop::Unusual)?;
        let mut records = source.records();
        let first = records.next().ok().flatten().ok_or(Stop::Unusual)?;
        let mut problems = Problems::default();
        let header = Header::check(first.cells, source, expected, &mut problems);
        let header = header.filter(|_| problems.is_empty());
        let mut sample = Piece::default();
        let beginning = files.first().ok_or(Stop::Unusual)?.open()?;
        pieces(beginning, division.sample).next(&mut sample)?;
        Ok(Self {
            header: header.ok_or(Stop::Unusual)?,
            cells: first.cells.clone(),
            separator: source.format().separator,
            files,
            is_plain: source.is_plain(),
            sample,
            division,
        })
    }

    /// Its first rows.
    pub(super) fn sample(&self) -> Option<(Bytes<'_>, usize)> {
        self.rows(&self.sample)
    }

    /// Its files.
    pub(super) fn files(&self) -> &[TextFile] {
        &self.files
    }

    /// All of a file.
    pub(super) fn pieces(&self, file: &TextFile) -> Result<Pieces, Stop> {
        Ok(pieces(file.open()?, self.division.piece))
    }

    /// The rows of a piece of a file, and where they begin; nothing if they do behind no header.
    pub(super) fn rows<'p>(&self, piece: &'p Piece) -> Option<(Bytes<'p>, usize)> {
        let bytes = bytes(piece, self.separator)?;
        let begins = match piece.number {
            0 => behind_header(bytes, &self.cells)?,
            _ => 0,
        };
        Some((bytes, begins))
    }

    /// How many threads a file is worth: no more than it has pieces.
    pub(super) fn threads(&self, file: &TextFile) -> Result<usize, Stop> {
        let pieces = file.length()?.div_ceil(self.division.piece as u64);
        let pieces = usize::try_from(pieces).unwrap_or(usize::MAX);
        Ok(self.division.threads.min(pieces))
    }
}

fn pieces(text: Box<dyn Read + Send>, size: usize) -> Pieces {
    let longest = usize::try_from(LONGEST_LINE).unwrap_or(usize::MAX);
    Pieces::new(text, size, longest)
}

/// The bytes of a piece; nothing if there is none.
fn bytes(piece: &Piece, separator: u8) -> Option<Bytes<'_>> {
    let end = piece.bytes().len();
    (end > 0).then(|| Bytes {
        padded: piece.padded(),
        text: str::from_utf8(piece.padded()).ok(),
        end,
        separator,
    })
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
