//! The source as text: files of it in pieces, behind their headers, and groups of rows.

use std::io::Read;

use csv::ByteRecord;
use lines::{PADDING, Piece, Pieces};

use super::raw::Bytes;
use super::{Division, Stop};
use crate::expected::Expected;
use crate::header::Header;
use crate::problem::{LONGEST_LINE, Problems};
use crate::source::{QuickFile, Source, TextFile};

/// Files with the same header, in which nothing is wrong.
#[derive(Debug)]
pub(super) struct Input<'a> {
    pub(super) header: Header<'a>,
    /// The header's cells.
    cells: ByteRecord,
    separator: u8,
    files: Vec<QuickFile>,
    /// Whether there is one file, whose bytes are the text.
    pub(super) is_plain: bool,
    /// The beginning of the first file, and where its rows begin.
    sample: (Vec<u8>, usize),
    pub(super) division: Division,
}

/// How a file may begin.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

impl<'a> Input<'a> {
    pub(super) fn open(
        source: &Source,
        expected: &Expected<'a>,
        division: Division,
    ) -> Result<Self, Stop> {
        let files = source.quick_files().ok_or(Stop::Unusual)?;
        let mut records = source.records();
        let first = records.next().ok().flatten().ok_or(Stop::Unusual)?;
        let mut problems = Problems::default();
        let header = Header::check(first.cells, source, expected, &mut problems);
        let header = header.filter(|_| problems.is_empty());
        let mut input = Self {
            header: header.ok_or(Stop::Unusual)?,
            cells: first.cells.clone(),
            separator: source.format().separator,
            files,
            is_plain: source.is_plain(),
            sample: (Vec::new(), 0),
            division,
        };
        input.sample = input.beginning()?;
        Ok(input)
    }

    fn beginning(&self) -> Result<(Vec<u8>, usize), Stop> {
        let size = self.division.sample;
        match self.files.first() {
            Some(QuickFile::Text(file)) => {
                let mut piece = Piece::default();
                pieces(file.open()?, size).next(&mut piece)?;
                let (text, begins) = self.rows(&piece).ok_or(Stop::Unusual)?;
                Ok((text.padded.to_vec(), begins))
            }
            Some(QuickFile::Columns(file)) => {
                let groups = file.open(self.division.cells).ok_or(Stop::Unusual)?;
                let mut text = Vec::new();
                // A file without any is left to the exact way.
                let mut first = groups.group(0).ok_or(Stop::Unusual)?;
                if !first.write(&mut text, size).ok_or(Stop::Unusual)? {
                    return Err(Stop::Unusual);
                }
                text.resize(text.len() + PADDING, 0);
                Ok((text, 0))
            }
            None => Err(Stop::Unusual),
        }
    }

    /// Its first rows, and where they begin.
    pub(super) fn sample(&self) -> Option<(Bytes<'_>, usize)> {
        let (padded, begins) = &self.sample;
        let separator = match self.files.first()? {
            QuickFile::Text(_) => self.separator,
            QuickFile::Columns(_) => b',',
        };
        Some((bytes(padded, separator)?, *begins))
    }

    /// Its files.
    pub(super) fn files(&self) -> &[QuickFile] {
        &self.files
    }

    /// All of a file.
    pub(super) fn pieces(&self, file: &TextFile) -> Result<Pieces, Stop> {
        Ok(pieces(file.open()?, self.division.piece))
    }

    /// The rows of a piece of a file, and where they begin; nothing if they do behind no header.
    pub(super) fn rows<'p>(&self, piece: &'p Piece) -> Option<(Bytes<'p>, usize)> {
        let bytes = bytes(piece.padded(), self.separator)?;
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

/// The text in front of the padding; nothing if there is none.
pub(super) fn bytes(padded: &[u8], separator: u8) -> Option<Bytes<'_>> {
    let end = padded.len().checked_sub(PADDING)?;
    (end > 0).then(|| Bytes {
        padded,
        text: str::from_utf8(padded).ok(),
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
