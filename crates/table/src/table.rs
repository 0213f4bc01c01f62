//! A table whose cells are checked.

use polars::prelude::Column;

use crate::column::Cells;
use crate::header::{Header, Role};

/// A table as it was expected to be.
#[derive(Debug)]
pub struct Table {
    features: Vec<Column>,
    classes: Vec<usize>,
}

impl Table {
    pub(crate) fn new(header: &Header, columns: Vec<Cells>, classes: Vec<usize>) -> Self {
        let columns = columns.into_iter().zip(&header.names).zip(&header.roles);
        let features = columns.filter(|(_, role)| **role == Role::Feature);
        Self {
            features: features
                .map(|((cells, name), _)| cells.into_column(name))
                .collect(),
            classes,
        }
    }

    /// The features in the order of the file: 64-bit integers, signed or not, or floats, or the
    /// text of integers of any length, as pandas would type them.
    #[must_use]
    pub fn features(&self) -> &[Column] {
        &self.features
    }

    /// The class of every row, as its position in the list that was expected.
    #[must_use]
    pub fn classes(&self) -> &[usize] {
        &self.classes
    }
}
