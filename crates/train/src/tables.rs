//! The two tables, read and checked against each other.

use std::path::Path;

use encoders::Feature;
use labeled_table::{Description, LabeledFrame, LabeledTable, NumberSummary};
use md5::{Digest, Md5};
use ndarray::{Array1, Array2};
use onnx::frame::Frame;
use params::Data;
use stage::digest::hex;

use crate::error::TrainError;
use crate::features;

/// A table and where it is.
#[derive(Debug)]
pub(crate) struct InputTable {
    /// Its path relative to the checkout.
    pub path: String,
    /// The names of the features, in the order of the columns.
    pub features: Vec<String>,
    /// Whether each feature is a column of integers, as far as it is there.
    pub integers: Vec<bool>,
    /// Whether some cells of each feature are missing.
    pub missing: Vec<bool>,
    /// The class of each row.
    pub targets: Array1<usize>,
    /// MD5 of the file's bytes in hexadecimal.
    pub md5: String,
    /// The features.
    pub rows: Rows,
}

/// The features of a table.
#[derive(Debug)]
pub(crate) enum Rows {
    /// Nothing but numbers, none of which is missing.
    Numbers {
        /// `[rows, features]`, which is what models learn from.
        records: Array2<f32>,
        /// The first rows as they stand in the table.
        head: Frame,
        /// The range of each feature.
        summaries: Vec<NumberSummary>,
    },
    /// Columns that are described.
    Described(Frame),
}

impl Rows {
    /// The first rows, at least 5 if there are as many, as they stand in the table.
    pub(crate) fn head(&self) -> &Frame {
        match self {
            Self::Numbers { head, .. } => head,
            Self::Described(frame) => frame,
        }
    }
}

/// The training and the test rows, with the same features.
#[derive(Debug)]
pub(crate) struct Tables {
    /// What the model learns from.
    pub train: InputTable,
    /// What it is scored on.
    pub test: InputTable,
    /// The columns of both, in the order of the tables.
    pub features: Vec<Feature>,
}

impl Tables {
    /// Reads both tables, which hold what `data` says.
    ///
    /// # Errors
    ///
    /// When one is no table or holds something else, or their features differ.
    pub(crate) fn read(train: &Path, test: &Path, data: &Data) -> Result<Self, TrainError> {
        let described = data.features();
        let read = |path| InputTable::read(path, described.as_deref(), data.classes.len());
        let [train_rows, test_rows] = [read(train)?, read(test)?];
        if train_rows.features != test_rows.features {
            let (train, test) = (train.to_owned(), test.to_owned());
            return Err(TrainError::DifferentFeatures { train, test });
        }
        Ok(Self {
            features: features::of(described.as_deref(), [&train_rows, &test_rows]),
            train: train_rows,
            test: test_rows,
        })
    }

    /// Whether some cells of each feature are missing in either table.
    #[must_use]
    pub(crate) fn missing(&self) -> Vec<bool> {
        let both = self.train.missing.iter().zip(&self.test.missing);
        both.map(|(train, test)| *train || *test).collect()
    }

    /// One digest for both: MD5 over a line `<md5>  <path>` for each, in the
    /// order of the paths.
    #[must_use]
    pub(crate) fn version(&self) -> String {
        let mut tables = [&self.train, &self.test];
        tables.sort_by(|a, b| a.path.cmp(&b.path));
        let lines = tables.map(|table| format!("{}  {}\n", table.md5, table.path));
        hex(&Md5::digest(lines.concat()))
    }
}

impl InputTable {
    fn read(
        path: &Path,
        described: Option<&[params::Column]>,
        classes: usize,
    ) -> Result<Self, TrainError> {
        let name = path.display().to_string();
        Ok(match described {
            Some(columns) => {
                let columns: Vec<_> = columns.iter().map(Description::from).collect();
                Self::of_frame(name, LabeledFrame::read(path, &columns, classes)?)
            }
            None => Self::of_numbers(name, LabeledTable::read(path, classes)?),
        })
    }

    fn of_numbers(path: String, table: LabeledTable) -> Self {
        Self {
            path,
            missing: vec![false; table.features.len()],
            features: table.features,
            integers: table.integers,
            targets: table.targets,
            md5: table.md5,
            rows: Rows::Numbers {
                records: table.records,
                head: table.head,
                summaries: table.summaries,
            },
        }
    }

    fn of_frame(path: String, table: LabeledFrame) -> Self {
        Self {
            path,
            features: table.features,
            integers: table.integers,
            missing: table.missing,
            targets: table.targets,
            md5: table.md5,
            rows: Rows::Described(table.frame),
        }
    }
}
