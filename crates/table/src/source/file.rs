//! The records of one file of a source.

use std::fs::File;
use std::io;

use csv::ByteRecord;
use lines::SharedFile;
use params::{SourceFormat, regular_file};

use super::delimited::{self, Delimited};
use super::files::SourceFile;
use super::kind::Kind;
use super::parquet::{CellType, Parquet};
use super::place::{Number, Place};
use crate::error::TableError;
use crate::problem::Problem;

/// The records of a file.
pub(super) struct FileRecords {
    file: SourceFile,
    of: Of,
}

enum Of {
    Text(Box<Delimited>),
    Parquet(Box<Parquet>),
}

/// Why a file cannot be read on, before its name is put to it.
enum Stop {
    Unreadable(io::Error),
    Problem(Box<Problem>),
}

impl FileRecords {
    /// Opens `file`, whose columns are separated as `format` says if it is text.
    pub(super) fn open(file: &SourceFile, format: &SourceFormat) -> Result<Self, TableError> {
        let of = open(file, format).map_err(|stop| refused(file, stop))?;
        let file = file.clone();
        Ok(Self { file, of })
    }

    /// Goes to the next record, first to the header; false at the end.
    pub(super) fn advance(&mut self) -> Result<bool, TableError> {
        let file = &self.file;
        match &mut self.of {
            Of::Text(text) => text.advance().map_err(|stop| match stop {
                delimited::Stop::Unreadable(error) => refused(file, Stop::Unreadable(error)),
                delimited::Stop::LineTooLong(line) => {
                    file.invalid(Problem::LineTooLong(file.place(Number::Line(line))))
                }
                delimited::Stop::Damaged(line) => {
                    file.invalid(Problem::Damaged(file.place(Number::Line(line))))
                }
                delimited::Stop::FarBack => file.invalid(file.within(Problem::FarBack)),
            }),
            Of::Parquet(parquet) => parquet.advance().map_err(|words| {
                let place = file.place(Number::Row(parquet.row() + 1));
                file.invalid(Problem::BrokenRow(place, words))
            }),
        }
    }

    /// What the record holds.
    pub(super) fn cells(&self) -> &ByteRecord {
        match &self.of {
            Of::Text(text) => text.cells(),
            Of::Parquet(parquet) => parquet.cells(),
        }
    }

    /// Where the record begins.
    pub(super) fn place(&self) -> Place {
        self.file.place(match &self.of {
            Of::Text(text) => Number::Line(text.line()),
            Of::Parquet(parquet) => Number::Row(parquet.row()),
        })
    }

    /// Whether its last cell begins with a quotation mark that the file never closes.
    pub(super) fn is_unclosed(&self) -> bool {
        matches!(&self.of, Of::Text(text) if text.is_unclosed())
    }

    /// Whether it ends with a carriage return alone.
    pub(super) fn ends_with_carriage_return(&self) -> bool {
        matches!(&self.of, Of::Text(text) if text.ends_with_carriage_return())
    }

    /// What the cells of each column are, if the file says so.
    pub(super) fn types(&self) -> Option<&[CellType]> {
        match &self.of {
            Of::Text(_) => None,
            Of::Parquet(parquet) => Some(parquet.types()),
        }
    }
}

fn open(file: &SourceFile, format: &SourceFormat) -> Result<Of, Stop> {
    let opened = regular_file::open(&file.path).map_err(Stop::Unreadable)?;
    let kind = Kind::of(&file.path);
    if let Some(problem) = kind.problem(&opened).map_err(Stop::Unreadable)? {
        return Err(Stop::Problem(Problem::NoCsv(problem).into()));
    }
    Ok(match kind {
        Kind::Parquet => {
            let opened = SharedFile::new(opened).map_err(Stop::Unreadable)?;
            Of::Parquet(Box::new(Parquet::new(opened).map_err(Stop::Problem)?))
        }
        _ => Of::Text(Box::new(text(opened, kind, format)?)),
    })
}

fn text(opened: File, kind: Kind, format: &SourceFormat) -> Result<Delimited, Stop> {
    Delimited::new(opened, kind, format.separator).map_err(Stop::Unreadable)
}

fn refused(file: &SourceFile, stop: Stop) -> TableError {
    match stop {
        Stop::Unreadable(error) => TableError::unreadable(&file.path)(error),
        Stop::Problem(problem) => file.invalid(file.within(*problem)),
    }
}
