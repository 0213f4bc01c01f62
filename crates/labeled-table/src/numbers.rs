//! A table of nothing but numbers.

use std::path::Path;

use ndarray::{Array1, Array2};
use onnx::frame::Frame;

use crate::description::{Description, Kind};
use crate::error::LabeledTableError;
use crate::matrix::{KeptRows, ToMatrix};
use crate::summary::NumberSummary;
use crate::table_file;

/// A split table, `n` rows by `f` features.
#[derive(Clone, Debug, PartialEq)]
pub struct LabeledTable {
    /// The names of the features, in the order of the columns.
    pub features: Vec<String>,
    /// Whether each feature is a column of integers, as pandas tells when it reads the file: no
    /// cell has a point or an exponent, and all of them fit into 64 bits.
    pub integers: Vec<bool>,
    /// Shape (n, f), or fewer rows where not all are kept, column by column in memory: the numbers
    /// of the table, all of which are finite, rounded to float32, which is what models learn from.
    /// Those beyond its range are infinite.
    pub records: Array2<f32>,
    /// The first rows, at most 5, as they stand in the table.
    pub head: Frame,
    /// The range of each feature, as it stands in the table.
    pub summaries: Vec<NumberSummary>,
    /// How many rows the table has, of which perhaps not all are kept.
    pub n_rows: usize,
    /// Shape (n), or as many as there are records, each below the number of classes.
    pub targets: Array1<usize>,
    /// MD5 of the file's bytes in hexadecimal, which is how DVC names it.
    pub md5: String,
}

impl LabeledTable {
    /// Reads the table at `path`, whose targets are numbers below `classes`.
    ///
    /// # Errors
    ///
    /// When the file cannot be read, is empty or ragged, does not end with the
    /// column [`TARGET`](crate::TARGET), or holds anything but finite numbers and classes: all
    /// that is wrong, up to ten problems.
    pub fn read(path: &Path, classes: usize) -> Result<Self, LabeledTableError> {
        Self::read_kept(path, None, classes, None)
    }

    /// Reads and checks the whole table, but holds only the records and targets of the rows in
    /// `kept`, in the order of the table. All else is of all rows: the ranges, the first rows. The
    /// features are those described, if they are.
    ///
    /// What rows there are to choose from is known from [`read_targets`](crate::read_targets).
    ///
    /// # Errors
    ///
    /// As [`read`](Self::read), or when there are other features than those described.
    ///
    /// # Panics
    ///
    /// If a column is described as anything but numbers of which none is missing.
    pub fn read_rows(
        path: &Path,
        columns: Option<&[Description]>,
        classes: usize,
        kept: KeptRows<'_>,
    ) -> Result<Self, LabeledTableError> {
        let plain = |column: &Description| column.kind == Kind::Number && !column.missing;
        assert!(
            columns.is_none_or(|columns| columns.iter().all(plain)),
            "a table of numbers is described as such"
        );
        Self::read_kept(path, columns, classes, Some(kept))
    }

    fn read_kept(
        path: &Path,
        columns: Option<&[Description]>,
        classes: usize,
        kept: Option<KeptRows<'_>>,
    ) -> Result<Self, LabeledTableError> {
        let plan = |columns: &[_]| ToMatrix {
            n_columns: columns.len(),
            kept,
        };
        let mut read = table_file::read(path, columns, classes, plan)
            .map_err(|problems| LabeledTableError::new(path, problems))?;
        let targets = table_file::wide(std::mem::take(&mut read.whole.targets));
        let columns = &read.whole.columns;
        Ok(Self {
            features: read.features,
            integers: columns.iter().map(|column| column.integers).collect(),
            summaries: columns.iter().map(|column| column.summary).collect(),
            n_rows: read.whole.rows,
            head: read.whole.take_head(),
            records: read.whole.into_records(),
            targets,
            md5: read.md5,
        })
    }
}
