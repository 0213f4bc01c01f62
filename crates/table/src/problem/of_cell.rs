//! What can be wrong with a cell.

/// What is wrong with a cell.
#[derive(Debug, thiserror::Error)]
pub enum CellProblem {
    /// It is empty, and must not be.
    #[error("is empty; {remedy}")]
    Empty {
        /// What to do about it.
        remedy: &'static str,
    },
    /// It holds what stands for a missing value, and none may be missing.
    #[error("holds `{found}`, which is a missing value; {remedy}")]
    Missing {
        /// What it holds.
        found: String,
        /// What to do about it.
        remedy: &'static str,
    },
    /// It is in another encoding.
    #[error("is not UTF-8; save the file as UTF-8")]
    NotUtf8,
    /// Its quotation mark is never closed.
    #[error("begins with a quotation mark that is never closed; close it or remove it")]
    UnclosedQuote,
    /// It is no number.
    #[error("holds `{found}`; expected a finite number{remedy}")]
    NotANumber {
        /// What it holds.
        found: String,
        /// What to do about it, or nothing.
        remedy: String,
    },
    /// It is a number that models cannot compute with.
    #[error(
        "holds `{0}`; expected a number from -3.4028235e38 to 3.4028235e38, the range of the \
         32-bit floats that models compute with"
    )]
    TooLarge(String),
    /// It is none of the values that it may be.
    #[error("holds `{found}`; expected one of {expected}{remedy}")]
    NotAllowed {
        /// What it holds.
        found: String,
        /// What it may hold.
        expected: String,
        /// What to do about it, or nothing.
        remedy: String,
    },
    /// It is no flag.
    #[error("holds `{found}`; expected {expected}{remedy}")]
    NotAFlag {
        /// What it holds.
        found: String,
        /// What flags may be.
        expected: &'static str,
        /// What to do about it.
        remedy: &'static str,
    },
    /// It is no date.
    #[error("holds `{found}`; expected a date as {format}{remedy}")]
    NotADate {
        /// What it holds.
        found: String,
        /// How dates are written.
        format: &'static str,
        /// What may be the cause, or nothing.
        remedy: String,
    },
}
