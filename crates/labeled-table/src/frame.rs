//! A table whose columns are described.

use std::collections::{BTreeSet, HashMap};
use std::path::Path;

use ndarray::Array1;
use onnx::frame::Frame;
use params::shorten;

use crate::cells::ColumnCells;
use crate::description::Description;
use crate::error::LabeledTableError;
use crate::file::SplitFile;
use crate::problem::{Problem, Problems};
use crate::rows::{self, Cells};

/// A split table, `n` rows by `f` features of any kind.
#[derive(Clone, Debug, PartialEq)]
pub struct LabeledFrame {
    /// The names of the features, in the order of the columns.
    pub features: Vec<String>,
    /// Whether each feature is a column of numbers of which all that are there are integers
    /// without point and exponent, and fit into 64 bits. pandas reads one of which some are
    /// missing as floats.
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
        read(path, columns, classes).map_err(|problems| LabeledTableError::new(path, problems))
    }
}

fn read(path: &Path, columns: &[Description], classes: usize) -> Result<LabeledFrame, Problems> {
    let file = SplitFile::open(path)?;
    let described = in_order(&file.features, columns)?;
    let mut columns = Columns(described.into_iter().map(ColumnCells::new).collect());
    let read = rows::read(file, classes, &mut columns)?;
    let of_columns = |tell: fn(&ColumnCells) -> bool| columns.0.iter().map(tell).collect();
    Ok(LabeledFrame {
        features: read.features,
        integers: of_columns(|column| column.integers),
        missing: of_columns(|column| column.missing),
        frame: Frame {
            columns: columns
                .0
                .into_iter()
                .map(ColumnCells::into_column)
                .collect(),
            rows: read.targets.len(),
        },
        targets: read.targets.into(),
        md5: read.md5,
    })
}

/// The descriptions in the order of the header, which has those columns and no others.
fn in_order<'a>(
    features: &[String],
    columns: &'a [Description],
) -> Result<Vec<&'a Description>, Problems> {
    let by_name: HashMap<&str, &Description> = columns
        .iter()
        .map(|column| (column.name.as_str(), column))
        .collect();
    let header: BTreeSet<&str> = features.iter().map(String::as_str).collect();
    let mut problems = Problems::default();
    for column in columns {
        if !header.contains(column.name.as_str()) {
            problems.add(|| Problem::NoColumn(shorten::text(&column.name)));
        }
    }
    let mut described = Vec::new();
    for name in features {
        match by_name.get(name.as_str()) {
            Some(column) => described.push(*column),
            None => problems.add(|| Problem::OtherColumn(shorten::text(name))),
        }
    }
    if problems.is_empty() {
        Ok(described)
    } else {
        Err(problems)
    }
}

struct Columns(Vec<ColumnCells>);

impl Cells for Columns {
    fn take(&mut self, feature: usize, cell: &[u8]) -> Result<(), &'static str> {
        self.0[feature].take(cell)
    }
}
