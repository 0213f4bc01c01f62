//! The quick way: polars splits the file into text, of which columns are made here.
//!
//! It gives a table only if nothing at all is unusual. Whatever is left to the exact way, which
//! gives the same table or says what is wrong with it.

mod scan;

use std::collections::HashMap;
use std::path::Path;

use polars::prelude::*;

use crate::column::numbers::{Number, Numbers, Survey};
use crate::expected::Expected;
use crate::header::Header;
use crate::role::Role;
use crate::table::Table;
pub(crate) use scan::Scan;

/// Reads the table at `path`, whose bytes are plain.
pub(crate) fn read(path: &Path, expected: &Expected<'_>, header: &Header<'_>) -> Option<Table> {
    let frame = parse(path).ok()?;
    // Nulls are empty cells, but also what polars makes of short and of blank lines.
    let complete = frame
        .columns()
        .iter()
        .all(|column| column.null_count() == 0);
    if !complete || frame.width() != header.names.len() || frame.height() == 0 {
        return None;
    }
    let mut classes = Vec::new();
    let mut features = Vec::new();
    let columns = frame.columns().iter().zip(&header.names);
    for ((column, name), role) in columns.zip(&header.roles) {
        let cells = column.str().ok()?;
        match role {
            Role::Target => classes = class_numbers(cells, expected)?,
            Role::Feature(_) => features.push(numbers(cells)?.into_column(name)),
            Role::Ignored | Role::Unknown => {}
        }
    }
    Some(Table::new(features, classes, Vec::new()))
}

/// Without a sample of rows to infer types from, polars reads every column as text.
fn parse(path: &Path) -> PolarsResult<DataFrame> {
    CsvReadOptions::default()
        .with_has_header(true)
        .with_infer_schema_length(Some(0))
        .try_into_reader_with_file_path(Some(path.to_owned()))?
        .finish()
}

fn numbers(cells: &StringChunked) -> Option<Numbers> {
    let mut survey = Survey::default();
    for cell in cells.iter() {
        survey.note(Number::parse(cell?).ok()?);
    }
    let mut column = Numbers::new(survey.kind());
    for cell in cells.iter() {
        column.push(cell?, Number::parse(cell?).ok()?)?;
    }
    Some(column)
}

fn class_numbers(cells: &StringChunked, expected: &Expected<'_>) -> Option<Vec<usize>> {
    let names = expected.classes.iter().map(String::as_str);
    let numbers: HashMap<_, _> = names.zip(0..).collect();
    let mut occurs = vec![expected.listed_in.is_none(); expected.classes.len()];
    let mut classes = Vec::with_capacity(cells.len());
    for cell in cells.iter() {
        let class = *numbers.get(cell?)?;
        occurs[class] = true;
        classes.push(class);
    }
    occurs.iter().all(|occurs| *occurs).then_some(classes)
}

#[cfg(test)]
mod tests;
