//! A table of nothing but numbers.

use std::path::Path;

use ndarray::{Array1, Array2};

use crate::error::LabeledTableError;
use crate::file::SplitFile;
use crate::problem::Problems;
use crate::rows::{self, Cells};
use crate::value::{is_integer, number};

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

impl LabeledTable {
    /// Reads the table at `path`, whose targets are numbers below `classes`.
    ///
    /// # Errors
    ///
    /// When the file cannot be read, is empty or ragged, does not end with the
    /// column [`TARGET`](crate::TARGET), or holds anything but finite numbers and classes: all
    /// that is wrong, up to ten problems.
    pub fn read(path: &Path, classes: usize) -> Result<Self, LabeledTableError> {
        read(path, classes).map_err(|problems| LabeledTableError::new(path, problems))
    }
}

fn read(path: &Path, classes: usize) -> Result<LabeledTable, Problems> {
    let file = SplitFile::open(path)?;
    let mut numbers = Numbers {
        integers: vec![true; file.features.len()],
        cells: Vec::new(),
    };
    let read = rows::read(file, classes, &mut numbers)?;
    let shape = (read.targets.len(), read.features.len());
    let records = Array2::from_shape_vec(shape, numbers.cells)
        .expect("every row gave one cell a feature, or it had been a problem");
    Ok(LabeledTable {
        features: read.features,
        integers: numbers.integers,
        records,
        targets: read.targets.into(),
        md5: read.md5,
    })
}

/// All cells, row by row.
struct Numbers {
    integers: Vec<bool>,
    cells: Vec<f64>,
}

impl Cells for Numbers {
    fn take(&mut self, feature: usize, cell: &[u8]) -> Result<(), &'static str> {
        self.integers[feature] = self.integers[feature] && is_integer(cell);
        self.cells.push(number(cell).ok_or("a finite number")?);
        Ok(())
    }
}
