//! What is wrong with the rows of a request.

use super::cell::Shown;

/// What is wrong with the rows of a request. Rows are counted from 1.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RowsProblem {
    /// A cell does not hold what its column takes.
    #[error("column `{column}`, row {row}: expected {expected}, found {found}")]
    Cell {
        /// The column.
        column: String,
        /// The row, from 1.
        row: usize,
        /// What the signature asks for.
        expected: &'static str,
        /// What there is.
        found: String,
    },
    /// Columns that the signature requires are not there.
    #[error("the required {} missing; the model takes {expected}", listed(missing))]
    MissingColumns {
        /// Those that are not there.
        missing: Vec<String>,
        /// All that the signature has.
        expected: String,
    },
    /// A column is there more than once.
    #[error("column `{}` is there twice; expected each column once", Shown(column))]
    DuplicateColumn {
        /// Its name.
        column: String,
    },
    /// A row has more or fewer cells than there are columns.
    #[error("row {row} has {found} cells; expected one for each of the {expected} columns")]
    Width {
        /// The row, from 1.
        row: usize,
        /// Its cells.
        found: usize,
        /// The columns.
        expected: usize,
    },
    /// Columns that were given one by one differ in length.
    #[error(
        "column `{}` has {found} values; expected {expected}, as many as the others",
        Shown(column)
    )]
    Length {
        /// The column.
        column: String,
        /// Its values.
        found: usize,
        /// Those of the first column.
        expected: usize,
    },
    /// There are more rows than the server takes in one request.
    #[error("expected at most {limit} rows in a request; send them in several")]
    TooMany {
        /// The limit.
        limit: usize,
    },
}

/// `column `a` is`, or `columns `a`, `b` are`.
fn listed(names: &[String]) -> String {
    let quoted: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.as_slice() {
        [name] => format!("column {name} is"),
        names => format!("columns {} are", names.join(", ")),
    }
}
