//! The two tables, read and checked against each other.

use std::path::Path;

use encoders::Feature;
use labeled_table::{Description, LabeledFrame, LabeledTable};
use md5::{Digest, Md5};
use onnx::frame::{Column, Frame};
use params::Data;
use stage::digest::hex;

use crate::error::TrainError;
use crate::features;

/// A table and where it is.
#[derive(Debug)]
pub(crate) struct InputTable {
    /// Its path relative to the checkout.
    pub path: String,
    /// Its rows.
    pub rows: LabeledFrame,
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
        let read = |path| read(path, described.as_deref(), data.classes.len());
        let [train_rows, test_rows] = [read(train)?, read(test)?];
        if train_rows.rows.features != test_rows.rows.features {
            let (train, test) = (train.to_owned(), test.to_owned());
            return Err(TrainError::DifferentFeatures { train, test });
        }
        let both = [&train_rows.rows, &test_rows.rows];
        Ok(Self {
            features: features::of(described.as_deref(), both),
            train: train_rows,
            test: test_rows,
        })
    }

    /// Whether some cells of each feature are missing in either table.
    #[must_use]
    pub(crate) fn missing(&self) -> Vec<bool> {
        let both = self.train.rows.missing.iter().zip(&self.test.rows.missing);
        both.map(|(train, test)| *train || *test).collect()
    }

    /// One digest for both: MD5 over a line `<md5>  <path>` for each, in the
    /// order of the paths.
    #[must_use]
    pub(crate) fn version(&self) -> String {
        let mut tables = [&self.train, &self.test];
        tables.sort_by(|a, b| a.path.cmp(&b.path));
        let lines = tables.map(|table| format!("{}  {}\n", table.rows.md5, table.path));
        hex(&Md5::digest(lines.concat()))
    }
}

fn read(
    path: &Path,
    described: Option<&[params::Column]>,
    classes: usize,
) -> Result<InputTable, TrainError> {
    let rows = match described {
        Some(columns) => {
            let columns: Vec<_> = columns.iter().map(Description::from).collect();
            LabeledFrame::read(path, &columns, classes)?
        }
        None => of_numbers(LabeledTable::read(path, classes)?),
    };
    Ok(InputTable {
        path: path.display().to_string(),
        rows,
    })
}

/// The same rows, column by column.
fn of_numbers(table: LabeledTable) -> LabeledFrame {
    let columns = table.records.columns().into_iter();
    let columns = columns.map(|column| Column::Numbers(column.to_vec()));
    let frame = Frame {
        columns: columns.collect(),
        rows: table.targets.len(),
    };
    LabeledFrame {
        missing: vec![false; table.features.len()],
        features: table.features,
        integers: table.integers,
        frame,
        targets: table.targets,
        md5: table.md5,
    }
}
