//! A group of rows of a parquet file.

use params::shorten;
use parquet::file::reader::RowGroupReader;
use row_groups::RowGroups;

use super::column::{Cell, for_each_cell, take_numbers};
use crate::cells::ColumnCells;
use crate::part::Part;
use crate::place::Place;
use crate::problem::{Problem, Problems};

/// A group that is read.
struct Group<'a> {
    reader: Box<dyn RowGroupReader + 'a>,
    /// How many rows are before it.
    start: usize,
    n_rows: usize,
    problems: Problems,
}

/// Reads the group of this `number`, whose columns are these `features` and the target, into
/// `part`, and tells what is wrong with its cells: column by column, each from the first row to the
/// last.
///
/// # Errors
///
/// When it cannot be read, or a column holds values of another type.
pub(super) fn read_group(
    groups: &RowGroups,
    number: usize,
    features: &[String],
    part: &mut Part,
) -> Result<Problems, Problem> {
    let mut group = Group {
        reader: groups.group(number)?,
        start: groups.rows_before(number),
        n_rows: groups.rows_of(number),
        problems: Problems::default(),
    };
    part.rows_of_table = groups.n_rows();
    let mut columns = std::mem::take(&mut part.columns);
    let mut named = columns.iter_mut().zip(features).enumerate();
    let read = named.try_for_each(|(at, (column, name))| group.feature(at, column, name));
    part.columns = columns;
    read?;
    group.targets(features.len(), part)?;
    Ok(group.problems)
}

impl Group<'_> {
    fn feature(&mut self, at: usize, column: &mut ColumnCells, name: &str) -> Result<(), Problem> {
        if take_numbers(&*self.reader, at, self.n_rows, column)? {
            return Ok(());
        }
        let (start, problems) = (self.start, &mut self.problems);
        for_each_cell(&*self.reader, at, self.n_rows, |row, cell| {
            if let Err(expected) = take(column, &cell) {
                problems.add(|| Problem::Cell {
                    place: place(start + row),
                    column: shorten::text(name),
                    found: shorten::text(&cell.to_string()),
                    expected,
                });
            }
        })
    }

    fn targets(&mut self, at: usize, part: &mut Part) -> Result<(), Problem> {
        let (start, problems) = (self.start, &mut self.problems);
        for_each_cell(&*self.reader, at, self.n_rows, |row, cell| {
            let is_class = match cell {
                Cell::Integer(class) => part.take_class(class),
                _ => false,
            };
            if !is_class {
                problems.add(|| Problem::NotAClass {
                    place: place(start + row),
                    found: shorten::text(&cell.to_string()),
                    classes: part.n_classes(),
                });
            }
        })
    }
}

/// Where the row of this `index` stands: messages count from 1.
fn place(index: usize) -> Place {
    Place::Row(index as u64 + 1)
}

fn take(column: &mut ColumnCells, cell: &Cell<'_>) -> Result<(), &'static str> {
    match *cell {
        Cell::Missing => column.take(b""),
        Cell::Text(text) => column.take(text),
        Cell::Integer(number) => column.take_number(number as f64, true, cell),
        Cell::Unsigned(number) => {
            let fits = i64::try_from(number).is_ok();
            column.take_number(number as f64, fits, cell)
        }
        Cell::Float(number) => column.take_number(number, false, cell),
        Cell::Boolean(value) => column.take(if value { b"True" } else { b"False" }),
    }
}
