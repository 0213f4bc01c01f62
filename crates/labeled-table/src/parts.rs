//! A table that is gone through part by part, and never in memory as a whole.

use std::path::Path;

use ndarray::{Array1, Array2, ArrayView2, ShapeBuilder};
use onnx::float32::FeatureValue;
use onnx::frame::Frame;

use crate::cells::ColumnCells;
use crate::description::Description;
use crate::error::LabeledTableError;
use crate::part::Part;
use crate::plan::Plan;
use crate::table_file;

/// Some rows of a table that follow each other.
#[derive(Clone, Debug, PartialEq)]
pub enum Rows {
    /// `[rows, features]`, column by column in memory: finite numbers, rounded to float32.
    Numbers(Array2<f32>),
    /// Columns as they are described.
    Described(Frame),
}

/// What became of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct LabeledParts<T> {
    /// What became of its parts, in their order.
    pub parts: Vec<T>,
    /// Shape (n), each below the number of classes.
    pub targets: Array1<usize>,
    /// MD5 of the file's bytes in hexadecimal, which is how DVC names it.
    pub md5: String,
}

/// Reads the names of the features of the table at `path`, in the order of the columns.
///
/// # Errors
///
/// When the file cannot be read, or does not end with the column [`TARGET`](crate::TARGET).
pub fn read_features(path: &Path) -> Result<Vec<String>, LabeledTableError> {
    table_file::read_features(path).map_err(|problem| LabeledTableError::new(path, problem.into()))
}

/// Goes through the table at `path`, whose targets are numbers below `classes`, and has `look` see
/// some rows at a time: several threads do so at once. The features are those described, in any
/// order; without a description they are numbers of which none is missing.
///
/// # Errors
///
/// As [`LabeledTable::read`](crate::LabeledTable::read) or
/// [`LabeledFrame::read`](crate::LabeledFrame::read). Parts before a problem have been looked at.
pub fn read_parts<T: Send>(
    path: &Path,
    columns: Option<&[Description]>,
    classes: usize,
    look: impl Fn(Rows) -> T + Sync,
) -> Result<LabeledParts<T>, LabeledTableError> {
    let described = columns.is_some();
    let plan = |_: &[Description]| LookedAt { look, described };
    let read = table_file::read(path, columns, classes, plan)
        .map_err(|problems| LabeledTableError::new(path, problems))?;
    Ok(LabeledParts {
        targets: table_file::wide(read.targets),
        parts: read.whole,
        md5: read.md5,
    })
}

/// Shows each part to `look`.
struct LookedAt<L> {
    look: L,
    described: bool,
}

impl<T: Send, L: Fn(Rows) -> T + Sync> Plan for LookedAt<L> {
    type Seen = T;
    type Whole = Vec<T>;

    fn start(&self) -> Vec<T> {
        Vec::new()
    }

    fn see(&self, part: &Part) -> T {
        let rows = if self.described {
            Rows::Described(frame(part))
        } else {
            Rows::Numbers(matrix(part))
        };
        (self.look)(rows)
    }

    fn add(&self, whole: &mut Vec<T>, _: &Part, seen: T) {
        whole.push(seen);
    }
}

/// Goes through the table at `path`, whose targets are numbers below `classes`, and adds up what
/// `of` says of some rows at a time: of their records, as in [`Rows::Numbers`], and the class of
/// each. Several threads ask it at once. The features are those described, in any order; without
/// a description they are numbers of which none is missing, and so are those described.
///
/// Gives the sum, and MD5 of the file's bytes in hexadecimal. Nothing is kept of a row.
///
/// # Errors
///
/// As [`read_parts`].
pub fn sum_over_rows(
    path: &Path,
    columns: Option<&[Description]>,
    classes: usize,
    of: impl Fn(&ArrayView2<f32>, &[u32]) -> usize + Sync,
) -> Result<(usize, String), LabeledTableError> {
    let plan = |_: &[Description]| Summed(of);
    let read = table_file::read(path, columns, classes, plan)
        .map_err(|problems| LabeledTableError::new(path, problems))?;
    Ok((read.whole, read.md5))
}

/// Adds up what this says of each part.
struct Summed<F>(F);

impl<F: Fn(&ArrayView2<f32>, &[u32]) -> usize + Sync> Plan for Summed<F> {
    type Seen = usize;
    type Whole = usize;

    const KEEPS_TARGETS: bool = false;

    fn start(&self) -> usize {
        0
    }

    fn see(&self, part: &Part) -> usize {
        (self.0)(&matrix(part).view(), &part.targets)
    }

    fn add(&self, sum: &mut usize, _: &Part, seen: usize) {
        *sum += seen;
    }
}

fn frame(part: &Part) -> Frame {
    Frame {
        columns: part.columns.iter().map(ColumnCells::to_column).collect(),
        rows: part.rows(),
    }
}

fn matrix(part: &Part) -> Array2<f32> {
    let shape = (part.rows(), part.columns.len());
    let mut cells = Vec::with_capacity(part.rows() * part.columns.len());
    for column in &part.columns {
        cells.extend(column.numbers().iter().map(|number| number.to_f32()));
    }
    Array2::from_shape_vec(shape.f(), cells).expect("each column has as many rows")
}
