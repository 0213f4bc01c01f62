//! The exact way: every record of the source, in two passes over it. The first finds everything
//! that is wrong, and what each column holds; the second reads the cells.
//!
//! This alone words what is wrong with a table, whatever reads it when nothing is.

mod check;
mod fill;
mod found;
mod rows;

use check::Check;
use found::Found;
pub(crate) use rows::spell;

use crate::error::TableError;
use crate::expected::Expected;
use crate::problem::{Problem, Problems};
use crate::source::Source;
use crate::table::Table;

/// Reads the table in `source`.
pub(crate) fn read(source: &Source, expected: &Expected<'_>) -> Result<Table, TableError> {
    let found = check(source, expected)?;
    fill::fill(source, expected, found)
}

/// The first pass: the header, what each column holds, and which rows are set aside.
fn check<'a>(source: &Source, expected: &Expected<'a>) -> Result<Found<'a>, TableError> {
    let mut problems = Problems::default();
    let found = match survey(source, expected, &mut problems) {
        // What was found before a place from which on nothing can be read is told as well.
        Err(TableError::Invalid { problems: last, .. }) => {
            problems.append(last);
            None
        }
        found => found?,
    };
    found.ok_or_else(|| TableError::invalid(source.path(), problems))
}

/// What was found up to the end; nothing if the source is no table as expected.
fn survey<'a>(
    source: &Source,
    expected: &Expected<'a>,
    problems: &mut Problems,
) -> Result<Option<Found<'a>>, TableError> {
    let mut records = source.records();
    let Some(first) = records.next()? else {
        problems.add(Problem::Empty);
        return Ok(None);
    };
    let Some(mut check) = Check::begin(&first, source, expected, problems) else {
        return Ok(None);
    };
    while let Some(record) = records.next()? {
        check.row(&record, problems);
    }
    Ok(check.end(problems))
}
