//! The cells of a column of a group of rows.

use std::fmt;

use parquet::basic::LogicalType;
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{DataType, DoubleType};
use parquet::errors::ParquetError;
use parquet::file::reader::RowGroupReader;
use parquet::schema::types::ColumnDescriptor;
use row_groups::Cells;

use crate::cells::ColumnCells;
use crate::problem::Problem;

/// How many cells are read at a time.
const CELLS: usize = 1 << 13;

/// What a cell holds.
#[derive(Clone, Copy, Debug)]
pub(super) enum Cell<'a> {
    Missing,
    Integer(i64),
    Unsigned(u64),
    Float(f64),
    Boolean(bool),
    Text(&'a [u8]),
}

/// As a CSV file would have it.
impl fmt::Display for Cell<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => Ok(()),
            Self::Integer(number) => write!(out, "{number}"),
            Self::Unsigned(number) => write!(out, "{number}"),
            Self::Float(number) => write!(out, "{number:?}"),
            Self::Boolean(true) => out.write_str("True"),
            Self::Boolean(false) => out.write_str("False"),
            Self::Text(text) => out.write_str(&String::from_utf8_lossy(text)),
        }
    }
}

/// Whether the cells of a column are some that a table has, and what they are by its type.
struct Shape {
    optional: bool,
    unsigned: bool,
}

impl Shape {
    fn of(description: &ColumnDescriptor) -> Result<Self, Problem> {
        let optional = match (description.max_rep_level(), description.max_def_level()) {
            (0, 0) => false,
            (0, 1) => true,
            _ => return Err(other_type(description)),
        };
        let unsigned = match description.logical_type_ref() {
            None | Some(LogicalType::String) => false,
            Some(LogicalType::Integer(integer)) => !integer.is_signed,
            Some(_) => return Err(other_type(description)),
        };
        Ok(Self { optional, unsigned })
    }
}

fn other_type(description: &ColumnDescriptor) -> Problem {
    Problem::OtherType(params::shorten::text(description.name()))
}

/// Takes all `n_rows` cells of the column at this place at once, if it is one of numbers and each of
/// them is finite, or missing where that may be. Otherwise it takes none and gives false: each is to
/// be looked at by itself.
///
/// # Errors
///
/// When they cannot be read or are of a type that tables do not have.
pub(super) fn take_numbers(
    group: &dyn RowGroupReader,
    at: usize,
    n_rows: usize,
    column: &mut ColumnCells,
) -> Result<bool, Problem> {
    let shape = Shape::of(group.metadata().column(at).column_descr())?;
    let may_be_missing = column.may_be_missing();
    let Some(numbers) = column.numbers_to_extend() else {
        return Ok(false);
    };
    let ColumnReader::DoubleColumnReader(reader) = group.get_column_reader(at)? else {
        return Ok(false);
    };
    let mut cells = Cells::<DoubleType>::new(reader, shape.optional);
    let (before, mut n_numbers) = (numbers.len(), 0);
    for n in batches(n_rows) {
        let start = numbers.len();
        let read = cells.read_onto(numbers, n)?;
        let fits = read == n || may_be_missing;
        if !fits || !numbers[start..].iter().all(|number| number.is_finite()) {
            numbers.truncate(before);
            return Ok(false);
        }
        cells.spread(numbers, start, &f64::NAN);
        n_numbers += read;
    }
    column.integers &= n_numbers == 0;
    column.missing |= n_numbers < n_rows;
    Ok(true)
}

/// Shows all `n_rows` cells of the column at this place with their rows, counted from 0.
///
/// # Errors
///
/// When they cannot be read or are of a type that tables do not have.
pub(super) fn for_each_cell(
    group: &dyn RowGroupReader,
    at: usize,
    n_rows: usize,
    show: impl FnMut(usize, Cell<'_>),
) -> Result<(), Problem> {
    let description = group.metadata().column(at).column_descr_ptr();
    let Shape { optional, unsigned } = Shape::of(&description)?;
    let of = (n_rows, optional);
    let shown = match group.get_column_reader(at)? {
        ColumnReader::Int64ColumnReader(reader) if unsigned => each(
            reader,
            of,
            |number| Cell::Unsigned(number.cast_unsigned()),
            show,
        ),
        ColumnReader::Int64ColumnReader(reader) => {
            each(reader, of, |number| Cell::Integer(*number), show)
        }
        ColumnReader::DoubleColumnReader(reader) => {
            each(reader, of, |number| Cell::Float(*number), show)
        }
        ColumnReader::BoolColumnReader(reader) => {
            each(reader, of, |value| Cell::Boolean(*value), show)
        }
        ColumnReader::ByteArrayColumnReader(reader) => {
            each(reader, of, |text| Cell::Text(text.data()), show)
        }
        _ => return Err(other_type(&description)),
    };
    Ok(shown?)
}

/// Shows each of `n_rows` cells with its row: what `cell` makes of its value, if it has one.
fn each<T: DataType>(
    reader: ColumnReaderImpl<T>,
    (n_rows, optional): (usize, bool),
    cell: impl Fn(&T::T) -> Cell<'_>,
    mut show: impl FnMut(usize, Cell<'_>),
) -> Result<(), ParquetError> {
    let mut cells = Cells::new(reader, optional);
    let mut row = 0;
    for n in batches(n_rows) {
        cells.read(n)?;
        for _ in 0..n {
            show(row, cells.next_value().map_or(Cell::Missing, &cell));
            row += 1;
        }
    }
    Ok(())
}

/// How many rows are read at a time, one after the other.
fn batches(n_rows: usize) -> impl Iterator<Item = usize> {
    (0..n_rows)
        .step_by(CELLS)
        .map(move |row| CELLS.min(n_rows - row))
}
