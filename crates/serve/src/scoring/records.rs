//! `dataframe_records`, and `instances` or `inputs` as a list: an object for each row.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::values::{IntoColumn, duplicate, kept};
use crate::rows::RowsBuilder;

/// All records.
pub(super) struct Records<'a, 'b>(pub(super) &'a mut RowsBuilder<'b>);

impl<'de> DeserializeSeed<'de> for Records<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Records<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of records")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut records: A) -> Result<(), A::Error> {
        while records.next_element_seed(Record(&mut *self.0))?.is_some() {}
        Ok(())
    }
}

/// One record.
struct Record<'a, 'b>(&'a mut RowsBuilder<'b>);

impl<'de> DeserializeSeed<'de> for Record<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Record<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a record, which is an object with a value for each column")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut cells: A) -> Result<(), A::Error> {
        let rows = self.0;
        while let Some(name) = cells.next_key::<Cow<'de, str>>()? {
            let Some(column) = rows.signature().position(&name) else {
                cells.next_value::<IgnoredAny>()?;
                continue;
            };
            if rows.has_cell(column) {
                return Err(duplicate(&name, rows));
            }
            cells.next_value_seed(IntoColumn {
                rows: &mut *rows,
                column,
            })?;
        }
        let ended = rows.end_record();
        kept(ended, rows)
    }
}
