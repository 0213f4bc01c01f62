//! Rows that are being put together.

use onnx::frame::Frame;

use super::cell::Cell;
use super::column::Values;
use super::{Rows, RowsProblem};
use crate::model::Signature;

/// The most columns that a message names.
const LISTED: usize = 20;

/// Takes the cells of a request one after the other, in whatever order its form has them.
#[derive(Debug)]
pub struct RowsBuilder<'a> {
    signature: &'a Signature,
    columns: Vec<Values>,
    /// Whole rows so far.
    rows: usize,
    limit: usize,
    /// The first thing that was wrong, for forms whose parser has errors of its own.
    problem: Option<RowsProblem>,
}

/// Which column of the signature each column of a table is, nothing for one that the model does not
/// take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header(Vec<Option<usize>>);

impl Header {
    /// How many columns the table has.
    #[must_use]
    pub fn width(&self) -> usize {
        self.0.len()
    }

    /// The signature's column at this position, if it has that.
    #[must_use]
    pub fn column(&self, position: usize) -> Option<usize> {
        self.0.get(position).copied().flatten()
    }
}

impl<'a> RowsBuilder<'a> {
    /// No rows so far, and at most `limit` in the end.
    #[must_use]
    pub fn new(signature: &'a Signature, limit: usize) -> Self {
        Self {
            columns: signature.columns().iter().map(Values::of).collect(),
            signature,
            rows: 0,
            limit,
            problem: None,
        }
    }

    /// What the rows are checked against.
    #[must_use]
    pub fn signature(&self) -> &'a Signature {
        self.signature
    }

    /// The columns of a table by their names, in any order.
    ///
    /// # Errors
    ///
    /// When one is there twice, or one that is required is not.
    pub fn header<'b>(
        &self,
        names: impl IntoIterator<Item = &'b str>,
    ) -> Result<Header, RowsProblem> {
        let mut seen = vec![false; self.signature.columns().len()];
        let mut columns = Vec::new();
        for name in names {
            let found = self.signature.position(name);
            if let Some(column) = found
                && std::mem::replace(&mut seen[column], true)
            {
                let column = name.to_owned();
                return Err(RowsProblem::DuplicateColumn { column });
            }
            columns.push(found);
        }
        self.check_present(|column| seen[column])?;
        Ok(Header(columns))
    }

    /// Checks that each required column is `present`, by its position.
    ///
    /// # Errors
    ///
    /// Names those that are not.
    pub fn check_present(&self, present: impl Fn(usize) -> bool) -> Result<(), RowsProblem> {
        let columns = self.signature.columns().iter().enumerate();
        let absent = columns.filter(|(at, column)| column.required && !present(*at));
        let missing: Vec<_> = absent
            .map(|(_, column)| column.name.clone())
            .take(LISTED)
            .collect();
        if missing.is_empty() {
            return Ok(());
        }
        let expected = listed(self.signature);
        Err(RowsProblem::MissingColumns { missing, expected })
    }

    /// Appends a cell to a column of the signature.
    ///
    /// # Errors
    ///
    /// When the column does not take it, or there are too many rows.
    pub fn push(&mut self, column: usize, cell: &Cell<'_>) -> Result<(), RowsProblem> {
        let values = &mut self.columns[column];
        let limit = self.limit;
        if values.len() >= limit {
            return Err(RowsProblem::TooMany { limit });
        }
        let described = &self.signature.columns()[column];
        let row = values.len() + 1;
        values
            .push(described, cell)
            .map_err(|expected| RowsProblem::Cell {
                column: described.name.clone(),
                row,
                expected,
                found: cell.to_string(),
            })
    }

    /// Ends a row of `width` cells of a table with this header: columns that are not in it are missing.
    ///
    /// # Errors
    ///
    /// When it has more or fewer cells than the header, or there are too many rows.
    pub fn end_row(&mut self, header: &Header, width: usize) -> Result<(), RowsProblem> {
        if width != header.width() {
            return Err(RowsProblem::Width {
                row: self.rows + 1,
                found: width,
                expected: header.width(),
            });
        }
        self.count_row()
    }

    /// Ends a record, in which a column is missing that the record did not name.
    ///
    /// # Errors
    ///
    /// When that column is required, or there are too many rows.
    pub fn end_record(&mut self) -> Result<(), RowsProblem> {
        self.count_row()?;
        for column in 0..self.columns.len() {
            if self.columns[column].len() < self.rows {
                self.push(column, &Cell::Missing)?;
            }
        }
        Ok(())
    }

    /// Whether the row that is not ended yet has a cell in this column.
    #[must_use]
    pub fn has_cell(&self, column: usize) -> bool {
        self.columns[column].len() > self.rows
    }

    /// States that there are `rows`, after columns were given one by one.
    pub fn set_rows(&mut self, rows: usize) {
        self.rows = rows;
    }

    /// How many values a column has.
    #[must_use]
    pub fn len_of(&self, column: usize) -> usize {
        self.columns[column].len()
    }

    /// How many rows have been ended.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }

    fn count_row(&mut self) -> Result<(), RowsProblem> {
        if self.rows >= self.limit {
            return Err(RowsProblem::TooMany { limit: self.limit });
        }
        self.rows += 1;
        Ok(())
    }

    /// Keeps what was wrong until [`Self::take_problem`]: a parser's error cannot hold it.
    pub fn keep(&mut self, problem: RowsProblem) {
        self.problem.get_or_insert(problem);
    }

    /// What was kept.
    pub fn take_problem(&mut self) -> Option<RowsProblem> {
        self.problem.take()
    }

    /// The rows. A column that no row named is missing in all of them.
    ///
    /// # Errors
    ///
    /// When a column differs in length from the others.
    pub fn finish(mut self) -> Result<Rows, RowsProblem> {
        let rows = self.rows;
        for (values, described) in self.columns.iter_mut().zip(self.signature.columns()) {
            if values.len() == 0 && !described.required {
                values.push_missing(rows);
            }
            if values.len() != rows {
                return Err(RowsProblem::Length {
                    column: described.name.clone(),
                    found: values.len(),
                    expected: rows,
                });
            }
        }
        let columns = self.columns.into_iter().map(Values::finish).collect();
        let frame = Frame { columns, rows };
        Ok(Rows { frame })
    }
}

/// The names of the columns, or of the first ones.
fn listed(signature: &Signature) -> String {
    let columns = signature.columns();
    let names = columns.iter().take(LISTED);
    let mut listed: Vec<_> = names.map(|column| format!("`{}`", column.name)).collect();
    if columns.len() > LISTED {
        listed.push(format!("and {} more", columns.len() - LISTED));
    }
    listed.join(", ")
}
