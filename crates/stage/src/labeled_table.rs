//! The train and test tables as a model sees them: a matrix and its targets.

mod problem;

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use csv::ByteRecord;
use md5::{Digest, Md5};
use ndarray::{Array1, Array2};
use params::{MAX_COLUMNS, regular_file, shorten};

use crate::digest::hex;
use crate::exit::{Exit, Failure};
use problem::{Problem, Problems};

/// The name of the last column of a split table: the class as a number.
pub const TARGET: &str = "target";

/// A split table, `n` rows by `f` features.
#[derive(Clone, Debug, PartialEq)]
pub struct LabeledTable {
    /// The names of the features, in the order of the columns.
    pub features: Vec<String>,
    /// Whether each feature is a column of integers, as pandas tells when it reads the file: no
    /// cell has a point or an exponent, and all of them fit into 64 bits.
    pub integers: Vec<bool>,
    /// Shape (n, f), all finite.
    pub records: Array2<f64>,
    /// Shape (n), each below the number of classes.
    pub targets: Array1<usize>,
    /// MD5 of the file's bytes in hexadecimal, which is how DVC names it.
    pub md5: String,
}

/// A split table cannot be read or does not hold what it must.
#[derive(Debug, thiserror::Error)]
#[error("read `{}`: {problems}", path.display())]
pub struct LabeledTableError {
    /// The table.
    pub path: PathBuf,
    problems: Problems,
}

impl Failure for LabeledTableError {
    fn exit(&self) -> Exit {
        Exit::Data
    }
}

impl LabeledTable {
    /// Reads the table at `path`, whose targets are numbers below `classes`.
    ///
    /// # Errors
    ///
    /// When the file cannot be read, is empty or ragged, does not end with the
    /// column [`TARGET`], or holds anything but finite numbers and classes: all that
    /// is wrong, up to ten problems.
    pub fn read(path: &Path, classes: usize) -> Result<Self, LabeledTableError> {
        read(path, classes).map_err(|problems| LabeledTableError {
            path: path.to_owned(),
            problems,
        })
    }
}

fn read(path: &Path, classes: usize) -> Result<LabeledTable, Problems> {
    let file = regular_file::open(path).map_err(Problem::Missing)?;
    let digest = Md5::new();
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .from_reader(HashingReader { file, digest });
    let header = reader.byte_headers().map_err(unreadable)?.clone();
    let mut rows = Rows::new(features_of(&header)?, classes);
    let mut record = ByteRecord::new();
    while reader.read_byte_record(&mut record).map_err(unreadable)? {
        rows.add(&record);
    }
    // The last record is behind the last byte.
    rows.finish(hex(&reader.into_inner().digest.finalize()))
}

/// Records may have any length and hold any bytes: only the system can refuse.
fn unreadable(error: csv::Error) -> Problem {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => Problem::Unreadable(error),
        _ => Problem::Unreadable(io::ErrorKind::InvalidData.into()),
    }
}

/// A file whose bytes are digested as they are read: what has the digest is what was parsed.
struct HashingReader {
    file: File,
    digest: Md5,
}

impl Read for HashingReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.file.read(buffer)?;
        self.digest.update(&buffer[..length]);
        Ok(length)
    }
}

fn features_of(header: &ByteRecord) -> Result<Vec<String>, Problem> {
    if header.len() > MAX_COLUMNS {
        return Err(Problem::TooManyColumns(header.len()));
    }
    let name = |cell| String::from_utf8_lossy(cell).into_owned();
    let mut names: Vec<_> = header.iter().map(name).collect();
    let last = names.pop().unwrap_or_default();
    if last != TARGET || names.is_empty() {
        let found = shorten::text(&last);
        return Err(Problem::NoTarget { found });
    }
    let mut seen = HashSet::new();
    match names.iter().find(|name| !seen.insert(name.as_str())) {
        Some(name) => Err(Problem::RepeatedColumn(shorten::text(name))),
        None => Ok(names),
    }
}

/// The rows read so far, and what is wrong with them.
struct Rows {
    features: Vec<String>,
    integers: Vec<bool>,
    classes: usize,
    cells: Vec<f64>,
    targets: Vec<usize>,
    problems: Problems,
}

impl Rows {
    fn new(features: Vec<String>, classes: usize) -> Self {
        Self {
            integers: vec![true; features.len()],
            features,
            classes,
            cells: Vec::new(),
            targets: Vec::new(),
            problems: Problems::default(),
        }
    }

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
        let columns = self.features.iter().zip(&mut self.integers);
        for ((column, integer), cell) in columns.zip(record) {
            *integer = *integer && is_integer(cell);
            match number(cell) {
                Some(number) => self.cells.push(number),
                None => self.problems.add(|| Problem::NotANumber {
                    line,
                    column: shorten::text(column),
                    found: shown(cell),
                }),
            }
        }
        let cell = &record[self.features.len()];
        match class(cell, self.classes) {
            Some(class) => self.targets.push(class),
            None => self.problems.add(|| Problem::NotAClass {
                line,
                found: shown(cell),
                classes: self.classes,
            }),
        }
    }

    fn finish(mut self, md5: String) -> Result<LabeledTable, Problems> {
        let shape = (self.targets.len(), self.features.len());
        if shape.0 == 0 && self.problems.is_empty() {
            self.problems.add(|| Problem::NoRows);
        }
        if !self.problems.is_empty() {
            return Err(self.problems);
        }
        let records = Array2::from_shape_vec(shape, self.cells)
            .expect("every row gave one cell a feature, or it had been a problem");
        Ok(LabeledTable {
            features: self.features,
            integers: self.integers,
            records,
            targets: self.targets.into(),
            md5,
        })
    }
}

fn number(cell: &[u8]) -> Option<f64> {
    let number: f64 = str::from_utf8(cell).ok()?.parse().ok()?;
    number.is_finite().then_some(number)
}

fn is_integer(cell: &[u8]) -> bool {
    str::from_utf8(cell).is_ok_and(|cell| cell.parse::<i64>().is_ok())
}

fn class(cell: &[u8], classes: usize) -> Option<usize> {
    let class: usize = str::from_utf8(cell).ok()?.parse().ok()?;
    (class < classes).then_some(class)
}

fn shown(cell: &[u8]) -> String {
    shorten::text(&String::from_utf8_lossy(cell))
}

#[cfg(test)]
mod tests;
