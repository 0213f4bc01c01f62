//! What a column is for, and what its cells may be.

use params::{Category, Column, Date, Entered, Missing, Values};

/// What a column is for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Role<'a> {
    /// It holds the class.
    Target,
    Feature(Feature<'a>),
    /// Nobody looks at it.
    Ignored,
    /// Unknown: the target, or the place in params.yaml that says it, is not there.
    Unknown,
}

/// A column that models learn from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Feature<'a> {
    pub(crate) holds: Holds<'a>,
    /// Whether cells may be missing.
    pub(crate) missing: bool,
}

/// What the cells of a feature hold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Holds<'a> {
    Number,
    /// Categories, which are texts or numbers.
    Category(Values),
    Flag(Values),
    Date(&'a Date),
}

impl Feature<'_> {
    /// A column of a table of numbers only.
    pub(crate) const NUMBER: Self = Self {
        holds: Holds::Number,
        missing: false,
    };
}

impl<'a> From<&'a Column> for Role<'a> {
    fn from(column: &'a Column) -> Self {
        let (holds, missing) = match &column.entered {
            Entered::Ignored => return Self::Ignored,
            Entered::Number { missing } => (Holds::Number, may_be_missing(missing)),
            Entered::Category(Category {
                values, missing, ..
            }) => (Holds::Category(*values), may_be_missing(missing)),
            Entered::Flag { values, missing } => (Holds::Flag(*values), may_be_missing(missing)),
            Entered::Date(date) => (Holds::Date(date), may_be_missing(&date.missing)),
        };
        Self::Feature(Feature { holds, missing })
    }
}

fn may_be_missing<T: PartialEq>(missing: &Missing<T>) -> bool {
    *missing != Missing::Refuse
}
