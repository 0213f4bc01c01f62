//! Columns of text, of which many are the same.

use std::collections::HashMap;
use std::rc::Rc;

use polars::prelude::*;

/// The texts of a column: a list without repetitions, and for each row its place in the list.
#[derive(Debug, Default)]
pub(crate) struct Texts {
    places: HashMap<Rc<str>, IdxSize>,
    different: Vec<Rc<str>>,
    rows: Vec<Option<IdxSize>>,
}

impl Texts {
    /// Adds a cell; nothing if there are more different ones than can be counted.
    pub(crate) fn push(&mut self, cell: &str) -> Option<()> {
        let place = self.places.get(cell).copied();
        let place = place.or_else(|| self.add(cell))?;
        self.rows.push(Some(place));
        Some(())
    }

    fn add(&mut self, text: &str) -> Option<IdxSize> {
        let place = IdxSize::try_from(self.different.len()).ok()?;
        let text: Rc<str> = text.into();
        self.different.push(text.clone());
        self.places.insert(text, place);
        Some(place)
    }

    pub(crate) fn push_missing(&mut self) {
        self.rows.push(None);
    }

    /// The rows of the column share the bytes of their texts.
    pub(crate) fn into_column(self, name: &str) -> PolarsResult<Column> {
        let texts = self.different.iter().map(|text| &**text);
        let texts = StringChunked::from_iter_values(PlSmallStr::from_str(name), texts);
        let rows: IdxCa = self.rows.into_iter().collect();
        Ok(texts.take(&rows)?.into_column())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_gets_its_text_or_none() {
        let mut texts = Texts::default();
        for cell in ["a text that is longer than twelve bytes", "é", "é"] {
            texts.push(cell).unwrap();
            texts.push_missing();
        }
        let column = texts.into_column("c").unwrap();
        let long = "a text that is longer than twelve bytes";
        let expected = [Some(long), None, Some("é"), None, Some("é"), None];
        let found: Vec<_> = column.str().unwrap().iter().collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_column_may_have_no_text_at_all() {
        let mut texts = Texts::default();
        texts.push_missing();
        assert_eq!(texts.into_column("c").unwrap().null_count(), 1);
    }
}
