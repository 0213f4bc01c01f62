//! A CSV file as checked columns: the quick way if it is plain, else the exact one.

use std::path::Path;

use crate::error::TableError;
use crate::exact;
use crate::expected::Expected;
use crate::header::Header;
use crate::problems::Problems;
use crate::quick;
use crate::records::Records;
use crate::scan::Scan;
use crate::table::Table;

/// How many columns the quick way takes. polars makes tasks of them, and needs minutes for many.
const QUICK_COLUMNS: usize = 1000;

impl Table {
    /// Reads the CSV file at `path`: UTF-8, commas, a header, at least one row, and what is
    /// `expected` of its cells.
    ///
    /// # Errors
    ///
    /// When the file cannot be read, or with everything that is wrong with it: the first ten
    /// problems, and a count of the others.
    pub fn read(path: &Path, expected: &Expected<'_>) -> Result<Self, TableError> {
        let header = plain_header(path, expected)?;
        let scan = Scan::read(path).map_err(TableError::unreadable(path))?;
        header
            .filter(|header| scan.is_plain() && header.names.len() <= QUICK_COLUMNS)
            .and_then(|header| quick::read(path, expected, &header))
            .map_or_else(|| exact::read(path, expected, scan.carriage_returns), Ok)
    }
}

/// The header, if nothing is wrong with it.
fn plain_header(path: &Path, expected: &Expected<'_>) -> Result<Option<Header>, TableError> {
    let mut problems = Problems::default();
    let mut records = Records::open(path, b',').map_err(TableError::unreadable(path))?;
    let first = match records.next() {
        Ok(Some(first)) => first,
        Ok(None) => return Ok(None),
        // A file without line ends, of any size: nothing else need be looked at.
        Err(stop) => {
            let problem = stop.problem().map_err(TableError::unreadable(path))?;
            return Err(TableError::invalid(path, problem));
        }
    };
    let header = Header::check(first.cells, path, expected, &mut problems);
    Ok(header.filter(|_| problems.is_empty()))
}

#[cfg(test)]
mod tests;
