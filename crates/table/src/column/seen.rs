//! What the first pass sees of a column: what its cells are together.

use super::categories::Categories;
use super::numbers::{Kind, Number, Survey};

/// What was seen of a column so far.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    survey: Survey,
    categories: Categories,
}

impl Seen {
    pub(crate) fn number(&mut self, number: Number, is_category: bool) {
        self.survey.note(number);
        if is_category {
            self.categories.note(&number.category());
        }
    }

    pub(crate) fn text(&mut self, text: &str) {
        self.categories.note(text.as_bytes());
    }

    pub(crate) fn missing(&mut self) {
        self.survey.note_missing();
    }

    /// Whether it has more categories than a column may have.
    pub(crate) fn has_too_many_categories(&self) -> bool {
        self.categories.are_too_many()
    }

    /// What its numbers are.
    pub(crate) fn kind(&self) -> Kind {
        self.survey.kind()
    }
}
