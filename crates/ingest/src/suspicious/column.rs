//! One column that is still suspect.

use table::spell::{ColumnType, SpeltColumn};

use super::ENOUGH;
use super::constant::Constant;
use super::identifier::Identifier;
use super::leak::Leak;
use super::limits::Limits;
use super::question::{keep_if, merge};
use super::rows::Cell;

/// What a column may still be, and what of its cells tells it. A question that is closed stays so.
#[derive(Debug)]
pub(super) struct Column {
    spelt_as: ColumnType,
    rows: u64,
    constant: Option<Constant>,
    identifier: Option<Identifier>,
    leak: Option<Leak>,
}

impl Column {
    /// A column of which no row was seen, in a table of this number of `classes`.
    pub(super) fn new(column: &SpeltColumn, classes: usize, limits: Limits) -> Self {
        let spelt_as = column.column_type;
        Self {
            spelt_as,
            rows: 0,
            constant: Some(Constant::default()),
            identifier: Some(Identifier::new(spelt_as, limits.sample)),
            leak: Some(Leak::new(spelt_as, classes, limits)),
        }
    }

    /// The same with no rows, of which only the open questions are asked.
    pub(super) fn blank(&self) -> Self {
        Self {
            spelt_as: self.spelt_as,
            rows: 0,
            constant: self.constant.as_ref().map(|_| Constant::default()),
            identifier: self.identifier.as_ref().map(Identifier::blank),
            leak: self.leak.as_ref().map(Leak::blank),
        }
    }

    /// Takes its cell of the next row from the front of `onward`, and gives what is behind it.
    pub(super) fn take<'p>(&mut self, onward: &'p [u8], class: u16) -> &'p [u8] {
        let (cell, behind) = Cell::first_of(onward, self.spelt_as);
        self.rows += 1;
        keep_if(&mut self.constant, |constant| constant.add(&cell));
        keep_if(&mut self.identifier, |identifier| identifier.add(&cell));
        keep_if(&mut self.leak, |leak| leak.add(&cell, class));
        behind
    }

    /// Adds the rows that follow; false if the column is cleared.
    pub(super) fn merge(&mut self, next: Self) -> bool {
        self.rows += next.rows;
        merge(&mut self.constant, next.constant, Constant::merge);
        merge(&mut self.identifier, next.identifier, Identifier::merge);
        merge(&mut self.leak, next.leak, Leak::merge);
        self.is_suspect()
    }

    /// Closes the questions that the rows so far answer; false if the column is cleared.
    pub(super) fn settle(&mut self) -> bool {
        keep_if(&mut self.leak, Leak::settle);
        self.is_suspect()
    }

    /// Whether a question is open.
    pub(super) fn is_suspect(&self) -> bool {
        self.constant.is_some() || self.identifier.is_some() || self.leak.is_some()
    }

    /// Why it should perhaps not be learned from, each as the end of a sentence.
    pub(super) fn reasons(&self, name: &str) -> Vec<String> {
        let identifier = self.identifier.as_ref().filter(|_| self.rows >= ENOUGH);
        let identifier = identifier.and_then(|identifier| identifier.reason(name));
        let leak = self.leak.as_ref().and_then(Leak::reason);
        identifier.into_iter().chain(leak).collect()
    }

    /// Whether it holds one value in enough rows.
    pub(super) fn is_constant(&self) -> bool {
        self.constant.is_some() && self.rows >= ENOUGH
    }
}
