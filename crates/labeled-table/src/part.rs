//! Some rows of a table.

use crate::cells::ColumnCells;
use crate::description::Description;
use crate::value::class;

/// Some rows of a table that follow each other.
pub(crate) struct Part {
    /// The features, in the order of the header.
    pub(crate) columns: Vec<ColumnCells>,
    /// The class of each row, below the number of classes.
    pub(crate) targets: Vec<u32>,
    /// For how many rows there should be room, if something is known of the whole table.
    pub(crate) rows_of_table: usize,
    n_classes: usize,
}

impl Part {
    /// No rows yet, of the columns described.
    pub(crate) fn new(columns: &[Description], n_classes: usize) -> Self {
        Self {
            columns: columns.iter().map(ColumnCells::new).collect(),
            targets: Vec::new(),
            rows_of_table: 0,
            n_classes,
        }
    }

    /// Forgets all rows, and keeps the memory.
    pub(crate) fn clear(&mut self) {
        self.columns.iter_mut().for_each(ColumnCells::clear);
        self.targets.clear();
    }

    pub(crate) fn rows(&self) -> usize {
        self.targets.len()
    }

    pub(crate) fn n_classes(&self) -> usize {
        self.n_classes
    }

    /// Takes the class of the next row; false if it is none.
    pub(crate) fn take_class(&mut self, class: impl TryInto<u32>) -> bool {
        let class = class.try_into().ok();
        let class = class.filter(|&class: &u32| (class as usize) < self.n_classes);
        self.targets.extend(class);
        class.is_some()
    }

    /// Takes the class of the next row; false if the cell holds none.
    pub(crate) fn take_target(&mut self, cell: &[u8]) -> bool {
        class(cell, self.n_classes).is_some_and(|class| self.take_class(class))
    }
}
