//! The CSV file of a split table.
//!
//! `quick` reads plain files on several threads. Whatever is unusual goes the way of `exact`,
//! which alone words what is wrong.

mod bounded;
mod exact;
mod quick;
mod quoted;
#[cfg(test)]
mod tests;

use std::io::{self, BufReader, Read as _};
use std::path::{Path, PathBuf};

use csv::{ByteRecord, Position};
use lines::SharedFile;
use params::regular_file;
use stage::process;
use stage::progress::{Progress, Unit};

use crate::description::Description;
use crate::digest::Digesting;
use crate::header::features_of;
use crate::plan::{Growing, Plan};
use crate::problem::{Problem, Problems};
use bounded::Bounded;

pub(crate) use quoted::quoted;

/// A file whose header is read, and whose rows are not yet.
pub(crate) struct CsvFile {
    path: PathBuf,
    file: SharedFile,
    /// Behind the last byte of the header, but perhaps before a line feed that ends it.
    header_end: u64,
    reader: csv::Reader<Bounded>,
    /// The columns before [`TARGET`](crate::TARGET).
    pub(crate) features: Vec<String>,
}

impl CsvFile {
    pub(crate) fn open(path: &Path) -> Result<Self, Problem> {
        let file = regular_file::open(path).map_err(Problem::Missing)?;
        let file = SharedFile::new(file).map_err(Problem::Unreadable)?;
        let mut reader = csv::ReaderBuilder::new()
            .flexible(true)
            .from_reader(Bounded::new(Digesting::new(file.stream(0))));
        let header = reader
            .byte_headers()
            .map_err(|error| unreadable(error, line_of(&file, &Position::new())))?;
        let features = features_of(header.iter())?;
        let header_end = reader.position().byte();
        Ok(Self {
            path: path.to_owned(),
            file,
            header_end,
            reader,
            features,
        })
    }

    /// Reads all rows, whose features are as described, and tells the MD5 of the file's bytes.
    ///
    /// # Errors
    ///
    /// All that is wrong with them, up to ten problems.
    pub(crate) fn read<P: Plan>(
        self,
        columns: &[Description],
        n_classes: usize,
        plan: &P,
    ) -> Result<(Growing<P::Whole>, String), Problems> {
        if let Some(read) = quick::read(&self, columns, n_classes, plan, quick::PIECE) {
            return Ok(read);
        }
        exact::read(self, columns, n_classes, plan)
    }

    /// Shows how far the reading is.
    fn progress(&self) -> Progress {
        let step = format!("{}: reading {}", process::name(), self.path.display());
        Progress::start(step, Unit::Bytes, Some(self.file.length()))
    }

    /// Gives all rows to `take`, and then the MD5 of the file's bytes.
    fn rows(mut self, mut take: impl FnMut(&ByteRecord)) -> Result<String, Problem> {
        let progress = self.progress();
        let mut told = 0;
        let mut record = ByteRecord::new();
        while self.next(&mut record)? {
            take(&record);
            let read = self.reader.position().byte();
            progress.add(read - told);
            told = read;
        }
        // The last record is behind the last byte.
        Ok(self.reader.into_inner().digest())
    }

    /// Goes to the next record; false at the end.
    fn next(&mut self, record: &mut ByteRecord) -> Result<bool, Problem> {
        let before = self.reader.position().clone();
        self.reader.get_mut().begin(before.byte());
        let found = self.reader.read_byte_record(record);
        found.map_err(|error| unreadable(error, line_of(&self.file, &before)))
    }
}

/// The line that a record of `file` begins on, from 1, which was looked for from the position
/// `before` it on: behind the line feed of a line that ended with a carriage return, and behind
/// blank lines.
fn line_of(file: &SharedFile, before: &Position) -> u64 {
    let bytes = BufReader::new(file.stream(before.byte())).bytes();
    let blank = bytes.map_while(Result::ok);
    let blank = blank.take_while(|byte| [b'\r', b'\n'].contains(byte));
    before.line() + blank.filter(|byte| *byte == b'\n').count() as u64
}

/// A record that begins on this `line` cannot be read. It may hold any bytes.
fn unreadable(error: csv::Error, line: u64) -> Problem {
    match error.into_kind() {
        csv::ErrorKind::Io(error) if error.kind() == io::ErrorKind::FileTooLarge => {
            Problem::LineTooLong(line)
        }
        csv::ErrorKind::Io(error) => Problem::Unreadable(error),
        _ => Problem::Unreadable(io::ErrorKind::InvalidData.into()),
    }
}
