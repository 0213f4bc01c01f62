//! Columns that look like identifiers: row numbers, keys of a database.

mod distinct;
mod name;
mod sequence;

use table::spell::ColumnType;

use super::question::{keep_if, merge};
use super::rows::Cell;
use distinct::Distinct;
pub(crate) use name::names_rows;
use sequence::Sequence;

/// What of an identifier a column may still be: none of its cells is missing, and it holds whole
/// numbers that rise, fall or are all different, or texts that are all different.
#[derive(Debug)]
pub(super) struct Identifier {
    holds_text: bool,
    /// Whether a cell was no number.
    is_text: bool,
    /// While all cells are whole numbers.
    whole_numbers: Option<Sequence>,
    /// While no two cells are known to be the same.
    distinct: Option<Distinct>,
}

impl Identifier {
    /// Of a column of this type, whose values are remembered up to a number of `most`.
    pub(super) fn new(column_type: ColumnType, most: usize) -> Self {
        Self {
            holds_text: column_type == ColumnType::Text,
            is_text: false,
            whole_numbers: Some(Sequence::default()),
            distinct: Some(Distinct::new(most)),
        }
    }

    /// The same with no rows, of which only the open questions are asked.
    pub(super) fn blank(&self) -> Self {
        Self {
            whole_numbers: self.whole_numbers.as_ref().map(|_| Sequence::default()),
            distinct: self.distinct.as_ref().map(Distinct::blank),
            ..*self
        }
    }

    /// Adds a cell; false if the column is no identifier.
    pub(super) fn add(&mut self, cell: &Cell<'_>) -> bool {
        if cell.is_missing() {
            return false;
        }
        keep_if(&mut self.whole_numbers, |numbers| {
            numbers.add(cell.whole_number())
        });
        // Numbers of any length are texts, too; they are not meant.
        self.is_text |= self.holds_text && !self.is_text && cell.number().is_none();
        keep_if(&mut self.distinct, |distinct| distinct.add(cell.digest()));
        self.is_open()
    }

    /// Adds the cells of the rows that follow; false if the column is no identifier.
    pub(super) fn merge(&mut self, next: Self) -> bool {
        merge(
            &mut self.whole_numbers,
            next.whole_numbers,
            Sequence::append,
        );
        merge(&mut self.distinct, next.distinct, Distinct::merge);
        self.is_text |= next.is_text;
        self.is_open()
    }

    fn is_open(&self) -> bool {
        let may_be_distinct = self.distinct.is_some();
        let numbers = self.whole_numbers.as_ref();
        numbers.is_some_and(|numbers| numbers.is_ordered() || may_be_distinct)
            || (self.holds_text && may_be_distinct)
    }

    /// Why the column, which is called `name`, looks like an identifier, as the end of a sentence.
    pub(super) fn reason(&self, name: &str) -> Option<String> {
        let are_distinct = self.distinct.is_some();
        let pattern = if let Some(numbers) = &self.whole_numbers {
            let is_key = || are_distinct && names_rows(name);
            let told = || "its name says so, and its whole numbers are all different".to_owned();
            numbers.pattern().or_else(|| is_key().then(told))
        } else {
            let told = || "its texts are all different".to_owned();
            (self.is_text && are_distinct).then(told)
        };
        pattern.map(|pattern| format!("looks like an identifier: {pattern}"))
    }
}
