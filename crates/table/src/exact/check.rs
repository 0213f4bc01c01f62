//! The first pass of the exact way: what is wrong with each record, and with the whole.

use std::collections::HashMap;

use params::shorten;

use super::numbers_of;
use crate::column::{Kind, Refused, Survey};
use crate::expected::Expected;
use crate::header::{Header, Role};
use crate::problem::{CellProblem, Problem};
use crate::problems::Problems;
use crate::remedy;
use crate::source::{Record, Source};

/// A table while its records are checked.
pub(super) struct Check<'a> {
    expected: &'a Expected<'a>,
    header: Header,
    classes: HashMap<&'a str, usize>,
    occurs: Vec<bool>,
    surveys: Vec<Survey>,
    rows: u64,
    /// Rows whose class was read.
    classified: u64,
    /// The record before ended in the middle of a line, so that this one's length tells nothing.
    cut: bool,
}

impl<'a> Check<'a> {
    /// Checks the header; nothing if the rows need not be looked at.
    pub(super) fn begin(
        record: &Record<'_>,
        source: &Source,
        expected: &'a Expected<'a>,
        problems: &mut Problems,
    ) -> Option<Self> {
        if record.ends_with_carriage_return() {
            problems.add(Problem::CarriageReturn(record.place()));
            return None;
        }
        if record.is_unclosed() {
            let cell = String::from_utf8_lossy(record.cells.iter().next_back()?).into_owned();
            let name = cell.lines().next().unwrap_or_default();
            problems.add(CellProblem::UnclosedQuote.at(record.place(), name));
            return None;
        }
        let header = Header::check(record.cells, source, expected, problems)?;
        Some(Self {
            expected,
            classes: numbers_of(expected),
            occurs: vec![false; expected.classes.len()],
            surveys: vec![Survey::default(); header.names.len()],
            header,
            rows: 0,
            classified: 0,
            cut: false,
        })
    }

    pub(super) fn row(&mut self, record: &Record<'_>, problems: &mut Problems) {
        self.rows += 1;
        let after_cut = std::mem::take(&mut self.cut);
        if record.ends_with_carriage_return() {
            self.cut = true;
            return problems.add(Problem::CarriageReturn(record.place()));
        }
        if record.is_unclosed() {
            let last = self.header.names.get(record.cells.len() - 1);
            let name = last.map_or("", String::as_str);
            return problems.add(CellProblem::UnclosedQuote.at(record.place(), name));
        }
        let (found, expected) = (record.cells.len(), self.header.names.len());
        if found == expected {
            self.cells(record, problems);
        } else if !after_cut {
            problems.add(Problem::Ragged {
                line: record.place(),
                found,
                expected,
                remedy: remedy::of_length(record.cells, &self.header.names),
            });
        }
    }

    fn cells(&mut self, record: &Record<'_>, problems: &mut Problems) {
        for (column, cell) in record.cells.iter().enumerate() {
            if let Some(problem) = self.cell(column, cell) {
                let name = &self.header.names[column];
                problems.add_to(name, || {
                    problem.word(self.expected).at(record.place(), name)
                });
            }
        }
    }

    fn cell<'c>(&mut self, column: usize, cell: &'c [u8]) -> Option<Wrong<'c>> {
        let role = self.header.roles[column];
        if role == Role::Ignored {
            return None;
        }
        let Ok(cell) = str::from_utf8(cell) else {
            return Some(Wrong::NotUtf8);
        };
        match role {
            _ if cell.is_empty() => Some(Wrong::Empty),
            Role::Target => match self.classes.get(cell) {
                Some(&class) => {
                    self.occurs[class] = true;
                    self.classified += 1;
                    None
                }
                None => Some(Wrong::NoClass(cell)),
            },
            Role::Feature => {
                let refused = self.surveys[column].observe(cell).err()?;
                Some(Wrong::Number(refused, cell))
            }
            Role::Ignored | Role::Unknown => None,
        }
    }

    /// What the whole file lacks, and what its columns hold.
    pub(super) fn end(self, problems: &mut Problems) -> (Header, Vec<Kind>) {
        if self.rows == 0 {
            problems.add(Problem::NoRows);
        } else if let Some(key) = self.expected.listed_in
            && self.classified == self.rows
        {
            let classes = self.expected.classes.iter().zip(&self.occurs);
            for (class, _) in classes.filter(|(_, occurs)| !**occurs) {
                let (class, key) = (shorten::text(class), key.to_owned());
                problems.add(Problem::ClassWithoutRows { class, key });
            }
        }
        let kinds = self.surveys.into_iter().map(Survey::kind).collect();
        (self.header, kinds)
    }
}

/// A cell that is wrong, before it is put into words: most are only counted.
enum Wrong<'c> {
    Empty,
    NotUtf8,
    NoClass(&'c str),
    Number(Refused, &'c str),
}

impl Wrong<'_> {
    fn word(&self, expected: &Expected<'_>) -> CellProblem {
        match *self {
            Wrong::Empty => CellProblem::Empty,
            Wrong::NotUtf8 => CellProblem::NotUtf8,
            Wrong::NoClass(cell) => CellProblem::NotAllowed {
                found: shorten::text(cell),
                expected: shorten::list(expected.classes.iter().map(String::as_str)),
                remedy: remedy::of_class(cell, expected),
            },
            Wrong::Number(Refused::TooLarge, cell) => CellProblem::TooLarge(shorten::text(cell)),
            Wrong::Number(Refused::NoNumber, cell) => CellProblem::NotANumber {
                found: shorten::text(cell),
                remedy: remedy::of_number(cell),
            },
        }
    }
}
