//! Record by record, by the crate `csv`: any file, and all that is wrong with it.

use csv::ByteRecord;
use lines::SharedFile;
use params::shorten;

use super::{CsvFile, line_of};
use crate::description::Description;
use crate::part::Part;
use crate::place::Place;
use crate::plan::{Growing, Plan};
use crate::problem::{Problem, Problems};

/// How many rows are collected before they are added to the table.
const PART_ROWS: usize = 1 << 12;

/// Reads all rows, and the MD5 of the file's bytes.
///
/// # Errors
///
/// All that is wrong with them, up to ten problems.
pub(super) fn read<P: Plan>(
    mut file: CsvFile,
    columns: &[Description],
    n_classes: usize,
    plan: &P,
) -> Result<(Growing<P::Whole>, String), Problems> {
    let features = std::mem::take(&mut file.features);
    let shared = file.file.clone();
    let mut rows = Rows {
        file: &shared,
        features: &features,
        n_classes,
        part: Part::new(columns, n_classes),
        plan,
        growing: Growing::new(plan),
        problems: Problems::default(),
    };
    let md5 = file.rows(|record| rows.add(record))?;
    Ok((rows.finish()?, md5))
}

/// The rows read so far, and what is wrong with them.
struct Rows<'a, P: Plan> {
    file: &'a SharedFile,
    features: &'a [String],
    n_classes: usize,
    /// The rows that are not in the table yet.
    part: Part,
    plan: &'a P,
    growing: Growing<P::Whole>,
    problems: Problems,
}

impl<P: Plan> Rows<'_, P> {
    fn add(&mut self, record: &ByteRecord) {
        let file = self.file;
        // Asked only where something is wrong, because it reads the file.
        let line = || record.position().map_or(0, |before| line_of(file, before));
        let expected = self.features.len() + 1;
        if record.len() != expected {
            let found = record.len();
            self.problems.add(|| Problem::Ragged {
                line: line(),
                found,
                expected,
            });
            return;
        }
        let columns = self.features.iter().zip(&mut self.part.columns);
        for ((name, column), cell) in columns.zip(record) {
            if let Err(expected) = column.take(cell) {
                self.problems.add(|| Problem::Cell {
                    place: Place::Line(line()),
                    column: shorten::text(name),
                    found: shown(cell),
                    expected,
                });
            }
        }
        self.add_target(line, &record[self.features.len()]);
        // Rows whose class is wrong are not counted, and of a table with a problem none is needed.
        if self.part.rows() >= PART_ROWS || !self.problems.is_empty() {
            self.add_part();
        }
    }

    fn add_target(&mut self, line: impl FnOnce() -> u64, cell: &[u8]) {
        if !self.part.take_target(cell) {
            self.problems.add(|| Problem::NotAClass {
                place: Place::Line(line()),
                found: shown(cell),
                classes: self.n_classes,
            });
        }
    }

    /// Where something is wrong, nobody will ask for the rows.
    fn add_part(&mut self) {
        if self.problems.is_empty() {
            let seen = self.plan.see(&self.part);
            self.growing.add(self.plan, &self.part, seen);
        }
        self.part.clear();
    }

    fn finish(mut self) -> Result<Growing<P::Whole>, Problems> {
        self.add_part();
        if self.growing.rows == 0 && self.problems.is_empty() {
            self.problems.add(|| Problem::NoRows);
        }
        if self.problems.is_empty() {
            Ok(self.growing)
        } else {
            Err(self.problems)
        }
    }
}

fn shown(cell: &[u8]) -> String {
    shorten::text(&String::from_utf8_lossy(cell))
}
