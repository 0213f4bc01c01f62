//! `inputs` or `instances` as an object: a list of values for each column.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::Refusal;
use super::part::{deserialize, refused};
use super::values::{IntoColumn, WholeColumn, duplicate};
use crate::rows::RowsBuilder;

pub(super) fn read(raw: &RawValue, rows: &mut RowsBuilder<'_>) -> Result<(), Refusal> {
    let read = deserialize(raw, Columns(&mut *rows));
    let present = refused(read, rows, "an object of columns")?;
    rows.check_present(|column| present[column])?;
    let first = present.iter().position(|&present| present);
    let count = first.map_or(0, |column| rows.len_of(column));
    rows.set_rows(count);
    Ok(())
}

/// All columns; gives which of the signature's are there.
struct Columns<'a, 'b>(&'a mut RowsBuilder<'b>);

impl<'de> DeserializeSeed<'de> for Columns<'_, '_> {
    type Value = Vec<bool>;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Vec<bool>, D::Error> {
        from.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Columns<'_, '_> {
    type Value = Vec<bool>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with a list of values for each column")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut columns: A) -> Result<Vec<bool>, A::Error> {
        let rows = self.0;
        let mut present = vec![false; rows.signature().columns().len()];
        while let Some(name) = columns.next_key::<Cow<'de, str>>()? {
            let Some(column) = rows.signature().position(&name) else {
                columns.next_value::<IgnoredAny>()?;
                continue;
            };
            if std::mem::replace(&mut present[column], true) {
                return Err(duplicate(&name, rows));
            }
            columns.next_value_seed(WholeColumn(IntoColumn {
                rows: &mut *rows,
                column,
            }))?;
        }
        Ok(present)
    }
}
