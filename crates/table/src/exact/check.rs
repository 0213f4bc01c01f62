//! The first pass of the exact way: what is wrong with each record, and with the whole.

use params::{Values, shorten};

use super::found::Found;
use crate::cell::{Cell, Cells};
use crate::column::{MOST_CATEGORIES, Seen};
use crate::expected::Expected;
use crate::header::Header;
use crate::problem::{CellProblem, Problem, Problems, of_length, word, yaml_key};
use crate::role::{Feature, Holds, Role};
use crate::source::{Record, Source};

/// A table while its records are checked.
pub(super) struct Check<'a> {
    expected: Expected<'a>,
    cells: Cells<'a>,
    header: Header<'a>,
    /// Of each class, whether some row is of it, and whether such a row is in order.
    occurs: Vec<(bool, bool)>,
    seen: Vec<Seen>,
    rows: u64,
    /// Rows whose class was read.
    classified: u64,
    /// How many rows something is wrong in.
    n_bad: u64,
    /// Which ones, if they may be set aside.
    bad: Vec<u64>,
    /// The problems that are not of one row.
    fatal: u64,
    /// The record before ended in the middle of a line, so that this one's length tells nothing.
    cut: bool,
}

impl<'a> Check<'a> {
    /// Checks the header; nothing if the rows need not be looked at.
    pub(super) fn begin(
        record: &Record<'_>,
        source: &Source,
        expected: &Expected<'a>,
        problems: &mut Problems,
    ) -> Option<Self> {
        if record.ends_with_carriage_return() {
            problems.add(Problem::CarriageReturn(record.place()));
            return None;
        }
        if record.is_unclosed() {
            let cell = String::from_utf8_lossy(record.cells.iter().next_back()?).into_owned();
            let name = cell.lines().next().unwrap_or_default();
            let unclosed = CellProblem::UnclosedQuote;
            problems.add(Problem::of_cell(unclosed, record.place(), name));
            return None;
        }
        let header = Header::check(record.cells, source, expected, problems)?;
        Some(Self {
            expected: *expected,
            cells: Cells::new(expected),
            occurs: vec![(false, false); expected.classes.len()],
            seen: header.names.iter().map(|_| Seen::default()).collect(),
            header,
            rows: 0,
            classified: 0,
            n_bad: 0,
            bad: Vec::new(),
            fatal: problems.count(),
            cut: false,
        })
    }

    pub(super) fn row(&mut self, record: &Record<'_>, problems: &mut Problems) {
        self.rows += 1;
        let after_cut = std::mem::take(&mut self.cut);
        if record.ends_with_carriage_return() {
            self.cut = true;
            self.fatal += 1;
            return problems.add(Problem::CarriageReturn(record.place()));
        }
        if record.is_unclosed() {
            self.fatal += 1;
            let last = self.header.names.get(record.cells.len() - 1);
            let name = last.map_or("", String::as_str);
            let unclosed = CellProblem::UnclosedQuote;
            return problems.add(Problem::of_cell(unclosed, record.place(), name));
        }
        let (found, expected) = (record.cells.len(), self.header.names.len());
        let before = problems.count();
        if found == expected {
            self.cells(record, problems);
        } else if !after_cut {
            problems.add(ragged(record, &self.header.names));
        }
        if problems.count() > before {
            self.n_bad += 1;
            // Without a share that may be set aside, only their number counts.
            if self.expected.bad_rows > 0.0 {
                self.bad.push(self.rows);
            }
        }
    }

    /// Reads the cells of a record of the right length; what they hold counts if all are right.
    fn cells(&mut self, record: &Record<'_>, problems: &mut Problems) {
        let mut row = Vec::with_capacity(self.seen.len());
        for (column, cell) in record.cells.iter().enumerate() {
            let role = self.header.roles[column];
            match self.cells.read(cell, role) {
                Ok(cell) => row.push(cell),
                Err(wrong) => {
                    let name = &self.header.names[column];
                    problems.add_to(name, || {
                        let problem = word(wrong, name, role, &self.expected);
                        Problem::of_cell(problem, record.place(), name)
                    });
                }
            }
        }
        let is_right = row.len() == self.seen.len();
        for cell in &row {
            if let Cell::Class(class) = *cell {
                self.classified += 1;
                self.occurs[class].0 = true;
                self.occurs[class].1 |= is_right;
            }
        }
        if is_right {
            self.note(&row);
        }
    }

