//! A CSV file as columns of text, and those as checked columns of numbers.

use std::path::{Path, PathBuf};

use params::suggest::did_you_mean;
use polars::prelude::*;

use crate::error::{Problem, TableError};
use crate::inspect;

/// A CSV file whose cells were not looked at yet: every row has one for every
/// column, and they are text.
#[derive(Debug)]
pub struct TextTable {
    path: PathBuf,
    frame: DataFrame,
}

impl TextTable {
    /// Reads the CSV file at `path`: UTF-8, commas, a header, at least one row.
    ///
    /// # Errors
    ///
    /// When the file is missing, empty, ragged, not UTF-8, or its header names
    /// a column twice or not at all.
    pub fn read(path: &Path) -> Result<Self, TableError> {
        read_text(path)
            .map(|frame| Self {
                path: path.to_owned(),
                frame,
            })
            .map_err(|problem| problem.of(path))
    }

    /// The names of the columns, in the order of the file.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        self.frame
            .get_column_names()
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    /// The number of rows, at least 1.
    #[must_use]
    pub fn height(&self) -> usize {
        self.frame.height()
    }

    /// The cells of the column `name`, none of them empty.
    ///
    /// # Errors
    ///
    /// When there is no such column, or one of its cells is empty.
    pub fn text(&self, name: &str) -> Result<&StringChunked, TableError> {
        let column = self.find(name)?;
        if let Some(row) = column
            .iter()
            .position(|cell| cell.is_none_or(str::is_empty))
        {
            let line = inspect::line_of_row(&self.path, row);
            return Err(self.wrong(Problem::EmptyCell {
                line,
                column: name.to_owned(),
            }));
        }
        Ok(column)
    }

    /// The column `name` as numbers: 64-bit integers when every cell is one,
    /// else finite 64-bit floats, as pandas would type it.
    ///
    /// # Errors
    ///
    /// When there is no such column, or a cell is empty or no finite number.
    pub fn numbers(&self, name: &str) -> Result<Column, TableError> {
        let cells = self.text(name)?.clone().into_series();
        if let Ok(integers) = cells.strict_cast(&DataType::Int64) {
            return Ok(integers.into_column());
        }
        let floats = cells
            .cast(&DataType::Float64)
            .map_err(|error| self.malformed(&error))?;
        let finite = floats.f64().map_err(|error| self.malformed(&error))?;
        let wrong = finite
            .iter()
            .position(|cell| !cell.is_some_and(f64::is_finite));
        match wrong {
            None => Ok(floats.into_column()),
            Some(row) => Err(self.not_a_number(name, row)),
        }
    }

    /// The column `name` as positions in the list `allowed`.
    ///
    /// # Errors
    ///
    /// When there is no such column, or a cell holds none of `allowed`.
    pub fn positions(&self, name: &str, allowed: &[String]) -> Result<Vec<usize>, TableError> {
        self.text(name)?
            .iter()
            .enumerate()
            .map(|(row, cell)| {
                let found = cell.unwrap_or_default();
                let position = allowed.iter().position(|value| value == found);
                position.ok_or_else(|| self.not_allowed(name, row, found, allowed))
            })
            .collect()
    }

    fn find(&self, name: &str) -> Result<&StringChunked, TableError> {
        self.frame.column(name).and_then(Column::str).map_err(|_| {
            let names = self.names();
            let columns: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
            self.wrong(Problem::NoColumn {
                name: name.to_owned(),
                hint: did_you_mean(name, names.iter().map(String::as_str)),
                columns: columns.join(", "),
            })
        })
    }

    fn not_a_number(&self, column: &str, row: usize) -> TableError {
        let found = self
            .find(column)
            .ok()
            .and_then(|cells| cells.get(row))
            .unwrap_or_default();
        self.wrong(Problem::NotANumber {
            line: inspect::line_of_row(&self.path, row),
            column: column.to_owned(),
            found: found.to_owned(),
        })
    }

    fn not_allowed(&self, column: &str, row: usize, found: &str, allowed: &[String]) -> TableError {
        let values: Vec<_> = allowed.iter().map(|value| format!("`{value}`")).collect();
        let hint = did_you_mean(found, allowed.iter().map(String::as_str));
        self.wrong(Problem::NotAllowed {
            line: inspect::line_of_row(&self.path, row),
            column: column.to_owned(),
            found: found.to_owned(),
            expected: format!("one of {}{hint}", values.join(", ")),
        })
    }

    fn malformed(&self, error: &PolarsError) -> TableError {
        self.wrong(Problem::Malformed(error.to_string()))
    }

    fn wrong(&self, problem: Problem) -> TableError {
        problem.of(&self.path)
    }
}

fn read_text(path: &Path) -> Result<DataFrame, Problem> {
    let names = inspect::header(path)?;
    let malformed = |error: PolarsError| Problem::Malformed(error.to_string());
    let mut frame = parse(path).map_err(|error| {
        // polars does not name the line; the slow reading may.
        inspect::check_rows(path)
            .err()
            .unwrap_or_else(|| malformed(error))
    })?;
    // polars leaves the doubled quotes of a quoted name as they are.
    frame.set_column_names(&names).map_err(malformed)?;
    // Nulls are empty cells, but also what polars makes of short and of blank lines.
    if frame.columns().iter().any(|column| column.null_count() > 0) {
        inspect::check_rows(path)?;
        frame = without_blank_lines(&frame).map_err(malformed)?;
    }
    if frame.height() == 0 {
        return Err(Problem::NoRows);
    }
    Ok(frame)
}

/// The rows of `frame` that are not null throughout.
fn without_blank_lines(frame: &DataFrame) -> PolarsResult<DataFrame> {
    let mut filled = BooleanChunked::full("filled".into(), false, frame.height());
    for column in frame.columns() {
        filled = &filled | &column.is_not_null();
    }
    frame.filter(&filled)
}

/// Without a sample of rows to infer types from, polars reads every column as text.
fn parse(path: &Path) -> PolarsResult<DataFrame> {
    CsvReadOptions::default()
        .with_has_header(true)
        .with_infer_schema_length(Some(0))
        .try_into_reader_with_file_path(Some(path.to_owned()))?
        .finish()
}

#[cfg(test)]
mod tests;
