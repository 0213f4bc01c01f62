//! One look at all rows of a source.

use std::collections::HashSet;

use csv::ByteRecord;
use params::suggest::did_you_mean;
use params::{MAX_COLUMNS, shorten};
use stage::progress::{Progress, Unit};
use table::source::{Record, Source};
use table::spell::{TARGET, TARGET_NAME};
use table::{CellProblem, Problem, Problems, TableError};

use super::classes::Classes;
use super::column::Tally;
use super::sample::{Row, Sample};
use lines::digest::{self, DigestSet};

/// How many different values are counted, of all columns, and of one at most and at least.
const VALUES: usize = 2_000_000;
const VALUES_OF_A_COLUMN: [usize; 2] = [100, 10_000];
/// How many rows are compared with each other.
const COMPARED: usize = 2_000_000;

/// What is known of a source.
#[derive(Debug)]
pub(super) struct Survey {
    /// All columns but the target, in the order of the source.
    pub(super) columns: Vec<Tally>,
    pub(super) classes: Classes,
    /// The rows that have a class.
    pub(super) rows: u64,
    pub(super) sample: Sample,
    /// Rows that are another one once more, as far as rows were compared.
    pub(super) repeated: u64,
}

impl Survey {
    /// Looks at all rows of `source`, whose classes are in the column `target`.
    ///
    /// # Errors
    ///
    /// With what is wrong with the header and the rows, if it is no table.
    pub(super) fn of(source: &Source, target: &str) -> Result<Self, TableError> {
        table::check_beginning(source)?;
        let mut problems = Problems::default();
        let survey = match read(source, target, &mut problems) {
            Err(TableError::Invalid { problems: last, .. }) => {
                problems.append(last);
                None
            }
            survey => survey?,
        };
        survey
            .filter(|_| problems.is_empty())
            .ok_or_else(|| TableError::Invalid {
                path: source.path().to_owned(),
                problems,
            })
    }
}

fn read(
    source: &Source,
    target: &str,
    problems: &mut Problems,
) -> Result<Option<Survey>, TableError> {
    let mut records = source.records();
    let Some(header) = records.next()? else {
        problems.add(Problem::Empty);
        return Ok(None);
    };
    let Some(mut survey) = Reading::begin(source, target, header.cells, problems) else {
        return Ok(None);
    };
    let progress = Progress::start("ingest: looking at the rows", Unit::Rows, None);
    while let Some(record) = records.next()? {
        survey.add(&record, problems);
        progress.add(1);
    }
    Ok(Some(survey.end(problems)))
}

/// A survey while rows are read.
struct Reading<'s> {
    survey: Survey,
    target: usize,
    names: Vec<String>,
    missing: HashSet<&'s str>,
    decimal: u8,
    compared: DigestSet,
    row: Row,
}

impl<'s> Reading<'s> {
    fn begin(
        source: &'s Source,
        target: &str,
        header: &ByteRecord,
        problems: &mut Problems,
    ) -> Option<Self> {
        let names = names(header, target, problems)?;
        let place = names.iter().position(|name| name == target)?;
        let [least, most] = VALUES_OF_A_COLUMN;
        let limit = (VALUES / names.len()).clamp(least, most);
        let others = names.iter().filter(|name| *name != target);
        let columns = others.map(|name| Tally::new(name.clone(), limit)).collect();
        let format = source.format();
        Some(Self {
            survey: Survey {
                columns,
                classes: Classes::default(),
                rows: 0,
                sample: Sample::of(names.len()),
                repeated: 0,
            },
            target: place,
            names,
            missing: format.missing_values.iter().map(String::as_str).collect(),
            decimal: format.decimal,
            compared: DigestSet::default(),
            row: Row::default(),
        })
    }

