//! The raw files that `benchmarks/shapes.py` wrote.

use std::path::{Path, PathBuf};
use std::{fs, io};

use serde::Deserialize;

use crate::args::Labels;

/// What can be wrong with the files.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DataError {
    /// A file that cannot be read.
    #[error("failed to read `{0}`; benchmarks/bench.py writes it")]
    Read(PathBuf, #[source] io::Error),
    /// A description in another form.
    #[error("failed to understand `{0}`")]
    Shape(PathBuf, #[source] serde_json::Error),
    /// A file of another length than the description says.
    #[error("failed to read `{path}`: {found} values, expected {expected}")]
    Length {
        path: PathBuf,
        found: usize,
        expected: usize,
    },
}

/// A data set, in memory.
pub(crate) struct Data {
    /// The number of features.
    pub(crate) columns: usize,
    /// The number of classes.
    pub(crate) classes: usize,
    /// What is learnt from.
    pub(crate) train: Part,
    /// What is predicted.
    pub(crate) test: Part,
}

/// Records and their classes.
pub(crate) struct Part {
    /// The number of records.
    pub(crate) rows: usize,
    /// The records, row by row.
    pub(crate) records: Vec<f32>,
    /// The class of each record, from 0.
    pub(crate) labels: Vec<u8>,
}

#[derive(Deserialize)]
struct Shape {
    rows: usize,
    test_rows: usize,
    columns: usize,
    classes: usize,
}

impl Data {
    /// Reads both parts of the data set in `folder`.
    pub(crate) fn read(folder: &Path, labels: Labels) -> Result<Self, DataError> {
        let path = folder.join("shape.json");
        let shape: Shape = serde_json::from_slice(&read(&path)?)
            .map_err(|source| DataError::Shape(path, source))?;
        Ok(Self {
            columns: shape.columns,
            classes: shape.classes,
            train: Part::read(folder, "train", labels, shape.rows, shape.columns)?,
            test: Part::read(folder, "test", labels, shape.test_rows, shape.columns)?,
        })
    }
}

impl Part {
    fn read(
        folder: &Path,
        part: &str,
        labels: Labels,
        rows: usize,
        columns: usize,
    ) -> Result<Self, DataError> {
        let path = folder.join(format!("{part}_x.f32"));
        let records: Vec<f32> = read(&path)?
            .as_chunks()
            .0
            .iter()
            .map(|&bytes| f32::from_le_bytes(bytes))
            .collect();
        expect(path, records.len(), rows * columns)?;
        let path = folder.join(format!("{part}_y_{}.u8", labels.as_str()));
        let labels = read(&path)?;
        expect(path, labels.len(), rows)?;
        Ok(Self {
            rows,
            records,
            labels,
        })
    }
}

fn read(path: &Path) -> Result<Vec<u8>, DataError> {
    fs::read(path).map_err(|source| DataError::Read(path.to_owned(), source))
}

fn expect(path: PathBuf, found: usize, expected: usize) -> Result<(), DataError> {
    if found == expected {
        return Ok(());
    }
    Err(DataError::Length {
        path,
        found,
        expected,
    })
}
