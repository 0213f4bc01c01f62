//! What can go wrong while a forest is trained.

/// Why a forest could not be trained.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ForestError {
    /// A hyperparameter is outside its range.
    #[error("use `{name}` = {value}: expected {expected}")]
    Param {
        /// The parameter, by scikit-learn's name.
        name: &'static str,
        /// The value found.
        value: String,
        /// What is allowed.
        expected: &'static str,
    },
    /// A record does not fit into a float32.
    #[error(
        "use {value} in row {row}, column {column} of the records (both counted from 0): \
         expected a number in the range of a 32-bit float, or NaN where it is missing"
    )]
    NotFinite {
        /// The row, counted from 0.
        row: usize,
        /// The column, counted from 0.
        column: usize,
        /// The value found, as a float32.
        value: f32,
    },
    /// There is nothing to learn from.
    #[error("train on {rows} rows and {columns} columns: expected at least one of each")]
    Empty {
        /// The number of rows.
        rows: usize,
        /// The number of columns.
        columns: usize,
    },
    /// Rows are counted in 32 bits.
    #[error("train on {rows} rows: expected at most {}", u32::MAX)]
    TooManyRows {
        /// The number of rows.
        rows: usize,
    },
    /// Records and targets do not belong together.
    #[error("match {targets} targets to {rows} rows: expected one target per row")]
    TargetCount {
        /// The number of rows.
        rows: usize,
        /// The number of targets.
        targets: usize,
    },
    /// Sample weights would make sums depend on their order.
    #[error("use sample weights: expected a dataset without weights")]
    Weighted,
    /// An error of linfa's own.
    #[error(transparent)]
    Linfa(#[from] linfa::Error),
}
