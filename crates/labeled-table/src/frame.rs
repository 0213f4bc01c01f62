//! A table whose columns are described.

use std::path::Path;

use ndarray::Array1;
use onnx::frame::Frame;

use crate::cells::ColumnCells;
use crate::description::Description;
use crate::error::LabeledTableError;
use crate::part::Part;
use crate::plan::Plan;
use crate::table_file;

/// A split table, `n` rows by `f` features of any kind.
#[derive(Clone, Debug, PartialEq)]
pub struct LabeledFrame {
    /// The names of the features, in the order of the columns.
    pub features: Vec<String>,
    /// Whether each feature is a column of numbers, and each of these is an integer of 64 bits,
    /// written without point and exponent. Missing cells do not count, although pandas reads a
    /// column that has some as floats.
    pub integers: Vec<bool>,
    /// Whether some cells of each feature are missing.
    pub missing: Vec<bool>,
    /// The features, `n` rows.
    pub frame: Frame,
    /// Shape (n), each below the number of classes.
    pub targets: Array1<usize>,
    /// MD5 of the file's bytes in hexadecimal, which is how DVC names it.
    pub md5: String,
}

impl LabeledFrame {
    /// Reads the table at `path`, whose features are those described, in any order, and whose
    /// targets are numbers below `classes`.
    ///
    /// # Errors
    ///
    /// When the file cannot be read, is empty or ragged, does not end with the
    /// column [`TARGET`](crate::TARGET), has other features, or holds anything but what is
    /// described and classes: all that is wrong, up to ten problems.
    pub fn read(
        path: &Path,
        columns: &[Description],
        classes: usize,
    ) -> Result<Self, LabeledTableError> {
        let plan = |columns: &[Description]| ToColumns(columns.to_vec());
        let read = table_file::read(path, Some(columns), classes, plan)
            .map_err(|problems| LabeledTableError::new(path, problems))?;
        let targets = table_file::wide(read.targets);
        let columns = read.whole;
        let of_columns = |tell: fn(&ColumnCells) -> bool| columns.iter().map(tell).collect();
        Ok(Self {
            features: read.features,
            integers: of_columns(|column| column.integers),
            missing: of_columns(|column| column.missing),
            frame: Frame {
                columns: columns.into_iter().map(ColumnCells::into_column).collect(),
                rows: targets.len(),
            },
            targets,
            md5: read.md5,
        })
    }
}

/// Puts the parts of each column together.
pub(crate) struct ToColumns(pub(crate) Vec<Description>);

impl Plan for ToColumns {
    type Seen = ();
    type Whole = Vec<ColumnCells>;

    fn start(&self) -> Vec<ColumnCells> {
        self.0.iter().map(ColumnCells::new).collect()
    }

    fn see(&self, _: &Part) {}

    fn add(&self, columns: &mut Vec<ColumnCells>, part: &Part, (): ()) {
        for (column, next) in columns.iter_mut().zip(&part.columns) {
            column.append(next);
        }
    }
}
