//! The classes of a table alone.

use std::path::Path;

use crate::error::LabeledTableError;
use crate::table_file;

/// Reads the class of each row of the table at `path`, a number below `classes`; no other cell is
/// looked at, so that it takes a fraction of the time of [`LabeledTable::read`] and four bytes a
/// row.
///
/// # Errors
///
/// When the file cannot be read, has no rows, does not end with the column
/// [`TARGET`](crate::TARGET), or that holds anything but classes.
///
/// [`LabeledTable::read`]: crate::LabeledTable::read
pub fn read_targets(path: &Path, classes: usize) -> Result<Vec<u32>, LabeledTableError> {
    table_file::read_targets(path, classes)
        .map_err(|problems| LabeledTableError::new(path, problems))
}
