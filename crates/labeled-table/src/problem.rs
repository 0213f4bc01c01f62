//! What can be wrong with a split table: all of it, up to ten problems, and a count.

use std::fmt;
use std::io;

use params::MAX_COLUMNS;

use crate::place::Place;
use crate::target::TARGET;

/// How many problems are told in full.
const TOLD: usize = 10;

/// One thing that is wrong. What comes from the file is shortened already.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Problem {
    #[error("{0}; run the preprocess stage first")]
    Missing(io::Error),
    #[error("{0}")]
    Unreadable(io::Error),
    #[error("the file changed while it was read; wait until it is complete")]
    Changed,
    #[error("it cannot be read as parquet ({0}); run `dvc repro` to make the table anew")]
    BrokenParquet(String),
    #[error(
        "column `{0}` holds values of a type that tables do not have; run `dvc repro` to make the \
         table anew"
    )]
    OtherType(String),
    #[error("there are no rows below the header")]
    NoRows,
    #[error("the header has {0} columns; expected at most {limit}", limit = MAX_COLUMNS)]
    TooManyColumns(usize),
    #[error("the last column is `{found}`; expected `{TARGET}` behind at least one feature")]
    NoTarget { found: String },
    #[error("the header names the column `{0}` twice")]
    RepeatedColumn(String),
    #[error(
        "line {line} does not have as many fields as the header: {found} instead of {expected}"
    )]
    Ragged {
        line: u64,
        found: usize,
        expected: usize,
    },
    #[error("line {0} is longer than 64 MiB; run `dvc repro` to make the table anew")]
    LineTooLong(u64),
    #[error("the header lacks the column `{0}`; run `dvc repro` to make the table anew")]
    NoColumn(String),
    #[error(
        "the header has the column `{0}`, of which nothing is known; run `dvc repro` to make the \
         table anew"
    )]
    OtherColumn(String),
    #[error("{place}, column `{column}` holds `{found}`; expected {expected}")]
    Cell {
        place: Place,
        column: String,
        found: String,
        expected: &'static str,
    },
    #[error(
        "{place}, column `{TARGET}` holds `{found}`; expected a whole number below {classes}, \
         the number of classes in params.yaml"
    )]
    NotAClass {
        place: Place,
        found: String,
        classes: usize,
    },
}

/// The problems of a table in the order in which they are found: line by line in text, group by
/// group and column by column in parquet.
#[derive(Debug, Default)]
pub(crate) struct Problems {
    told: Vec<Problem>,
    untold: usize,
}

impl Problems {
    /// Adds a problem; `word` is asked only if it will be told.
    pub(crate) fn add(&mut self, word: impl FnOnce() -> Problem) {
        if self.told.len() < TOLD {
            self.told.push(word());
        } else {
            self.untold += 1;
        }
    }

    /// Adds those of the rows that come next.
    pub(crate) fn append(&mut self, next: Self) {
        self.untold += next.untold;
        next.told
            .into_iter()
            .for_each(|problem| self.add(|| problem));
    }

    /// Whether all that are told are of columns: others than expected, or with other cells.
    pub(crate) fn are_of_columns(&self) -> bool {
        let of_column = |problem: &Problem| {
            matches!(
                problem,
                Problem::NoColumn(_)
                    | Problem::OtherColumn(_)
                    | Problem::OtherType(_)
                    | Problem::Cell { .. }
            )
        };
        self.told.iter().all(of_column)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.told.is_empty()
    }
}

impl From<Problem> for Problems {
    fn from(problem: Problem) -> Self {
        Self {
            told: vec![problem],
            untold: 0,
        }
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let [problem] = &self.told[..] {
            return write!(out, "{problem}");
        }
        write!(out, "{} problems", self.told.len() + self.untold)?;
        for problem in &self.told {
            write!(out, "\n  {problem}")?;
        }
        match self.untold {
            0 => Ok(()),
            untold => write!(out, "\n  and {untold} more"),
        }
    }
}
