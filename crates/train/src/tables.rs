//! The two tables, read and checked against each other.

use std::path::Path;

use labeled_table::LabeledTable;
use md5::{Digest, Md5};
use stage::digest::hex;

use crate::error::TrainError;

/// A table and where it is.
#[derive(Debug)]
pub(crate) struct InputTable {
    /// Its path relative to the checkout.
    pub path: String,
    /// Its rows.
    pub rows: LabeledTable,
}

/// The training and the test rows, with the same features.
#[derive(Debug)]
pub(crate) struct Tables {
    /// What the model learns from.
    pub train: InputTable,
    /// What it is scored on.
    pub test: InputTable,
}

impl Tables {
    /// Reads both tables, whose targets are numbers below `classes`.
    ///
    /// # Errors
    ///
    /// When one is no table, or their features differ.
    pub(crate) fn read(train: &Path, test: &Path, classes: usize) -> Result<Self, TrainError> {
        let tables = Self {
            train: read(train, classes)?,
            test: read(test, classes)?,
        };
        if tables.train.rows.features != tables.test.rows.features {
            let (train, test) = (train.to_owned(), test.to_owned());
            return Err(TrainError::DifferentFeatures { train, test });
        }
        Ok(tables)
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

fn read(path: &Path, classes: usize) -> Result<InputTable, TrainError> {
    Ok(InputTable {
        path: path.display().to_string(),
        rows: LabeledTable::read(path, classes)?,
    })
}
