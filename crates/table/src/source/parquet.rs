//! The rows of a parquet file as the cells that a CSV file of the same table has, so that one
//! check tells what they mean. Its columns are read a few thousand rows at a time.

mod cell;
mod group;
mod time;
mod types;

use std::fs::File;

use csv::ByteRecord;
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader as _, SerializedFileReader};
use parquet::record::reader::{ReaderIter, TreeBuilder};
use stage::panics::caught;

use crate::problem::Problem;
pub(crate) use group::GroupText;
pub(super) use types::{CellType, of as types_of};

/// The records of a file: the names of its columns, then its rows.
pub(super) struct Parquet {
    reader: SerializedFileReader<File>,
    types: Vec<CellType>,
    /// How many row groups were begun.
    begun: usize,
    rows: Option<ReaderIter>,
    /// The row that `record` is, from 1; before that the header.
    row: Option<u64>,
    record: ByteRecord,
    cell: Vec<u8>,
}

impl Parquet {
    /// The records of `file`.
    pub(super) fn new(file: File) -> Result<Self, Box<Problem>> {
        let open = || SerializedFileReader::new(file).map_err(|error| words(&error));
        let reader = caught(open).map_err(Problem::BrokenParquet)?;
        let types = types::of(reader.metadata().file_metadata().schema_descr())?;
        Ok(Self {
            reader,
            types,
            begun: 0,
            rows: None,
            row: None,
            record: ByteRecord::new(),
            cell: Vec::new(),
        })
    }

    /// Goes to the next record; false at the end.
    ///
    /// # Errors
    ///
    /// What the library says of a row that cannot be read.
    pub(super) fn advance(&mut self) -> Result<bool, String> {
        let Some(before) = self.row else {
            self.row = Some(0);
            let schema = self.reader.metadata().file_metadata().schema();
            let names = schema.get_fields().iter().map(|field| field.name());
            self.record = names.collect::<Vec<_>>().into();
            return Ok(true);
        };
        let row = before + 1;
        let found = caught(|| self.next().map_err(|error| words(&error)))?;
        self.row = Some(row);
        Ok(found)
    }

    fn next(&mut self) -> Result<bool, ParquetError> {
        loop {
            if let Some(row) = self.rows.as_mut().and_then(Iterator::next) {
                self.record.clear();
                for ((_, field), kind) in row?.get_column_iter().zip(&self.types) {
                    self.cell.clear();
                    cell::write(field, *kind, &mut self.cell);
                    self.record.push_field(&self.cell);
                }
                return Ok(true);
            }
            if self.begun == self.reader.num_row_groups() {
                return Ok(false);
            }
            let group = self.reader.get_row_group(self.begun)?;
            let schema = self.reader.metadata().file_metadata().schema_descr_ptr();
            self.rows = Some(TreeBuilder::new().as_iter(schema, &*group)?);
            self.begun += 1;
        }
    }

    /// The cells of the record.
    pub(super) fn cells(&self) -> &ByteRecord {
        &self.record
    }

    /// The row that the record is, from 1; 0 for the header.
    pub(super) fn row(&self) -> u64 {
        self.row.unwrap_or(0)
    }

    /// What the cells of each column are, in the order of the header.
    pub(super) fn types(&self) -> &[CellType] {
        &self.types
    }
}

/// What the library says, on one line.
fn words(error: &ParquetError) -> String {
    params::shorten::text(&error.to_string())
}

/// What `work` gives; nothing if it fails, or the library panics at a damaged file.
pub(super) fn attempt<T>(work: impl FnOnce() -> Result<T, ParquetError>) -> Option<T> {
    caught(|| work().map_err(|error| words(&error))).ok()
}
