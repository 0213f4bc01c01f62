//! The rows that are not in a table because something is wrong with them.

use std::io::{self, Write};

use csv::ByteRecord;

use crate::cell::Cells;
use crate::error::TableError;
use crate::expected::Expected;
use crate::header::Header;
use crate::problem::{Problems, of_length, word};
use crate::source::{Number, Place, Record, Source};
use crate::spelt::SpellError;

/// The columns of what is written.
const HEADER: [&str; 3] = ["line", "problem", "row"];

/// Writes the rows of `source` whose numbers, from 1 and ascending, are in `rejected`, as CSV: the
/// line of each, the first problem with it, and its text as it would stand in the file.
///
/// # Errors
///
/// When the source cannot be read once more or is another one than it was, or `out` refuses the
/// bytes.
pub fn write_rejected(
    source: &Source,
    expected: &Expected<'_>,
    rejected: &[u64],
    out: &mut dyn Write,
) -> Result<(), SpellError> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(HEADER).map_err(unwritten)?;
    if !rejected.is_empty() {
        let written = write_rows(source, expected, rejected, &mut writer);
        source.check_unchanged()?;
        written?;
    }
    writer.flush().map_err(SpellError::Write)
}

fn unwritten(error: csv::Error) -> SpellError {
    SpellError::Write(error.into())
}

fn write_rows(
    source: &Source,
    expected: &Expected<'_>,
    rows: &[u64],
    writer: &mut csv::Writer<&mut dyn Write>,
) -> Result<(), SpellError> {
    let changed = || TableError::changed(source.path());
    let mut records = source.records();
    let first = records.next()?.ok_or_else(changed)?;
    let header = Header::check(first.cells, source, expected, &mut Problems::default());
    let header = header.ok_or_else(changed)?;
    let cells = Cells::new(expected);
    let (mut rows, mut row) = (rows.iter().copied().peekable(), 0);
    while rows.peek().is_some() {
        let record = records.next()?.ok_or_else(changed)?;
        row += 1;
        if rows.next_if_eq(&row).is_some() {
            let problem = problem_of(&record, &header, &cells, expected).ok_or_else(changed)?;
            let text = text_of(record.cells, expected.format.separator);
            let text = text.map_err(SpellError::Write)?;
            let row = [place_of(&record.place()), problem, text];
            writer.write_record(row).map_err(unwritten)?;
        }
    }
    Ok(())
}

/// The number of the line or row, after the file if the source has several.
fn place_of(place: &Place) -> String {
    let (Number::Line(number) | Number::Row(number)) = place.number;
    match &place.file {
        Some(file) => format!("{file}:{number}"),
        None => number.to_string(),
    }
}

/// The first problem of a row, without its line.
fn problem_of(
    record: &Record<'_>,
    header: &Header<'_>,
    cells: &Cells<'_>,
    expected: &Expected<'_>,
) -> Option<String> {
    let (found, names) = (record.cells.len(), &header.names);
    if found != names.len() {
        let remedy = of_length(record.cells, names);
        return Some(format!("{found} fields instead of {}{remedy}", names.len()));
    }
    let mut columns = record.cells.iter().zip(names).zip(&header.roles);
    columns.find_map(|((cell, name), &role)| {
        let wrong = cells.read(cell, role).err()?;
        let name_shown = params::shorten::text(name);
        Some(format!(
            "column `{name_shown}` {}",
            word(wrong, name, role, expected)
        ))
    })
}

/// The row as it would stand in the file, with quotation marks where they are needed.
fn text_of(cells: &ByteRecord, separator: u8) -> io::Result<String> {
    let mut writer = csv::WriterBuilder::new()
        .delimiter(separator)
        .flexible(true)
        .from_writer(Vec::new());
    writer.write_byte_record(cells)?;
    let bytes = writer
        .into_inner()
        .map_err(|error| io::Error::other(error.to_string()))?;
    let text = String::from_utf8_lossy(&bytes);
    Ok(text.trim_end_matches('\n').to_owned())
}
