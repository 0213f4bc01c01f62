//! A table whose cells are checked.

use polars::prelude::Column;

/// A table as it was expected to be.
#[derive(Debug)]
pub struct Table {
    features: Vec<Column>,
    classes: Vec<usize>,
    rejected: Vec<u64>,
}

impl Table {
    /// `rejected` are rows of the file that are not in the table, counted from 1.
    pub(crate) fn new(features: Vec<Column>, classes: Vec<usize>, rejected: Vec<u64>) -> Self {
        Self {
            features,
            classes,
            rejected,
        }
    }

    /// The features in the order of the file, typed as pandas types them: 64-bit integers, signed
    /// or not, floats, and text. A missing float is not a number, a missing text null; neither
    /// occurs otherwise. The text may be that of integers of any length.
    #[must_use]
    pub fn features(&self) -> &[Column] {
        &self.features
    }

    /// The class of every row, as its position in the list that was expected.
    #[must_use]
    pub fn classes(&self) -> &[usize] {
        &self.classes
    }

    /// The rows of the file that are not in the table because something is wrong with them, in
    /// ascending order, counted from 1 without header and blank lines.
    #[must_use]
    pub fn rejected(&self) -> &[u64] {
        &self.rejected
    }
}
