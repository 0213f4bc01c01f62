//! The rows of a parquet file as the cells that a CSV file of the same table has, so that one
//! check tells what they mean. Its columns are read a few thousand rows at a time.

mod cell;
mod group;
mod time;
mod types;

use csv::ByteRecord;
use lines::SharedFile;
use parquet::errors::ParquetError;
use parquet::record::reader::ReaderIter;
use row_groups::RowGroups;
use stage::panics::caught;

use crate::problem::Problem;
pub(crate) use group::GroupText;
pub(super) use types::{CellType, of as types_of};

/// The records of a file: the names of its columns, then its rows.
pub(super) struct Parquet {
    groups: RowGroups,
    types: Vec<CellType>,
    /// How many groups were begun.
    begun: usize,
    rows: Option<ReaderIter>,
    /// The row that `record` is, from 1; before that the header.
    row: Option<u64>,
    record: ByteRecord,
    cell: Vec<u8>,
}

impl Parquet {
    /// The records of `file`.
    pub(super) fn new(file: SharedFile) -> Result<Self, Box<Problem>> {
        let open = || RowGroups::open(file).map_err(|error| words(&error));
        let groups = caught(open).map_err(Problem::BrokenParquet)?;
        let types = types::of(groups.schema())?;
        Ok(Self {
            groups,
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
            let fields = self.groups.schema().root_schema().get_fields();
            let names = fields.iter().map(|field| field.name());
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
            if self.begun == self.groups.n_groups() {
                return Ok(false);
            }
            self.rows = Some(self.groups.rows(self.begun)?);
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
