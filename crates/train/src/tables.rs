//! The two tables, read and checked against each other.

use std::path::Path;

use md5::{Digest, Md5};
use stage::digest::hex;
use stage::labeled_table::LabeledTable;

use crate::error::TrainError;

/// A table and where it is.
#[derive(Debug)]
pub struct Table {
    /// Its path relative to the checkout.
    pub path: String,
    /// Its rows.
    pub samples: LabeledTable,
}

/// The training and the test rows, with the same features.
#[derive(Debug)]
pub struct Tables {
    /// What the model learns from.
    pub train: Table,
    /// What it is scored on.
    pub test: Table,
}

impl Tables {
    /// Reads both tables, whose targets are numbers below `classes`.
    ///
    /// # Errors
    ///
    /// When one is no table, or their features differ.
    pub fn read(train: &Path, test: &Path, classes: usize) -> Result<Self, TrainError> {
        let tables = Self {
            train: read(train, classes)?,
            test: read(test, classes)?,
        };
        if tables.train.samples.features != tables.test.samples.features {
            let (train, test) = (train.to_owned(), test.to_owned());
            return Err(TrainError::DifferentFeatures { train, test });
        }
        Ok(tables)
    }

    /// One digest for both: MD5 over a line `<md5>  <path>` for each, in the
    /// order of the paths.
    #[must_use]
    pub fn version(&self) -> String {
        let mut tables = [&self.train, &self.test];
        tables.sort_by(|a, b| a.path.cmp(&b.path));
        let lines = tables.map(|table| format!("{}  {}\n", table.samples.md5, table.path));
        hex(&Md5::digest(lines.concat()))
    }
}

fn read(path: &Path, classes: usize) -> Result<Table, TrainError> {
    Ok(Table {
        path: path.display().to_string(),
        samples: LabeledTable::read(path, classes)?,
    })
}
