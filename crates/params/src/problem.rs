//! What is wrong with `params.yaml`: all of it, collected before it is reported.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// How many problems are told, the others being counted: nobody reads more at once.
pub(crate) const SHOWN: usize = 20;

/// The problems found so far, shared by the sections that find them.
#[derive(Debug, Default)]
pub(crate) struct Problems {
    found: RefCell<Vec<Problem>>,
    more: Cell<usize>,
}

/// One problem and the line (from 1) to look at.
#[derive(Debug)]
pub struct Problem {
    line: usize,
    text: String,
}

impl Problem {
    pub(crate) fn new(line: usize, text: String) -> Self {
        Self { line, text }
    }

    /// The line to look at, from 1; 0 for what was put into the file's tree.
    #[must_use]
    pub fn line(&self) -> usize {
        self.line
    }

    /// What is wrong.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }
}

impl Problems {
    pub(crate) fn add(&self, line: usize, text: String) {
        self.found.borrow_mut().push(Problem::new(line, text));
    }

    /// Counts more problems, of which no text is made.
    pub(crate) fn add_more(&self, count: usize) {
        self.more.set(self.more.get() + count);
    }

    /// The first of them in the order of their lines, and how many more there are.
    pub(crate) fn into_sorted(self) -> (Vec<Problem>, usize) {
        let mut problems = self.found.into_inner();
        problems.sort_by_key(|problem| problem.line);
        let more = problems.len().saturating_sub(SHOWN);
        problems.truncate(SHOWN);
        (problems, more + self.more.get())
    }
}

/// `params.yaml` cannot be read or does not hold what it must.
#[derive(Debug, thiserror::Error)]
pub enum ParamsError {
    /// The file cannot be read.
    #[error("read `{}`: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The file was read, and these things are wrong with it.
    #[error("check `{}`: {}", path.display(), List(problems, *more))]
    Invalid {
        /// The file.
        path: PathBuf,
        /// What is wrong, in the order of the lines, up to a number that can be read.
        problems: Vec<Problem>,
        /// How many more problems there are.
        more: usize,
    },
}

impl ParamsError {
    pub(crate) fn invalid(path: &Path, (problems, more): (Vec<Problem>, usize)) -> Self {
        Self::Invalid {
            path: path.to_owned(),
            problems,
            more,
        }
    }

    pub(crate) fn one(path: &Path, problem: Problem) -> Self {
        Self::invalid(path, (vec![problem], 0))
    }
}

struct List<'a>(&'a [Problem], usize);

impl fmt::Display for List<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(problems, more) = self;
        if let ([Problem { line, text }], 0) = (problems, more) {
            return write!(out, "line {line}: {text}");
        }
        write!(out, "{} problems", problems.len() + more)?;
        for Problem { line, text } in *problems {
            write!(out, "\n  line {line}: {text}")?;
        }
        if *more > 0 {
            write!(out, "\n  and {more} more")?;
        }
        Ok(())
    }
}