    fn note(&mut self, row: &[Cell<'_>]) {
        for ((cell, seen), role) in row.iter().zip(&mut self.seen).zip(&self.header.roles) {
            match cell {
                Cell::Missing => seen.missing(),
                Cell::Number(_, number) => seen.number(*number, is_category(*role)),
                Cell::Text(text) => seen.text(text),
                Cell::Unread | Cell::Class(_) | Cell::Date(_) => {}
            }
        }
    }

    /// What the columns of the table hold, if nothing is wrong but rows that may be set aside.
    pub(super) fn end(mut self, problems: &mut Problems) -> Option<Found<'a>> {
        let before = problems.count();
        let is_within = self.bad_share() <= self.expected.bad_rows;
        if self.rows == 0 {
            problems.add(Problem::NoRows);
        }
        self.check_classes(is_within, problems);
        self.check_categories(problems);
        self.fatal += problems.count() - before;
        if self.fatal > 0 || !is_within {
            self.advise(is_within, problems);
            return None;
        }
        Some(Found {
            header: self.header,
            kinds: self.seen.iter().map(Seen::kind).collect(),
            rows: self.rows,
            bad: self.bad,
        })
    }

    fn bad_share(&self) -> f64 {
        self.n_bad as f64 / self.rows.max(1) as f64
    }

    /// Each class must occur in a row that stays. If rows are of unknown classes, one of these
    /// may be it.
    fn check_classes(&self, is_within: bool, problems: &mut Problems) {
        let Some(key) = self.expected.listed_in else {
            return;
        };
        let stay = is_within && self.n_bad > 0;
        if self.rows == 0 || (self.classified < self.rows && !stay) {
            return;
        }
        let classes = self.expected.classes.iter().zip(&self.occurs);
        for (class, &(somewhere, in_order)) in classes {
            if !(if stay { in_order } else { somewhere }) {
                let (class, key) = (shorten::text(class), key.to_owned());
                problems.add(Problem::ClassWithoutRows { class, key });
            }
        }
    }

    fn check_categories(&self, problems: &mut Problems) {
        for (seen, name) in self.seen.iter().zip(&self.header.names) {
            if seen.has_too_many_categories() {
                problems.add(Problem::TooManyCategories {
                    column: shorten::text(name),
                    key: yaml_key(name),
                    most: MOST_CATEGORIES,
                });
            }
        }
    }

    /// Says that rows can be set aside, where that is all that would be needed.
    fn advise(&self, is_within: bool, problems: &mut Problems) {
        let (bad, rows, allowed) = (self.n_bad, self.rows, self.expected.bad_rows);
        if is_within || self.fatal > 0 {
            return;
        }
        let are = if bad == 1 { "is" } else { "are" };
        // The share in thousandths, rounded up.
        let share = (self.bad_share() * 1000.0).ceil() / 1000.0;
        if allowed > 0.0 {
            problems.advise(format!(
                "{bad} of {rows} rows {are} bad, more than the share of {allowed} that \
                 `data.bad_rows` in params.yaml allows to set aside"
            ));
        } else if self.expected.columns.is_some() && share <= MOST_ADVISED {
            problems.advise(format!(
                "{bad} of {rows} rows {are} bad; `bad_rows: {share}` in `data` of params.yaml would \
                 set such rows aside, into a file"
            ));
        }
    }
}

/// The share of bad rows up to which it is advised to set them aside: beyond it, something is
/// wrong with the table, or with what is expected of it.
const MOST_ADVISED: f64 = 0.1;

fn ragged(record: &Record<'_>, names: &[String]) -> Problem {
    Problem::Ragged {
        line: record.place(),
        found: record.cells.len(),
        expected: names.len(),
        remedy: of_length(record.cells, names),
    }
}

fn is_category(role: Role<'_>) -> bool {
    let category = Holds::Category(Values::Number);
    matches!(role, Role::Feature(Feature { holds, .. }) if holds == category)
}
