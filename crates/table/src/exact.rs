//! The exact way: every record of the source, in two passes over it. The first finds everything that is wrong, and what kind of numbers each column holds; the second reads them.
//!
//! This alone words what is wrong with a table, whatever reads it when nothing is.

mod check;

use std::collections::HashMap;

use check::Check;

use crate::column::{Cells, Kind};
use crate::error::TableError;
use crate::expected::Expected;
use crate::header::{Header, Role};
use crate::problem::Problem;
use crate::problems::Problems;
use crate::source::Source;
use crate::table::Table;

/// Reads the table in `source`.
pub(crate) fn read(source: &Source, expected: &Expected<'_>) -> Result<Table, TableError> {
    let (header, kinds) = check(source, expected)?;
    fill(source, expected, &header, &kinds)
}

/// The first pass: the header, and the kind of each column.
fn check(source: &Source, expected: &Expected<'_>) -> Result<(Header, Vec<Kind>), TableError> {
    let mut problems = Problems::default();
    let found = match survey(source, expected, &mut problems) {
        // What was found before a place from which on nothing can be read is told as well.
        Err(TableError::Invalid { problems: last, .. }) => {
            problems.append(last);
            None
        }
        found => found?,
    };
    found
        .filter(|_| problems.is_empty())
        .ok_or_else(|| TableError::invalid(source.path(), problems))
}

/// What was found up to the end.
fn survey(
    source: &Source,
    expected: &Expected<'_>,
    problems: &mut Problems,
) -> Result<Option<(Header, Vec<Kind>)>, TableError> {
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
    source: &Source,
    expected: &Expected<'_>,
    header: &Header,
    kinds: &[Kind],
) -> Result<Table, TableError> {
    let numbers = numbers_of(expected);
    let mut classes = Vec::new();
    let mut columns: Vec<_> = kinds.iter().map(|&kind| Cells::new(kind)).collect();
    let changed = || TableError::changed(source.path());
    let mut records = source.records();
    let mut rows = 0_u64;
    // A file that changes between the passes is the only way to a cell that does not fit.
    while let Some(record) = records.next().map_err(|_| changed())? {
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
            added.ok_or_else(changed)?;
        }
    }
    Ok(Table::new(header, columns, classes))
}
