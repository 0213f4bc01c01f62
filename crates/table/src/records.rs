//! The lines of a CSV file, one record after the other, with what messages need: the line that
//! each stands on, and whether its quotation marks and its line end are in order.
//!
//! Memory is bounded by the longest line that is read, not by the file.

use std::fs::File;
use std::io::{self, Read};
use std::os::unix::fs::FileExt as _;
use std::path::Path;

use csv::{ByteRecord, ReaderBuilder};
use params::regular_file;

use crate::problem::{LONGEST_LINE, Problem};

/// A record that no file holds. It is read behind the file's last line: if that line's quotation
/// mark is never closed, the record ends up in the line's last cell.
const END: &[u8] = b"\n\x1f\n";

/// The records of a file.
pub(crate) struct Records {
    reader: csv::Reader<Source>,
    /// The same file once more, to look at single places of it.
    file: File,
    record: ByteRecord,
}

/// Why a file cannot be read on.
pub(crate) enum Stop {
    Unreadable(io::Error),
    /// From this line on.
    LineTooLong(u64),
}

impl Stop {
    /// The line that is too long as a problem of the table.
    pub(crate) fn problem(self) -> io::Result<Problem> {
        match self {
            Self::Unreadable(error) => Err(error),
            Self::LineTooLong(line) => Ok(Problem::LineTooLong(line)),
        }
    }
}

/// The bytes of the file and then [`END`].
struct Source {
    file: File,
    read: u64,
    /// Up to where the file may be read.
    limit: u64,
    end: &'static [u8],
}

impl Read for Source {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.read >= self.limit {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        let length = self.file.read(buffer)?;
        self.read += length as u64;
        if length == 0 {
            return self.end.read(buffer);
        }
        Ok(length)
    }
}

impl Records {
    /// Opens the file at `path`, whose columns are separated by `separator`.
    pub(crate) fn open(path: &Path, separator: u8) -> io::Result<Self> {
        let file = regular_file::open(path)?;
        let source = Source {
            file: file.try_clone()?,
            read: 0,
            limit: u64::MAX,
            end: END,
        };
        // A clone shares its place in the file: this one is for reading at given places only.
        Ok(Self {
            reader: ReaderBuilder::new()
                .delimiter(separator)
                .has_headers(false)
                .flexible(true)
                .from_reader(source),
            file,
            record: ByteRecord::new(),
        })
    }

    /// The next line that is not blank.
    pub(crate) fn next(&mut self) -> Result<Option<Record<'_>>, Stop> {
        let start = self.reader.position().clone();
        self.reader.get_mut().limit = start.byte().saturating_add(LONGEST_LINE);
        let found = self.reader.read_byte_record(&mut self.record);
        let found = found.map_err(|error| match error.into_kind() {
            csv::ErrorKind::Io(error) if error.kind() == io::ErrorKind::FileTooLarge => {
                let blank = blank_lines(&self.file, start.byte()).unwrap_or(0);
                Stop::LineTooLong(start.line() + blank)
            }
            csv::ErrorKind::Io(error) => Stop::Unreadable(error),
            // Records may have any length and hold any bytes.
            _ => Stop::Unreadable(io::ErrorKind::InvalidData.into()),
        })?;
        let source = self.reader.get_ref();
        if !found || (source.end.is_empty() && self.record == vec![&END[1..2]]) {
            return Ok(None);
        }
        Ok(Some(Record {
            cells: &self.record,
            file: &self.file,
            start,
            end: self.reader.position().byte(),
            at_end: source.end.is_empty(),
        }))
    }
}

/// One line, or several if a quoted cell goes on over their ends.
pub(crate) struct Record<'a> {
    /// What the line holds.
    pub(crate) cells: &'a ByteRecord,
    file: &'a File,
    start: csv::Position,
    end: u64,
    at_end: bool,
}

impl Record<'_> {
    /// The line that the record starts on, from 1.
    ///
    /// The reader's own position is where it began to look for the record, which is before the
    /// blank lines that it then skipped.
    pub(crate) fn line(&self) -> u64 {
        self.start.line() + blank_lines(self.file, self.start.byte()).unwrap_or(0)
    }

    /// Whether its last cell begins with a quotation mark that the file never closes.
    pub(crate) fn is_unclosed(&self) -> bool {
        let last = self.cells.iter().next_back();
        self.at_end && last.is_some_and(|cell| cell.ends_with(END))
    }

    /// Whether it ends with a carriage return alone.
    pub(crate) fn ends_with_carriage_return(&self) -> bool {
        let mut bytes = [0; 2];
        let place = self.end.saturating_sub(1);
        let Ok(length) = self.file.read_at(&mut bytes, place) else {
            return false;
        };
        length > 0 && bytes[0] == b'\r' && bytes[1] != b'\n'
    }
}

/// The number of line ends in `file` from the byte `offset` on, before anything else.
fn blank_lines(file: &File, mut offset: u64) -> io::Result<u64> {
    let mut lines = 0;
    let mut bytes = [0; 64];
    loop {
        let length = file.read_at(&mut bytes, offset)?;
        let ends = bytes[..length].iter();
        let blank = ends.take_while(|byte| [b'\r', b'\n'].contains(byte));
        let blank = blank.count();
        let ends = bytes[..blank].iter().map(|&byte| u64::from(byte == b'\n'));
        lines += ends.sum::<u64>();
        if blank < bytes.len() {
            return Ok(lines);
        }
        offset += blank as u64;
    }
}
