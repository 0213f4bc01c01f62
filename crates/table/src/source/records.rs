//! The records of a source, whatever kind its files are of: first the header, then the rows.

use csv::ByteRecord;
use params::SourceFormat;

use super::aligned::Aligned;
use super::file::FileRecords;
use super::place::Place;
use crate::error::TableError;

/// The records of a source. The header comes once, and the cells of each row are in its order.
pub struct Records<'s> {
    files: &'s [Aligned],
    format: &'s SourceFormat,
    /// How many files were begun.
    begun: usize,
    current: Option<FileRecords>,
    /// The cells of a row of a file whose columns are in another order.
    ordered: ByteRecord,
}

/// The header or a row.
pub struct Record<'r> {
    /// What it holds.
    pub cells: &'r ByteRecord,
    file: &'r FileRecords,
}

impl<'s> Records<'s> {
    pub(super) fn new(files: &'s [Aligned], format: &'s SourceFormat) -> Self {
        Self {
            files,
            format,
            begun: 0,
            current: None,
            ordered: ByteRecord::new(),
        }
    }

    /// The next record; none at the end of the last file. Lines that are blank are none.
    ///
    /// # Errors
    ///
    /// When a file cannot be read, is of another kind than its name says, breaks off or is
    /// damaged, or has a line that is too long.
    #[expect(clippy::should_implement_trait, reason = "a record borrows from this")]
    pub fn next(&mut self) -> Result<Option<Record<'_>>, TableError> {
        loop {
            if let Some(file) = &mut self.current
                && file.advance()?
            {
                break;
            }
            if self.begun == self.files.len() {
                return Ok(None);
            }
            self.begin()?;
        }
        Ok(self.current.as_ref().map(|file| {
            let order = self.files[self.begun - 1].order.as_deref();
            let cells = in_order(file.cells(), order, &mut self.ordered);
            Record { cells, file }
        }))
    }

    /// Opens the next file, of which only the first one's header is a record.
    fn begin(&mut self) -> Result<(), TableError> {
        let mut records = FileRecords::open(&self.files[self.begun].file, self.format)?;
        if self.begun > 0 {
            records.advance()?;
        }
        self.begun += 1;
        self.current = Some(records);
        Ok(())
    }
}

/// The cells in the order of the source; a row of another length stays as it is.
fn in_order<'a>(
    cells: &'a ByteRecord,
    order: Option<&[usize]>,
    ordered: &'a mut ByteRecord,
) -> &'a ByteRecord {
    let Some(order) = order.filter(|order| order.len() == cells.len()) else {
        return cells;
    };
    ordered.clear();
    for &column in order {
        ordered.push_field(&cells[column]);
    }
    ordered
}

impl Record<'_> {
    /// Where it begins.
    #[must_use]
    pub fn place(&self) -> Place {
        self.file.place()
    }

    /// Whether its last cell begins with a quotation mark that the file never closes.
    #[must_use]
    pub fn is_unclosed(&self) -> bool {
        self.file.is_unclosed()
    }

    /// Whether it ends with a carriage return alone.
    #[must_use]
    pub fn ends_with_carriage_return(&self) -> bool {
        self.file.ends_with_carriage_return()
    }
}
