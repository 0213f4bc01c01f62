//! The second pass of the exact way: the cells, of which the first has found that they are in
//! order.

use super::found::Found;
use crate::cell::{Cell, Cells};
use crate::column::Filled;
use crate::column::numbers::Kind;
use crate::error::TableError;
use crate::expected::Expected;
use crate::role::Role;
use crate::source::{Record, Source};
use crate::table::Table;

/// A table while it is filled.
struct Fill<'a> {
    cells: Cells<'a>,
    roles: Vec<Role<'a>>,
    /// A column for each of the file; nothing for those that are no features.
    columns: Vec<Option<Filled>>,
    classes: Vec<usize>,
}

/// Reads the rows of the `source` but those that are set aside.
pub(super) fn fill(
    source: &Source,
    expected: &Expected<'_>,
    found: Found<'_>,
) -> Result<Table, TableError> {
    let mut fill = Fill::new(expected, &found);
    let mut records = source.records();
    let changed = || TableError::changed(source.path());
    // A file that changes between the passes is the only way to a cell that does not fit.
    records.next().map_err(|_| changed())?;
    let mut bad = found.bad.iter().copied().peekable();
    let mut row = 0_u64;
    while let Some(record) = records.next().map_err(|_| changed())? {
        row += 1;
        if bad.next_if_eq(&row).is_none() {
            fill.row(&record).ok_or_else(changed)?;
        }
    }
    fill.end(&found.header.names, found.bad).ok_or_else(changed)
}

impl<'a> Fill<'a> {
    fn new(expected: &Expected<'a>, found: &Found<'a>) -> Self {
        let columns = found.header.roles.iter().zip(&found.kinds);
        let column = |(role, kind): (&Role<'a>, &Kind)| match role {
            Role::Feature(feature) => Some(Filled::new(*feature, *kind)),
            _ => None,
        };
        Self {
            cells: Cells::new(expected),
            roles: found.header.roles.clone(),
            columns: columns.map(column).collect(),
            classes: Vec::new(),
        }
    }

    fn row(&mut self, record: &Record<'_>) -> Option<()> {
        if record.cells.len() != self.roles.len() {
            return None;
        }
        let columns = self.columns.iter_mut().zip(&self.roles);
        for (cell, (column, &role)) in record.cells.iter().zip(columns) {
            match (self.cells.read(cell, role).ok()?, column) {
                (Cell::Class(class), _) => self.classes.push(class),
                (cell, Some(column)) => column.push(&cell)?,
                _ => {}
            }
        }
        Some(())
    }

    fn end(self, names: &[String], bad: Vec<u64>) -> Option<Table> {
        let mut features = Vec::new();
        for (column, name) in self.columns.into_iter().zip(names) {
            if let Some(column) = column {
                features.extend(column.into_columns(name).ok()?);
            }
        }
        Some(Table::new(features, self.classes, bad))
    }
}
