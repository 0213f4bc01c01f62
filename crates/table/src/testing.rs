//! What tests of the stages look at in a table.

use std::path::Path;

use params::SourceFormat;

use crate::source::Source;

/// The cells of the table at `path`, row by row, its header first.
///
/// # Panics
///
/// If it cannot be read, which fails the test.
#[must_use]
pub fn cells(path: &Path) -> Vec<Vec<String>> {
    let source = Source::open(path, &SourceFormat::default()).expect("a table");
    let (mut records, mut rows) = (source.records(), Vec::new());
    while let Some(record) = records.next().expect("records") {
        let cells = record.cells.iter().map(String::from_utf8_lossy);
        rows.push(cells.map(std::borrow::Cow::into_owned).collect());
    }
    rows
}
