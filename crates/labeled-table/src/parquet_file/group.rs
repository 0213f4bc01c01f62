//! The groups of rows of a parquet file.

use std::fs::File;

use params::shorten;
use parquet::file::metadata::RowGroupMetaData;
use parquet::file::reader::{FileReader as _, RowGroupReader, SerializedFileReader};

use super::column::{Cell, for_each_cell};
use crate::cells::ColumnCells;
use crate::part::Part;
use crate::place::Place;
use crate::problem::{Problem, Problems};

/// The groups of rows of a file with these features.
pub(super) struct Groups<'a> {
    reader: SerializedFileReader<File>,
    features: &'a [String],
    /// How many rows each has.
    counts: Vec<u64>,
    n_rows: u64,
}

/// A group that is read.
struct Group<'a> {
    reader: Box<dyn RowGroupReader + 'a>,
    /// How many rows are before it.
    start: u64,
    n_rows: usize,
    problems: Problems,
}

impl<'a> Groups<'a> {
    /// # Errors
    ///
    /// When the file contradicts itself about how many rows there are.
    pub(super) fn new(
        reader: SerializedFileReader<File>,
        features: &'a [String],
    ) -> Result<Self, Problem> {
        let metadata = reader.metadata();
        let counts = metadata.row_groups().iter().map(RowGroupMetaData::num_rows);
        let counts: Result<Vec<u64>, _> = counts.map(u64::try_from).collect();
        let n_rows = u64::try_from(metadata.file_metadata().num_rows());
        let sum = |counts: &Vec<u64>| counts.iter().try_fold(0_u64, |sum, &n| sum.checked_add(n));
        match (counts, n_rows) {
            (Ok(counts), Ok(n_rows)) if sum(&counts) == Some(n_rows) => Ok(Self {
                reader,
                features,
                counts,
                n_rows,
            }),
            _ => Err(Problem::BrokenParquet(
                "its groups have not as many rows as it says".to_owned(),
            )),
        }
    }

    /// Reads the group of this number into `part`, and tells what is wrong with its cells: column
    /// by column, each from the first row to the last.
    ///
    /// # Errors
    ///
    /// When it cannot be read, or a column holds values of another type.
    pub(super) fn read(&self, number: usize, part: &mut Part) -> Result<Problems, Problem> {
        let mut group = Group {
            reader: self.reader.get_row_group(number)?,
            start: self.counts[..number].iter().sum(),
            n_rows: size(self.counts[number]),
            problems: Problems::default(),
        };
        part.rows_of_table = size(self.n_rows);
        let mut columns = std::mem::take(&mut part.columns);
        let mut named = columns.iter_mut().zip(self.features).enumerate();
        let read = named.try_for_each(|(at, (column, name))| group.feature(at, column, name));
        part.columns = columns;
        read?;
        group.targets(self.features.len(), part)?;
        Ok(group.problems)
    }
}

impl Group<'_> {
    fn feature(&mut self, at: usize, column: &mut ColumnCells, name: &str) -> Result<(), Problem> {
        let (start, problems) = (self.start, &mut self.problems);
        for_each_cell(&*self.reader, at, self.n_rows, |row, cell| {
            if let Err(expected) = take(column, &cell) {
                problems.add(|| Problem::Cell {
                    place: Place::Row(start + row + 1),
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
                    place: Place::Row(start + row + 1),
                    found: shorten::text(&cell.to_string()),
                    classes: part.n_classes(),
                });
            }
        })
    }
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

/// More rows than fit into memory are never counted.
fn size(rows: u64) -> usize {
    usize::try_from(rows).unwrap_or(usize::MAX)
}
