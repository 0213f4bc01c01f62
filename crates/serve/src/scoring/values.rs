//! Cells of a JSON document.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::rows::{Cell, Header, RowsBuilder, RowsProblem};

/// A cell that is put into a column of the signature.
pub(crate) struct IntoColumn<'a, 'b> {
    pub(crate) rows: &'a mut RowsBuilder<'b>,
    pub(crate) column: usize,
}

impl IntoColumn<'_, '_> {
    fn take<E: serde::de::Error>(self, cell: &Cell<'_>) -> Result<(), E> {
        let taken = self.rows.push(self.column, cell);
        kept(taken, self.rows)
    }
}

/// Keeps a problem with the builder, which a parser's error cannot hold.
pub(super) fn kept<T, E: serde::de::Error>(
    result: Result<T, RowsProblem>,
    rows: &mut RowsBuilder<'_>,
) -> Result<T, E> {
    result.map_err(|problem| {
        let error = E::custom(&problem);
        rows.keep(problem);
        error
    })
}

impl<'de> DeserializeSeed<'de> for IntoColumn<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for IntoColumn<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<(), E> {
        self.take(&Cell::Missing)
    }

    fn visit_bool<E: serde::de::Error>(self, flag: bool) -> Result<(), E> {
        self.take(&Cell::Flag(flag))
    }

    fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<(), E> {
        self.take(&Cell::Integer(number))
    }

    fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<(), E> {
        let cell = i64::try_from(number).map_or(Cell::Number(number as f64), Cell::Integer);
        self.take(&cell)
    }

    fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<(), E> {
        self.take(&Cell::Number(number))
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<(), E> {
        self.take(&Cell::Text(text.into()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, _: A) -> Result<(), A::Error> {
        self.take(&Cell::Nested("a list"))
    }

    fn visit_map<A: MapAccess<'de>>(self, _: A) -> Result<(), A::Error> {
        self.take(&Cell::Nested("an object"))
    }
}

/// A list of cells that is put into one column; gives their number.
pub(super) struct WholeColumn<'a, 'b>(pub(super) IntoColumn<'a, 'b>);

impl<'de> DeserializeSeed<'de> for WholeColumn<'_, '_> {
    type Value = usize;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<usize, D::Error> {
        from.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for WholeColumn<'_, '_> {
    type Value = usize;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of values")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, cells: A) -> Result<usize, A::Error> {
        all_into(self.0, cells)
    }
}

/// Puts all cells of a list into a column; gives their number.
pub(crate) fn all_into<'de, A: SeqAccess<'de>>(
    into: IntoColumn<'_, '_>,
    mut cells: A,
) -> Result<usize, A::Error> {
    let IntoColumn { rows, column } = into;
    let mut count = 0;
    while cells
        .next_element_seed(IntoColumn {
            rows: &mut *rows,
            column,
        })?
        .is_some()
    {
        count += 1;
    }
    Ok(count)
}

/// Lists of cells, each of which is a row below the header.
pub(super) struct Lines<'a, 'b> {
    pub(super) rows: &'a mut RowsBuilder<'b>,
    pub(super) header: &'a Header,
}

impl<'de> DeserializeSeed<'de> for Lines<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Lines<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of rows")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut lines: A) -> Result<(), A::Error> {
        let Self { rows, header } = self;
        while lines
            .next_element_seed(Line {
                rows: &mut *rows,
                header,
            })?
            .is_some()
        {}
        Ok(())
    }
}

/// One of them.
struct Line<'a, 'b> {
    rows: &'a mut RowsBuilder<'b>,
    header: &'a Header,
}

impl<'de> DeserializeSeed<'de> for Line<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Line<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a row, which is a list of values")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut cells: A) -> Result<(), A::Error> {
        let Self { rows, header } = self;
        let mut width = 0;
        loop {
            let more = match header.column(width) {
                Some(column) => cells
                    .next_element_seed(IntoColumn {
                        rows: &mut *rows,
                        column,
                    })?
                    .is_some(),
                None => cells.next_element::<IgnoredAny>()?.is_some(),
            };
            if !more {
                break;
            }
            width += 1;
        }
        let ended = rows.end_row(header, width);
        kept(ended, rows)
    }
}

/// That an object has a key twice.
pub(super) fn duplicate<E: serde::de::Error>(name: &str, rows: &mut RowsBuilder<'_>) -> E {
    let problem = RowsProblem::DuplicateColumn {
        column: name.to_owned(),
    };
    let error = E::custom(&problem);
    rows.keep(problem);
    error
}
