//! The data of a tensor, put into a column.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use crate::scoring::values::{IntoColumn, all_into};

/// A list of values, or of lists of one value each; gives their number.
pub(super) struct Data<'a, 'b>(pub(super) IntoColumn<'a, 'b>);

impl<'de> DeserializeSeed<'de> for Data<'_, '_> {
    type Value = usize;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<usize, D::Error> {
        from.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Data<'_, '_> {
    type Value = usize;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of values")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut values: A) -> Result<usize, A::Error> {
        let IntoColumn { rows, column } = self.0;
        let mut count = 0;
        while values
            .next_element_seed(Element(IntoColumn {
                rows: &mut *rows,
                column,
            }))?
            .is_some()
        {
            count += 1;
        }
        Ok(count)
    }
}

/// A value, or a list of one.
struct Element<'a, 'b>(IntoColumn<'a, 'b>);

impl<'de> DeserializeSeed<'de> for Element<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Element<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value, or a list of one value")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, values: A) -> Result<(), A::Error> {
        let count = all_into(self.0, values)?;
        if count == 1 {
            Ok(())
        } else {
            Err(serde::de::Error::invalid_length(
                count,
                &"one value in each list",
            ))
        }
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<(), E> {
        self.0.visit_unit()
    }

    fn visit_bool<E: serde::de::Error>(self, flag: bool) -> Result<(), E> {
        self.0.visit_bool(flag)
    }

    fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<(), E> {
        self.0.visit_i64(number)
    }

    fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<(), E> {
        self.0.visit_u64(number)
    }

    fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<(), E> {
        self.0.visit_f64(number)
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<(), E> {
        self.0.visit_str(text)
    }

    fn visit_map<A: MapAccess<'de>>(self, values: A) -> Result<(), A::Error> {
        self.0.visit_map(values)
    }
}
