//! What is wrong with `params.yaml`: all of it, collected before it is reported.

use std::cell::RefCell;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// The problems found so far, shared by the sections that find them.
#[derive(Debug, Default)]
pub(crate) struct Problems(RefCell<Vec<Problem>>);

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
}

impl Problems {
    pub(crate) fn add(&self, line: usize, text: String) {
        self.0.borrow_mut().push(Problem::new(line, text));
    }

    /// All of them, in the order of their lines.
    pub(crate) fn into_sorted(self) -> Vec<Problem> {
        let mut problems = self.0.into_inner();
        problems.sort_by_key(|problem| problem.line);
        problems
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
    #[error("check `{}`: {}", path.display(), List(problems))]
    Invalid {
        /// The file.
        path: PathBuf,
        /// Everything that is wrong, in the order of the lines.
        problems: Vec<Problem>,
    },
}

impl ParamsError {
    pub(crate) fn invalid(path: &Path, problems: Vec<Problem>) -> Self {
        Self::Invalid {
            path: path.to_owned(),
            problems,
        }
    }

    pub(crate) fn one(path: &Path, problem: Problem) -> Self {
        Self::invalid(path, vec![problem])
    }
}

struct List<'a>(&'a [Problem]);

impl fmt::Display for List<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let [Problem { line, text }] = self.0 {
            return write!(out, "line {line}: {text}");
        }
        write!(out, "{} problems", self.0.len())?;
        for Problem { line, text } in self.0 {
            write!(out, "\n  line {line}: {text}")?;
        }
        Ok(())
    }
}
