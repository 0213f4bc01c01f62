//! What can go wrong while encoders are fitted.

use std::fmt;

use params::shorten;

/// How many problems are told in full.
const TOLD: usize = 10;

/// The training rows cannot be encoded as `data.columns` asks for: all that is wrong with them.
#[derive(Debug, PartialEq, Eq)]
pub struct FitError {
    /// At least one, in the order of the columns.
    pub problems: Vec<Problem>,
}

/// One thing that is wrong with a column of the training rows.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// A value is missing where none may.
    #[error(
        "column `{}` has {missing} in {rows} training rows; expected none: in `data.columns`, \
         write `missing: keep` or how to fill them", shorten::text(column),
        missing = shorten::counted(*missing, "missing value")
    )]
    Missing {
        /// The column.
        column: String,
        /// How many are missing.
        missing: usize,
        /// How many rows there are.
        rows: usize,
    },
    /// A text is no truth value.
    #[error(
        "column `{}` holds `{}`; expected yes, true, on, y, t, 1 or no, false, off, n, f, 0: in \
         `data.columns`, make a `category` of it",
        shorten::text(column),
        shorten::text(found)
    )]
    NotAFlag {
        /// The column.
        column: String,
        /// The text found.
        found: String,
    },
    /// The column has numbers where texts were expected, or the other way round.
    #[error(
        "column `{}` does not hold {expected}, as `data.columns` says",
        shorten::text(column)
    )]
    OtherKind {
        /// The column.
        column: String,
        /// What was expected.
        expected: &'static str,
    },
    /// More categories than the model can hold a column for each.
    #[error(
        "column `{}` would become {found} columns; expected at most {limit}: in `data.columns`, \
         group rare categories with `min_frequency`, write `encoding: ordinal`, or `ignored`",
        shorten::text(column)
    )]
    TooWide {
        /// The column.
        column: String,
        /// How many columns it would become.
        found: usize,
        /// How many it may become.
        limit: usize,
    },
    /// More categories than a model's file should list.
    #[error(
        "column `{}` has {found} categories; expected at most {limit}: in `data.columns`, write \
         `ignored`, or `number` if they are numbers",
        shorten::text(column)
    )]
    TooManyCategories {
        /// The column.
        column: String,
        /// How many there are.
        found: usize,
        /// How many there may be.
        limit: usize,
    },
    /// All columns together become more than a model should have.
    #[error(
        "the columns would become {found}; expected at most {limit}: in `data.columns`, group rare \
         categories with `min_frequency`, write `encoding: ordinal`, or `ignored`"
    )]
    TooWideTogether {
        /// How many columns they would become.
        found: usize,
        /// How many they may become.
        limit: usize,
    },
    /// Every column is dropped, because none has a value.
    #[error("no column has a value in the training rows; expected at least one that has")]
    NothingLeft,
}

impl std::error::Error for FitError {}

impl fmt::Display for FitError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "encode the training rows: ")?;
        if let [problem] = &self.problems[..] {
            return write!(out, "{problem}");
        }
        write!(out, "{} problems", self.problems.len())?;
        for problem in self.problems.iter().take(TOLD) {
            write!(out, "\n  {problem}")?;
        }
        match self.problems.len().saturating_sub(TOLD) {
            0 => Ok(()),
            untold => write!(out, "\n  and {untold} more"),
        }
    }
}
