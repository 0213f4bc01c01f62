//! A data frame as the bytes that pandas' `to_csv(index=False)` writes.

use std::io::{self, Write};

use polars::prelude::*;

use crate::number::write_float;

/// One column with its cells at hand.
enum Cells<'a> {
    Integers(&'a [i64]),
    Floats(&'a [f64]),
    Text(&'a StringChunked),
}

/// Writes the header and all rows of `frame`, whose columns are 64-bit
/// integers, 64-bit finite floats or text without nulls.
///
/// # Errors
///
/// When `out` refuses the bytes, or a column is of another type.
pub fn write_csv(frame: &mut DataFrame, out: &mut dyn Write) -> io::Result<()> {
    // One chunk a column: its cells then are one slice.
    frame.rechunk_mut();
    let names = frame.get_column_names();
    separated(out, names.iter(), |out, name| write_text(out, name))?;
    let columns: Vec<_> = frame
        .columns()
        .iter()
        .map(cells)
        .collect::<PolarsResult<_>>()
        .map_err(io::Error::other)?;
    for row in 0..frame.height() {
        separated(out, columns.iter(), |out, cells| {
            write_cell(out, cells, row)
        })?;
    }
    Ok(())
}

fn cells(column: &Column) -> PolarsResult<Cells<'_>> {
    match column.dtype() {
        DataType::Int64 => Ok(Cells::Integers(column.i64()?.cont_slice()?)),
        DataType::Float64 => Ok(Cells::Floats(column.f64()?.cont_slice()?)),
        _ => Ok(Cells::Text(column.str()?)),
    }
}

fn separated<T>(
    out: &mut dyn Write,
    items: impl Iterator<Item = T>,
    mut write: impl FnMut(&mut dyn Write, T) -> io::Result<()>,
) -> io::Result<()> {
    for (i, item) in items.enumerate() {
        if i > 0 {
            out.write_all(b",")?;
        }
        write(out, item)?;
    }
    out.write_all(b"\n")
}

fn write_cell(out: &mut dyn Write, cells: &Cells<'_>, row: usize) -> io::Result<()> {
    match cells {
        Cells::Integers(values) => write!(out, "{}", values[row]),
        Cells::Floats(values) => write_float(out, values[row]),
        Cells::Text(values) => write_text(out, values.get(row).unwrap_or_default()),
    }
}

/// Quotes only what needs it: Python's `csv.QUOTE_MINIMAL`.
fn write_text(out: &mut dyn Write, text: &str) -> io::Result<()> {
    if !text.contains([',', '"', '\n', '\r']) {
        return out.write_all(text.as_bytes());
    }
    write!(out, "\"{}\"", text.replace('"', "\"\""))
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

    #[test]
    fn a_column_of_another_type_is_refused() {
        let mut frame = df!("a" => [true, false]).unwrap();
        assert!(write_csv(&mut frame, &mut Vec::new()).is_err());
    }
}
