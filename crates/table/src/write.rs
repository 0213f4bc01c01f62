//! A data frame as the bytes that pandas' `to_csv(index=False)` writes.

mod float;
mod quoted;

use std::io::{self, Write};

use polars::prelude::*;

pub(crate) use float::write_float;
pub(crate) use quoted::needs_quotes;
pub use quoted::write_quoted;

/// One column with its cells at hand.
enum Cells<'a> {
    Integers(&'a [i64]),
    Unsigned(&'a [u64]),
    Floats(&'a [f64]),
    Text(&'a StringChunked),
}

/// Writes the header and all rows of `frame`, whose columns are 64-bit integers, signed or not,
/// 64-bit floats, finite or not a number, or text. What is not a number or null is an empty cell.
/// Quotes only what needs it: Python's `csv.QUOTE_MINIMAL`.
///
/// # Errors
///
/// When `out` refuses the bytes, or a column is of another type.
pub fn write_csv(frame: &mut DataFrame, out: &mut dyn Write) -> io::Result<()> {
    // One chunk a column: its cells then are one slice.
    frame.rechunk_mut();
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(frame.get_column_names().iter().map(|name| name.as_bytes()))?;
    let columns: Vec<_> = frame
        .columns()
        .iter()
        .map(cells)
        .collect::<PolarsResult<_>>()
        .map_err(io::Error::other)?;
    let mut number = Vec::new();
    for row in 0..frame.height() {
        for cells in &columns {
            writer.write_field(cells.at(row, &mut number)?)?;
        }
        // Ends the line.
        writer.write_record(None::<&[u8]>)?;
    }
    writer.flush()
}

fn cells(column: &Column) -> PolarsResult<Cells<'_>> {
    match column.dtype() {
        DataType::Int64 => Ok(Cells::Integers(column.i64()?.cont_slice()?)),
        DataType::UInt64 => Ok(Cells::Unsigned(column.u64()?.cont_slice()?)),
        DataType::Float64 => Ok(Cells::Floats(column.f64()?.cont_slice()?)),
        _ => Ok(Cells::Text(column.str()?)),
    }
}

impl Cells<'_> {
    /// The cell of a row; `number` is where a number is written out.
    fn at<'a>(&'a self, row: usize, number: &'a mut Vec<u8>) -> io::Result<&'a [u8]> {
        number.clear();
        match self {
            Self::Integers(values) => write!(number, "{}", values[row])?,
            Self::Unsigned(values) => write!(number, "{}", values[row])?,
            Self::Floats(values) if values[row].is_nan() => {}
            Self::Floats(values) => write_float(number, values[row])?,
            Self::Text(values) => return Ok(values.get(row).unwrap_or_default().as_bytes()),
        }
        Ok(number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_written_as_pandas_writes_them() {
        let mut frame = df!(
            "a, b" => [1_i64, -2],
            "f" => [3.0_f64, 3.5e-5],
            "say \"hi\"" => ["plain", "with, comma"],
        )
        .unwrap();
        let mut bytes = Vec::new();
        write_csv(&mut frame, &mut bytes).unwrap();
        let expected = "\"a, b\",f,\"say \"\"hi\"\"\"\n1,3.0,plain\n-2,3.5e-05,\"with, comma\"\n";
        assert_eq!(String::from_utf8(bytes).unwrap(), expected);
    }

    /// Python from 3.13 on: `csv.writer(out, lineterminator="\\n").writerow(["a\\rb", "", "é, ü", " c "])`.
    #[test]
    fn what_python_quotes_is_quoted_and_nothing_else() {
        let mut frame = df!(
            "a" => ["a\rb", "a\nb"],
            "b" => ["", "'"],
            "c" => ["é, ü", "é"],
            "d" => [" c ", "#;\t"],
        )
        .unwrap();
        let mut bytes = Vec::new();
        write_csv(&mut frame, &mut bytes).unwrap();
        let expected = "a,b,c,d\n\"a\rb\",,\"é, ü\", c \n\"a\nb\",',é,#;\t\n";
        assert_eq!(String::from_utf8(bytes).unwrap(), expected);
    }

    #[test]
    fn what_is_missing_is_an_empty_cell() {
        let mut frame = df!(
            "a" => [f64::NAN, 1.0],
            "b" => [Some("x"), None],
        )
        .unwrap();
        let mut bytes = Vec::new();
        write_csv(&mut frame, &mut bytes).unwrap();
        assert_eq!(bytes, b"a,b\n,x\n1.0,\n");
    }

    #[test]
    fn a_column_of_another_type_is_refused() {
        let mut frame = df!("a" => [true, false]).unwrap();
        assert!(write_csv(&mut frame, &mut Vec::new()).is_err());
    }
}
