//! The train and test tables as a model sees them: a matrix and its targets.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use csv::StringRecord;
use md5::{Digest, Md5};
use ndarray::{Array1, Array2};

use crate::digest::hex;
use crate::exit::{Exit, Failure};

/// The name of the last column of a split table: the class as a number.
pub const TARGET: &str = "target";

/// A split table, `n` rows by `f` features.
#[derive(Clone, Debug, PartialEq)]
pub struct LabeledTable {
    /// The names of the features, in the order of the columns.
    pub features: Vec<String>,
    /// Shape (n, f), all finite.
    pub records: Array2<f64>,
    /// Shape (n), each below the number of classes.
    pub targets: Array1<usize>,
    /// MD5 of the file's bytes in hexadecimal, which is how DVC names it.
    pub md5: String,
}

/// A split table cannot be read or does not hold what it must.
#[derive(Debug, thiserror::Error)]
#[error("read `{}`: {problem}", path.display())]
pub struct LabeledTableError {
    /// The table.
    pub path: PathBuf,
    #[source]
    problem: Problem,
}

#[derive(Debug, thiserror::Error)]
enum Problem {
    #[error("{0}; run the preprocess stage first")]
    Missing(io::Error),
    #[error("{0}")]
    Csv(csv::Error),
    #[error("there are no rows below the header")]
    NoRows,
    #[error("the last column is `{found}`; expected `{TARGET}` behind at least one feature")]
    NoTarget { found: String },
    #[error("line {line}, column `{column}` holds `{found}`; expected a finite number")]
    NotANumber {
        line: u64,
        column: String,
        found: String,
    },
    #[error(
        "line {line}, column `{TARGET}` holds `{found}`; expected a whole number below {classes}, \
         the number of classes in params.yaml"
    )]
    NotAClass {
        line: u64,
        found: String,
        classes: usize,
    },
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
    /// column [`TARGET`], or holds anything but finite numbers and classes.
    pub fn read(path: &Path, classes: usize) -> Result<Self, LabeledTableError> {
        read(path, classes).map_err(|problem| LabeledTableError {
            path: path.to_owned(),
            problem,
        })
    }
}

fn read(path: &Path, classes: usize) -> Result<LabeledTable, Problem> {
    let file = HashingReader {
        file: File::open(path).map_err(Problem::Missing)?,
        digest: Md5::new(),
    };
    let mut reader = csv::Reader::from_reader(file);
    let header = reader.headers().map_err(Problem::Csv)?.clone();
    let features = features_of(&header)?;
    let (mut cells, mut targets) = (Vec::new(), Vec::new());
    let mut record = StringRecord::new();
    while reader.read_record(&mut record).map_err(Problem::Csv)? {
        for (column, cell) in features.iter().zip(&record) {
            cells.push(number(cell, column, &record)?);
        }
        targets.push(class(&record[features.len()], classes, &record)?);
    }
    if targets.is_empty() {
        return Err(Problem::NoRows);
    }
    let shape = (targets.len(), features.len());
    let records = Array2::from_shape_vec(shape, cells)
        .expect("every row gave one cell a feature, or the reader had refused it as ragged");
    Ok(LabeledTable {
        features,
        records,
        targets: targets.into(),
        // The last record is behind the last byte.
        md5: hex(&reader.into_inner().digest.finalize()),
    })
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

fn features_of(header: &StringRecord) -> Result<Vec<String>, Problem> {
    let mut names: Vec<_> = header.iter().map(str::to_owned).collect();
    let last = names.pop().unwrap_or_default();
    if last == TARGET && !names.is_empty() {
        return Ok(names);
    }
    Err(Problem::NoTarget { found: last })
}

fn number(cell: &str, column: &str, record: &StringRecord) -> Result<f64, Problem> {
    let number: Option<f64> = cell.parse().ok();
    number
        .filter(|number| number.is_finite())
        .ok_or_else(|| Problem::NotANumber {
            line: line_of(record),
            column: column.to_owned(),
            found: cell.to_owned(),
        })
}

fn class(cell: &str, classes: usize, record: &StringRecord) -> Result<usize, Problem> {
    let class: Option<usize> = cell.parse().ok();
    class
        .filter(|&class| class < classes)
        .ok_or_else(|| Problem::NotAClass {
            line: line_of(record),
            found: cell.to_owned(),
            classes,
        })
}

fn line_of(record: &StringRecord) -> u64 {
    record.position().map_or(0, csv::Position::line)
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;

    fn read(text: &str) -> Result<LabeledTable, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("train.csv");
        std::fs::write(&path, text).unwrap();
        LabeledTable::read(&path, 2).map_err(|error| {
            error
                .to_string()
                .replace(&path.display().to_string(), "train.csv")
        })
    }

    #[test]
    fn a_table_becomes_a_matrix_and_its_targets() {
        let table = read("a,\"b, c\",target\n1,2.5,0\n-3e-05,4,1\n").unwrap();
        assert_eq!(table.features, ["a", "b, c"]);
        assert_eq!(table.records, ndarray::arr2(&[[1.0, 2.5], [-3e-5, 4.0]]));
        assert_eq!(table.targets, ndarray::arr1(&[0, 1]));
    }

    #[test]
    fn the_digest_is_that_of_all_bytes_of_the_file() {
        // Longer than any buffer, and with blank lines behind the last row.
        let text = format!("a,target\n{}\n\n", "1,0\n".repeat(50_000));
        assert_eq!(read(&text).unwrap().md5, hex(&Md5::digest(text)));
    }

    #[test]
    fn what_is_wrong_is_named_with_its_line_and_column() {
        let files = [
            "",
            "a,b\n1,2\n",
            "a,target\n",
            "a,target\n1,0\nx,0\n",
            "a,target\n1,0\ninf,0\n",
            "a,target\n1,2\n",
            "a,target\n1\n",
        ];
        let messages = files.map(|text| read(text).unwrap_err());
        assert_snapshot!(messages.join("\n"), @"
        read `train.csv`: the last column is ``; expected `target` behind at least one feature
        read `train.csv`: the last column is `b`; expected `target` behind at least one feature
        read `train.csv`: there are no rows below the header
        read `train.csv`: line 3, column `a` holds `x`; expected a finite number
        read `train.csv`: line 3, column `a` holds `inf`; expected a finite number
        read `train.csv`: line 2, column `target` holds `2`; expected a whole number below 2, the number of classes in params.yaml
        read `train.csv`: CSV error: record 1 (line: 2, byte: 9): found record with 1 fields, but the previous record has 2 fields
        ");
    }

    #[test]
    fn a_missing_table_names_the_stage_that_makes_it() {
        let error = LabeledTable::read(Path::new("gone.csv"), 2).unwrap_err();
        assert_snapshot!(error, @"read `gone.csv`: No such file or directory (os error 2); run the preprocess stage first");
        assert_eq!(error.exit(), Exit::Data);
    }
}
