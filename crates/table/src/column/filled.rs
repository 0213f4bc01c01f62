//! A column while its cells are read in the second pass.

use params::Values;
use polars::prelude::{Column, PolarsResult};

use super::dates::Dates;
use super::numbers::{Kind, Numbers};
use super::texts::Texts;
use crate::cell::Cell;
use crate::role::{Feature, Holds};

/// The cells of a feature.
#[derive(Debug)]
pub(crate) enum Filled {
    Numbers(Numbers),
    Texts(Texts),
    Dates(Dates),
}

impl Filled {
    /// A column without cells, whose numbers, if it has some, are of the `kind`.
    pub(crate) fn new(feature: Feature<'_>, kind: Kind) -> Self {
        match feature.holds {
            Holds::Number | Holds::Category(Values::Number) | Holds::Flag(Values::Number) => {
                Self::Numbers(Numbers::new(kind))
            }
            Holds::Category(_) | Holds::Flag(_) => Self::Texts(Texts::default()),
            Holds::Date(date) => Self::Dates(Dates::new(date)),
        }
    }

    /// Adds a cell; nothing if it is not what the first pass has seen.
    pub(crate) fn push(&mut self, cell: &Cell<'_>) -> Option<()> {
        match (self, cell) {
            (Self::Numbers(numbers), Cell::Number(text, number)) => numbers.push(text, *number),
            (Self::Numbers(numbers), Cell::Missing) => numbers.push_missing(),
            (Self::Texts(texts), Cell::Text(text)) => texts.push(text),
            (Self::Texts(texts), Cell::Missing) => {
                texts.push_missing();
                Some(())
            }
            (Self::Dates(dates), Cell::Date(moment)) => {
                dates.push(Some(*moment));
                Some(())
            }
            (Self::Dates(dates), Cell::Missing) => {
                dates.push(None);
                Some(())
            }
            _ => None,
        }
    }

    /// The column of the table called `name`, or one for each part of a date.
    pub(crate) fn into_columns(self, name: &str) -> PolarsResult<Vec<Column>> {
        Ok(match self {
            Self::Numbers(numbers) => vec![numbers.into_column(name)],
            Self::Texts(texts) => vec![texts.into_column(name)?],
            Self::Dates(dates) => dates.into_columns(name),
        })
    }
}
