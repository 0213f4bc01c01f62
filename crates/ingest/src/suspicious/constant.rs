//! Columns of one value.

use super::rows::Cell;

/// The one value of a column, which may be that all cells are missing.
#[derive(Debug, Default)]
pub(super) struct Constant(Option<Vec<u8>>);

impl Constant {
    /// Adds a cell; false if it is another value.
    pub(super) fn add(&mut self, cell: &Cell<'_>) -> bool {
        let first = self.0.get_or_insert_with(|| cell.text.to_vec());
        *first == cell.text
    }

    /// Adds the cells of more rows; false if they hold another value.
    pub(super) fn merge(&mut self, more: Self) -> bool {
        let Some(more) = more.0 else {
            return true;
        };
        *self.0.get_or_insert_with(|| more.clone()) == more
    }
}