    fn add(&mut self, record: &Record<'_>, problems: &mut Problems) {
        let (found, expected) = (record.cells.len(), self.names.len());
        let last = || self.names.get(found.saturating_sub(1)).cloned();
        if record.ends_with_carriage_return() {
            problems.add(Problem::CarriageReturn(record.place()));
        } else if record.is_unclosed() {
            let column = last().unwrap_or_default();
            problems.add(cell(record, &column, CellProblem::UnclosedQuote));
        } else if found != expected {
            problems.add(Problem::Ragged {
                line: record.place(),
                found,
                expected,
                remedy: String::new(),
            });
        } else {
            self.cells(record, problems);
        }
    }

    fn cells(&mut self, record: &Record<'_>, problems: &mut Problems) {
        let read: Result<Vec<_>, usize> = record
            .cells
            .iter()
            .enumerate()
            .map(|(i, cell)| str::from_utf8(cell).map_err(|_| i))
            .collect();
        match read {
            Err(column) => {
                let name = &self.names[column];
                problems.add_to(name, || cell(record, name, CellProblem::NotUtf8));
            }
            Ok(cells) => self.row(&cells),
        }
    }

    fn row(&mut self, cells: &[&str]) {
        if self.is_missing(cells[self.target]) {
            self.survey.classes.missing += 1;
            return;
        }
        let class = self.survey.classes.add(cells[self.target]);
        self.survey.rows += 1;
        self.row.class = class;
        self.row.digests.clear();
        self.row.numbers.clear();
        let others = cells.iter().enumerate().filter(|(i, _)| *i != self.target);
        for (column, (_, cell)) in self.survey.columns.iter_mut().zip(others) {
            let digest = digest::of_text(cell.as_bytes());
            self.row.digests.push(digest);
            let missing = cell.is_empty() || self.missing.contains(cell);
            let number = if missing {
                column.add_missing(class);
                None
            } else {
                column.add(cell, digest, self.decimal, class)
            };
            self.row.numbers.push(number.unwrap_or(f64::NAN));
        }
        self.survey.sample.add(&self.row);
        self.compare();
    }

    fn is_missing(&self, cell: &str) -> bool {
        cell.is_empty() || self.missing.contains(cell)
    }

    fn compare(&mut self) {
        let digests = self.row.digests.iter().copied();
        let row = digest::of_all(digests.chain([self.row.class as u64]));
        let is_known = self.compared.contains(&row);
        self.survey.repeated += u64::from(is_known);
        if !is_known && self.compared.len() < COMPARED {
            self.compared.insert(row);
        }
    }

    fn end(self, problems: &mut Problems) -> Survey {
        let survey = self.survey;
        if survey.rows + survey.classes.missing == 0 && problems.is_empty() {
            problems.add(Problem::NoRows);
        }
        survey
    }
}

fn cell(record: &Record<'_>, column: &str, problem: CellProblem) -> Problem {
    Problem::Cell {
        line: record.place(),
        column: shorten::text(column),
        problem,
    }
}

/// The names of the columns, if rows can be read with them.
fn names(header: &ByteRecord, target: &str, problems: &mut Problems) -> Option<Vec<String>> {
    if header.len() > MAX_COLUMNS {
        problems.add(Problem::TooManyColumns(header.len()));
        return None;
    }
    let names = table::column_names(header, problems);
    for name in &names {
        if name != target && [TARGET, TARGET_NAME].contains(&&**name) {
            problems.add(Problem::ReservedName(shorten::text(name)));
        }
    }
    check_target(&names, target, problems);
    Some(names)
}

fn check_target(names: &[String], target: &str, problems: &mut Problems) {
    let columns = names.iter().map(String::as_str);
    if !names.iter().any(|name| name == target) {
        problems.add(Problem::NoColumn {
            name: shorten::text(target),
            hint: did_you_mean(target, columns.clone()),
            columns: shorten::list(columns),
        });
    } else if names.len() == 1 {
        problems.add(Problem::NoFeatures(shorten::text(target)));
    }
}
