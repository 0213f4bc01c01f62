//! Finds where a file is wrong, after polars refused it or its cells.
//!
//! polars reads fast and says little of lines. This second, slow reading
//! happens only on the way to an error message.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use csv::{Reader, ReaderBuilder, StringRecord};

use crate::error::Problem;

fn reader(path: &Path) -> Result<Reader<File>, Problem> {
    ReaderBuilder::new()
        .flexible(true)
        .from_path(path)
        .map_err(problem_of)
}

fn problem_of(error: csv::Error) -> Problem {
    let text = error.to_string();
    match error.into_kind() {
        csv::ErrorKind::Io(error) => Problem::Unreadable(error),
        _ => Problem::Malformed(text),
    }
}

/// The names of the columns, checked: at least one, none empty, no two alike.
pub(crate) fn header(path: &Path) -> Result<Vec<String>, Problem> {
    let names: Vec<String> = reader(path)?
        .headers()
        .map_err(problem_of)?
        .iter()
        .map(str::to_owned)
        .collect();
    if names.is_empty() {
        return Err(Problem::Empty);
    }
    for (i, name) in names.iter().enumerate() {
        if name.is_empty() {
            return Err(Problem::NamelessColumn(i + 1));
        }
        if names[..i].contains(name) {
            return Err(Problem::RepeatedColumn(name.clone()));
        }
    }
    Ok(names)
}

/// Reads the whole file for what makes it no table: a ragged or undecodable
/// line, or one of nothing but commas. Blank lines are no rows.
pub(crate) fn check_rows(path: &Path) -> Result<(), Problem> {
    let mut reader = reader(path)?;
    let header = reader.headers().map_err(problem_of)?.clone();
    let mut record = StringRecord::new();
    while reader.read_record(&mut record).map_err(problem_of)? {
        if record.len() != header.len() {
            let (found, expected) = (record.len(), header.len());
            return Err(Problem::Ragged {
                line: line_of(path, &record),
                found,
                expected,
            });
        }
        if record.iter().all(str::is_empty) {
            let column = header.get(0).unwrap_or_default().to_owned();
            return Err(Problem::EmptyCell {
                line: line_of(path, &record),
                column,
            });
        }
    }
    Ok(())
}

/// The line, from 1, that the row `row`, from 0, starts on; 0 when there is no such row.
pub(crate) fn line_of_row(path: &Path, row: usize) -> u64 {
    let Ok(mut reader) = reader(path) else {
        return 0;
    };
    let record = reader.records().nth(row);
    record
        .and_then(Result::ok)
        .map_or(0, |record| line_of(path, &record))
}

/// The line that `record` starts on.
///
/// The reader's own position is where it began to look for the record, which
/// is before the blank lines that it then skipped.
fn line_of(path: &Path, record: &StringRecord) -> u64 {
    record.position().map_or(0, |position| {
        position.line() + blank_lines_at(path, position.byte()).unwrap_or(0)
    })
}

fn blank_lines_at(path: &Path, offset: u64) -> io::Result<u64> {
    let mut file = BufReader::new(File::open(path)?);
    file.seek(SeekFrom::Start(offset))?;
    let mut lines = 0;
    for byte in file.bytes() {
        match byte? {
            b'\n' => lines += 1,
            b'\r' => {}
            _ => break,
        }
    }
    Ok(lines)
}
