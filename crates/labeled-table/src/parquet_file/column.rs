//! The cells of a column of a group of rows.

use std::fmt;

use parquet::basic::LogicalType;
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::DataType;
use parquet::errors::ParquetError;
use parquet::file::reader::RowGroupReader;

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

/// Shows all cells of the column at this place, which are as many as `n_rows`, with their rows,
/// counted from 0.
///
/// # Errors
///
/// When they cannot be read or are of a type that tables do not have.
pub(super) fn for_each_cell(
    group: &dyn RowGroupReader,
    at: usize,
    n_rows: usize,
    mut show: impl FnMut(u64, Cell<'_>),
) -> Result<(), Problem> {
    let description = group.metadata().column(at).column_descr_ptr();
    let optional = match (description.max_rep_level(), description.max_def_level()) {
        (0, 0) => false,
        (0, 1) => true,
        _ => return Err(other_type(description.name())),
    };
    let unsigned = match description.logical_type_ref() {
        None | Some(LogicalType::String) => false,
        Some(LogicalType::Integer(integer)) => !integer.is_signed,
        Some(_) => return Err(other_type(description.name())),
    };
    let shape = (n_rows, optional);
    let read = match group.get_column_reader(at)? {
        ColumnReader::Int64ColumnReader(reader) if unsigned => {
            cells(reader, shape, |row, value| {
                show(
                    row,
                    value.map_or(Cell::Missing, |&value| {
                        Cell::Unsigned(value.cast_unsigned())
                    }),
                );
            })
        }
        ColumnReader::Int64ColumnReader(reader) => cells(reader, shape, |row, value| {
            show(
                row,
                value.map_or(Cell::Missing, |&value| Cell::Integer(value)),
            );
        }),
        ColumnReader::DoubleColumnReader(reader) => cells(reader, shape, |row, value| {
            show(
                row,
                value.map_or(Cell::Missing, |&value| Cell::Float(value)),
            );
        }),
        ColumnReader::BoolColumnReader(reader) => cells(reader, shape, |row, value| {
            show(
                row,
                value.map_or(Cell::Missing, |&value| Cell::Boolean(value)),
            );
        }),
        ColumnReader::ByteArrayColumnReader(reader) => cells(reader, shape, |row, value| {
            show(
                row,
                value.map_or(Cell::Missing, |value| Cell::Text(value.data())),
            );
        }),
        _ => return Err(other_type(description.name())),
    };
    Ok(read?)
}

fn other_type(column: &str) -> Problem {
    Problem::OtherType(params::shorten::text(column))
}

/// Shows each cell of a column of `n_rows`, of which some may be missing if it is `optional`.
fn cells<T: DataType>(
    mut reader: ColumnReaderImpl<T>,
    (n_rows, optional): (usize, bool),
    mut show: impl FnMut(u64, Option<&T::T>),
) -> Result<(), ParquetError> {
    let (mut values, mut levels) = (Vec::new(), Vec::new());
    let mut row = 0;
    while row < n_rows as u64 {
        values.clear();
        levels.clear();
        let left = usize::try_from(n_rows as u64 - row).unwrap_or(usize::MAX);
        let read = reader.read_records(CELLS.min(left), Some(&mut levels), None, &mut values)?;
        if read.0 == 0 {
            let text = "a column ends before its group of rows".to_owned();
            return Err(ParquetError::General(text));
        }
        if optional {
            let mut present = values.iter();
            for (row, &level) in (row..).zip(&levels) {
                show(row, if level == 0 { None } else { present.next() });
            }
        } else {
            (row..)
                .zip(&values)
                .for_each(|(row, value)| show(row, Some(value)));
        }
        row += read.0 as u64;
    }
    Ok(())
}
