//! A file, and its groups of rows.

use lines::{Pieces, SharedFile};
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::RowGroupMetaData;
use parquet::file::reader::{FileReader as _, RowGroupReader, SerializedFileReader};
use parquet::record::reader::{ReaderIter, TreeBuilder};
use parquet::schema::types::SchemaDescriptor;

use crate::chunks::Chunks;

/// How large a page of a column is at most, in bytes: what writers take if nobody tells them
/// another size.
const PAGE: u64 = 1 << 20;

/// A parquet file whose rows come in groups, each of which can be read on a thread of its own.
pub struct RowGroups {
    reader: SerializedFileReader<Chunks>,
    /// How many rows are in front of each group, and how many in front of the end.
    starts: Vec<usize>,
}

impl RowGroups {
    /// Those of `file`. All that is read later is read through the same handle.
    ///
    /// # Errors
    ///
    /// When it is no parquet file, or contradicts itself about how many rows there are.
    ///
    /// # Panics
    ///
    /// Perhaps, at a damaged file: the library takes some of its numbers for granted. The same holds
    /// for all that is read of it later.
    pub fn open(file: SharedFile) -> Result<Self> {
        let reader = SerializedFileReader::new(Chunks(file))?;
        let metadata = reader.metadata();
        let n_rows = usize::try_from(metadata.file_metadata().num_rows());
        match starts(metadata.row_groups()) {
            Some(starts) if starts.last().copied() == n_rows.ok() => Ok(Self { reader, starts }),
            _ => Err(ParquetError::General(
                "its groups do not have as many rows as it says".to_owned(),
            )),
        }
    }

    /// The names and types of its columns.
    #[must_use]
    pub fn schema(&self) -> &SchemaDescriptor {
        self.reader.metadata().file_metadata().schema_descr()
    }

    /// How many groups there are.
    #[must_use]
    pub fn n_groups(&self) -> usize {
        self.starts.len() - 1
    }

    /// How many rows all groups have together, as the file says.
    #[must_use]
    pub fn n_rows(&self) -> usize {
        self.rows_before(self.n_groups())
    }

    /// How many rows are in front of a group, by its number from 0.
    #[must_use]
    pub fn rows_before(&self, group: usize) -> usize {
        self.starts[group]
    }

    /// How many rows a group has, by its number from 0.
    #[must_use]
    pub fn rows_of(&self, group: usize) -> usize {
        self.starts[group + 1] - self.starts[group]
    }

    /// How many bytes of the file a group has, as it says, by its number from 0.
    #[must_use]
    pub fn bytes_of(&self, group: usize) -> u64 {
        let bytes = self.reader.metadata().row_group(group).compressed_size();
        u64::try_from(bytes).unwrap_or_default()
    }

    /// About how many bytes of memory the pages of a group take whose columns are read next to each
    /// other, of the group that takes most.
    #[must_use]
    pub fn open_bytes(&self) -> u64 {
        let groups = self.reader.metadata().row_groups().iter();
        let bytes = groups.map(|group| {
            let columns = group.columns().iter().map(|column| {
                let bytes = u64::try_from(column.uncompressed_size());
                bytes.unwrap_or_default().min(PAGE)
            });
            columns.sum()
        });
        bytes.max().unwrap_or_default()
    }

    /// The columns of a group, by its number from 0.
    ///
    /// # Errors
    ///
    /// When there is no such group, or not where the file says.
    pub fn group(&self, number: usize) -> Result<Box<dyn RowGroupReader + '_>> {
        if number >= self.n_groups() {
            let words = format!("there is no group of rows {number}");
            return Err(ParquetError::General(words));
        }
        self.reader.get_row_group(number)
    }

    /// The rows of a group, by its number from 0, one by one.
    ///
    /// # Errors
    ///
    /// As [`group`](Self::group).
    pub fn rows(&self, number: usize) -> Result<ReaderIter> {
        let schema = self.reader.metadata().file_metadata().schema_descr_ptr();
        TreeBuilder::new().as_iter(schema, &*self.group(number)?)
    }

    /// Hands out the numbers of the groups to several threads, as those of pieces that hold
    /// nothing else.
    #[must_use]
    pub fn turns(&self) -> Pieces {
        Pieces::turns(self.n_groups())
    }
}

/// How many rows are in front of each of the groups, and of the end; nothing if these are no numbers.
fn starts(groups: &[RowGroupMetaData]) -> Option<Vec<usize>> {
    let mut starts = vec![0];
    let mut n_rows = 0_usize;
    for group in groups {
        n_rows = n_rows.checked_add(usize::try_from(group.num_rows()).ok()?)?;
        starts.push(n_rows);
    }
    Some(starts)
}
