//! All that is wrong with a table: the first ten problems, and how many there are besides.

use std::collections::BTreeMap;
use std::fmt;

use super::of_table::Problem;

/// How many problems are told in full.
const TOLD: usize = 10;
/// How many of them may be of one column: a column of text would otherwise hide all others.
const TOLD_OF_A_COLUMN: u64 = 3;

/// The problems of a table, in the order in which they were found.
#[derive(Debug, Default)]
pub struct Problems {
    told: Vec<Problem>,
    untold: u64,
    /// How many each column has, told or not.
    by_column: BTreeMap<String, u64>,
    /// What could be done about all of them, if it is not with each.
    advice: Option<String>,
}

impl Problems {
    /// Adds a problem of the whole file or of a line.
    pub fn add(&mut self, problem: Problem) {
        if self.told.len() < TOLD {
            self.told.push(problem);
        } else {
            self.untold += 1;
        }
    }

    /// Adds a problem of a cell of `column`. `word` is asked only if it will be told.
    pub fn add_to(&mut self, column: &str, word: impl FnOnce() -> Problem) {
        if !self.by_column.contains_key(column) {
            self.by_column.insert(column.to_owned(), 0);
        }
        let of_column = self.by_column.get_mut(column);
        let before = of_column.map_or(0, |count| std::mem::replace(count, *count + 1));
        if before < TOLD_OF_A_COLUMN && self.told.len() < TOLD {
            self.told.push(word());
        } else {
            self.untold += 1;
        }
    }

    /// Adds those of `others`.
    pub fn append(&mut self, others: Self) {
        self.untold += others.untold;
        others
            .told
            .into_iter()
            .for_each(|problem| self.add(problem));
    }

    /// Adds what could be done about all of them.
    pub(crate) fn advise(&mut self, advice: String) {
        self.advice = Some(advice);
    }

    /// How many there are.
    pub(crate) fn count(&self) -> u64 {
        self.told.len() as u64 + self.untold
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.told.is_empty()
    }

    /// The column that has more than half of the problems, with their number.
    fn worst(&self) -> Option<(&str, u64)> {
        let (column, count) = self.by_column.iter().max_by_key(|(_, count)| **count)?;
        (2 * count > self.count()).then_some((column, *count))
    }
}

impl From<Problem> for Problems {
    fn from(problem: Problem) -> Self {
        let mut problems = Self::default();
        problems.add(problem);
        problems
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let ([problem], 0) = (&self.told[..], self.untold) {
            write!(out, "{problem}")?;
        } else {
            self.write_all(out)?;
        }
        match &self.advice {
            Some(advice) => write!(out, "\n  {advice}"),
            None => Ok(()),
        }
    }
}

impl Problems {
    fn write_all(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} problems", self.count())?;
        for problem in &self.told {
            write!(out, "\n  {problem}")?;
        }
        if self.untold == 0 {
            return Ok(());
        }
        write!(out, "\n  and {} more", self.untold)?;
        match self.worst() {
            Some((column, count)) => {
                let column = params::shorten::text(column);
                write!(out, "; {count} of all are in the column `{column}`")
            }
            None => Ok(()),
        }
    }
}
