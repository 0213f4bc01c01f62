//! CSV: a line with the names of the columns, and a line for each row.

use csv::{ErrorKind, ReaderBuilder, StringRecord};

use super::Refusal;
use crate::rows::{Cell, Header, Rows, RowsBuilder};

pub(super) fn read(text: &str, mut rows: RowsBuilder<'_>) -> Result<Rows, Refusal> {
    let mut lines = ReaderBuilder::new()
        .flexible(true)
        .from_reader(text.as_bytes());
    let names = lines.headers().map_err(|error| malformed(&error))?;
    let header = rows.header(names.iter())?;
    let mut line = StringRecord::new();
    while lines
        .read_record(&mut line)
        .map_err(|error| malformed(&error))?
    {
        row(&line, &header, &mut rows)?;
    }
    Ok(rows.finish()?)
}

fn row(line: &StringRecord, header: &Header, rows: &mut RowsBuilder<'_>) -> Result<(), Refusal> {
    for (position, cell) in line.iter().enumerate() {
        let Some(column) = header.column(position) else {
            continue;
        };
        let cell = if cell.is_empty() {
            Cell::Missing
        } else {
            Cell::Text(cell.into())
        };
        rows.push(column, &cell)?;
    }
    Ok(rows.end_row(header, line.len())?)
}

fn malformed(error: &csv::Error) -> Refusal {
    let line = error.position().map_or(0, csv::Position::line);
    let problem = match error.kind() {
        ErrorKind::Utf8 { .. } => "expected text in UTF-8".to_owned(),
        _ => error.to_string(),
    };
    Refusal::malformed(format!("line {line} of the CSV: {problem}"))
}
