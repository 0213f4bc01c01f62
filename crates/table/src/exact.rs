//! The exact way: every record by the `csv` crate, in two passes over the file. The first finds
//! everything that is wrong, and what kind of numbers each column holds; the second reads them.
//!
//! This alone words what is wrong with a table, whatever reads it when nothing is.

mod check;

use std::collections::HashMap;
use std::path::Path;

use check::Check;

use crate::column::{Cells, Kind};
use crate::error::TableError;
use crate::expected::Expected;
use crate::header::{Header, Role};
use crate::problem::Problem;
use crate::problems::Problems;
use crate::records::{Records, Stop};
use crate::table::Table;

/// Reads the table at `path`; `carriage_returns` says whether some stand alone in it.
pub(crate) fn read(
    path: &Path,
    expected: &Expected<'_>,
    carriage_returns: bool,
) -> Result<Table, TableError> {
    let (header, kinds) = check(path, expected, carriage_returns)?;
    fill(path, expected, &header, &kinds)
}

/// The first pass: the header, and the kind of each column.
fn check(
    path: &Path,
    expected: &Expected<'_>,
    carriage_returns: bool,
) -> Result<(Header, Vec<Kind>), TableError> {
    let mut problems = Problems::default();
    let found = survey(path, expected, carriage_returns, &mut problems)
        .or_else(|stop| {
            problems.add(stop.problem()?);
            Ok(None)
        })
        .map_err(TableError::unreadable(path))?;
    found
        .filter(|_| problems.is_empty())
        .ok_or_else(|| TableError::invalid(path, problems))
}

/// What was found before a line that is too long, or to the end of the file.
fn survey(
    path: &Path,
    expected: &Expected<'_>,
    carriage_returns: bool,
    problems: &mut Problems,
) -> Result<Option<(Header, Vec<Kind>)>, Stop> {
    let mut records = Records::open(path, b',').map_err(Stop::Unreadable)?;
    let Some(first) = records.next()? else {
        problems.add(Problem::Empty);
        return Ok(None);
    };
    let begun = Check::begin(&first, path, expected, carriage_returns, problems);
    let Some(mut check) = begun else {
        return Ok(None);
    };
    while let Some(record) = records.next()? {
        check.row(&record, problems);
    }
    Ok(Some(check.end(problems)))
}

/// The number of each class.
pub(crate) fn numbers_of<'a>(expected: &Expected<'a>) -> HashMap<&'a str, usize> {
    let names = expected.classes.iter().map(String::as_str);
    names
        .enumerate()
        .map(|(number, name)| (name, number))
        .collect()
}

/// The second pass: the cells, of which the first has found that they are in order.
fn fill(
    path: &Path,
    expected: &Expected<'_>,
    header: &Header,
    kinds: &[Kind],
) -> Result<Table, TableError> {
    let numbers = numbers_of(expected);
    let mut classes = Vec::new();
    let mut columns: Vec<_> = kinds.iter().map(|&kind| Cells::new(kind)).collect();
    let mut records = Records::open(path, b',').map_err(TableError::unreadable(path))?;
    let mut rows = 0_u64;
    // A file that changes between the passes is the only way to a cell that does not fit.
    while let Some(record) = records.next().map_err(|_| TableError::changed(path))? {
        rows += 1;
        if rows == 1 {
            continue;
        }
        let mut cells = record.cells.iter();
        for (column, role) in columns.iter_mut().zip(&header.roles) {
            let cell = cells.next().and_then(|cell| str::from_utf8(cell).ok());
            let added = match role {
                Role::Target => cell
                    .and_then(|cell| numbers.get(cell))
                    .map(|&class| classes.push(class)),
                Role::Feature => cell.and_then(|cell| column.push(cell)),
                Role::Ignored | Role::Unknown => Some(()),
            };
            added.ok_or_else(|| TableError::changed(path))?;
        }
    }
    Ok(Table::new(header, columns, classes))
}
