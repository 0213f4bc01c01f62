//! The rows of a split table: each has as many cells as the header, and ends with a class.

use csv::ByteRecord;
use params::shorten;

use crate::file::SplitFile;
use crate::problem::{Problem, Problems};
use crate::value::class;

/// What keeps the cells of the features.
pub(crate) trait Cells {
    /// Takes the next cell of the feature at this position.
    ///
    /// # Errors
    ///
    /// With the words for what was expected, if it is something else.
    fn take(&mut self, feature: usize, cell: &[u8]) -> Result<(), &'static str>;
}

/// What is known of a table besides its cells.
pub(crate) struct Read {
    pub(crate) features: Vec<String>,
    pub(crate) targets: Vec<usize>,
    pub(crate) md5: String,
}

/// Reads all rows into `cells`, whose targets are numbers below `classes`.
///
/// # Errors
///
/// All that is wrong with them, up to ten problems.
pub(crate) fn read(
    mut file: SplitFile,
    classes: usize,
    cells: &mut impl Cells,
) -> Result<Read, Problems> {
    let features = std::mem::take(&mut file.features);
    let mut rows = Rows {
        features: &features,
        classes,
        cells,
        targets: Vec::new(),
        problems: Problems::default(),
    };
    let md5 = file.rows(|record| rows.add(record))?;
    let targets = rows.finish()?;
    Ok(Read {
        features,
        targets,
        md5,
    })
}

/// The rows read so far, and what is wrong with them.
struct Rows<'a, C> {
    features: &'a [String],
    classes: usize,
    cells: &'a mut C,
    targets: Vec<usize>,
    problems: Problems,
}

impl<C: Cells> Rows<'_, C> {
    fn add(&mut self, record: &ByteRecord) {
        let line = record.position().map_or(0, csv::Position::line);
        let expected = self.features.len() + 1;
        if record.len() != expected {
            let found = record.len();
            self.problems.add(|| Problem::Ragged {
                line,
                found,
                expected,
            });
            return;
        }
        for (feature, column) in self.features.iter().enumerate() {
            if let Err(expected) = self.cells.take(feature, &record[feature]) {
                self.problems.add(|| Problem::Cell {
                    line,
                    column: shorten::text(column),
                    found: shown(&record[feature]),
                    expected,
                });
            }
        }
        self.add_target(line, &record[self.features.len()]);
    }

    fn add_target(&mut self, line: u64, cell: &[u8]) {
        match class(cell, self.classes) {
            Some(class) => self.targets.push(class),
            None => self.problems.add(|| Problem::NotAClass {
                line,
                found: shown(cell),
                classes: self.classes,
            }),
        }
    }

    fn finish(mut self) -> Result<Vec<usize>, Problems> {
        if self.targets.is_empty() && self.problems.is_empty() {
            self.problems.add(|| Problem::NoRows);
        }
        if self.problems.is_empty() {
            Ok(self.targets)
        } else {
            Err(self.problems)
        }
    }
}

fn shown(cell: &[u8]) -> String {
    shorten::text(&String::from_utf8_lossy(cell))
}
