//! The lines of a text file, one record after the other, with what messages need: the line that
//! each stands on, and whether its quotation marks and its line end are in order.
//!
//! Memory is bounded by the longest line that is read, not by the file.

use std::fs::File;
use std::io;

use csv::{ByteRecord, ReaderBuilder};

use super::kind::Kind;
use super::window::Window;
use crate::problem::LONGEST_LINE;

/// A record that no file holds. It is read behind the file's last line: if that line's quotation
/// mark is never closed, the record ends up in the line's last cell.
const END: &[u8] = b"\n\x1f\n";

/// The records of a file.
pub(super) struct Delimited {
    reader: csv::Reader<Window>,
    compressed: bool,
    record: ByteRecord,
    start: csv::Position,
    ends_with_carriage_return: bool,
}

/// Why a file cannot be read on.
pub(super) enum Stop {
    Unreadable(io::Error),
    /// From this line on.
    LineTooLong(u64),
    /// What is compressed breaks off or is damaged, on this line.
    Damaged(u64),
    /// What is compressed cannot be decompressed in little memory.
    FarBack,
}

/// How zstd says that a file takes more memory than its default of 128 MiB.
const FAR_BACK: &str = "too much memory";

impl Delimited {
    /// The records of `file`, which is of the given `kind` and whose columns are separated by
    /// `separator`.
    pub(super) fn new(file: File, kind: Kind, separator: u8) -> io::Result<Self> {
        Ok(Self {
            reader: ReaderBuilder::new()
                .delimiter(separator)
                .has_headers(false)
                .flexible(true)
                .from_reader(Window::new(kind.text(file)?, END)),
            compressed: kind.is_compressed(),
            record: ByteRecord::new(),
            start: csv::Position::new(),
            ends_with_carriage_return: false,
        })
    }

    /// Goes to the next line that is not blank; false at the end.
    pub(super) fn advance(&mut self) -> Result<bool, Stop> {
        self.start = self.reader.position().clone();
        let place = self.start.byte();
        self.reader.get_mut().begin(place, LONGEST_LINE);
        let found = self.reader.read_byte_record(&mut self.record);
        let found = found.map_err(|error| self.stop(error))?;
        if !found || (self.at_end() && self.record == vec![&END[1..2]]) {
            return Ok(false);
        }
        self.look_at_end()
            .map_err(|error| self.stop(error.into()))?;
        Ok(true)
    }

    fn stop(&self, error: csv::Error) -> Stop {
        match error.into_kind() {
            csv::ErrorKind::Io(error) if error.kind() == io::ErrorKind::FileTooLarge => {
                Stop::LineTooLong(self.line())
            }
            // What the system says has a number; what a decoder says has none.
            csv::ErrorKind::Io(error) if self.compressed && error.raw_os_error().is_none() => {
                if error.to_string().contains(FAR_BACK) {
                    return Stop::FarBack;
                }
                Stop::Damaged(self.line())
            }
            csv::ErrorKind::Io(error) => Stop::Unreadable(error),
            // Records may have any length and hold any bytes.
            _ => Stop::Unreadable(io::ErrorKind::InvalidData.into()),
        }
    }

    fn look_at_end(&mut self) -> io::Result<()> {
        let end = self.reader.position().byte();
        let window = self.reader.get_mut();
        self.ends_with_carriage_return =
            window.peek(end.saturating_sub(1))? == Some(b'\r') && window.peek(end)? != Some(b'\n');
        Ok(())
    }

    fn at_end(&self) -> bool {
        self.reader.get_ref().is_at_end()
    }

    /// What the line holds.
    pub(super) fn cells(&self) -> &ByteRecord {
        &self.record
    }

    /// The line that the record starts on, from 1.
    ///
    /// The reader's own position is where it began to look for the record, which is before the
    /// blank lines that it then skipped.
    pub(super) fn line(&self) -> u64 {
        self.start.line() + self.reader.get_ref().blank_lines()
    }

    /// Whether its last cell begins with a quotation mark that the file never closes.
    pub(super) fn is_unclosed(&self) -> bool {
        let last = self.record.iter().next_back();
        self.at_end() && last.is_some_and(|cell| cell.ends_with(END))
    }

    /// Whether it ends with a carriage return alone.
    pub(super) fn ends_with_carriage_return(&self) -> bool {
        self.ends_with_carriage_return
    }
}
