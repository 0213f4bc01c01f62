//! A source as checked columns: the quick way if it is one plain file, else the exact one.

use std::path::Path;

use params::SourceFormat;

use crate::error::TableError;
use crate::exact;
use crate::expected::Expected;
use crate::header::Header;
use crate::problem::Problems;
use crate::quick;
use crate::quick::Scan;
use crate::source::Source;
use crate::table::Table;

/// How many columns the quick way takes. polars makes tasks of them, and needs minutes for many.
const QUICK_COLUMNS: usize = 1000;

impl Table {
    /// Reads the table at `path`, a file or a folder of files: a header, at least one row, and
    /// what is `expected` of its cells.
    ///
    /// # Errors
    ///
    /// When the files cannot be read, or with everything that is wrong with them: the first ten
    /// problems, and a count of the others.
    pub fn read(path: &Path, expected: &Expected<'_>) -> Result<Self, TableError> {
        let source = Source::open(path, expected.format)?;
        match quick(&source, expected)? {
            Some(table) => Ok(table),
            None => exact::read(&source, expected),
        }
    }
}

/// What the quick way makes of the source, if nothing about it is unusual.
fn quick(source: &Source, expected: &Expected<'_>) -> Result<Option<Table>, TableError> {
    let SourceFormat {
        separator, decimal, ..
    } = *source.format();
    let of_numbers = expected.columns.is_none() && (separator, decimal) == (b',', b'.');
    let plain = source.plain().filter(|_| of_numbers);
    let Some(path) = plain else {
        return Ok(None);
    };
    let Some(header) = plain_header(source, expected)? else {
        return Ok(None);
    };
    let scan = Scan::read(path).map_err(TableError::unreadable(path))?;
    let is_plain = scan.is_plain() && header.names.len() <= QUICK_COLUMNS;
    Ok(is_plain
        .then(|| quick::read(path, expected, &header))
        .flatten())
}

/// The header, if nothing is wrong with it.
fn plain_header<'a>(
    source: &Source,
    expected: &Expected<'a>,
) -> Result<Option<Header<'a>>, TableError> {
    let mut problems = Problems::default();
    let mut records = source.records();
    // A file without line ends, of any size, ends here: nothing else need be looked at.
    let Some(first) = records.next()? else {
        return Ok(None);
    };
    let header = Header::check(first.cells, source, expected, &mut problems);
    Ok(header.filter(|_| problems.is_empty()))
}

#[cfg(test)]
mod tests;
