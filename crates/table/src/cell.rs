//! One cell: what it holds, if that is what its column must hold.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use params::Values;

use crate::column::flag::is_flag;
use crate::column::moment::{Moment, NoMoment};
use crate::column::numbers::{Number, Refused};
use crate::expected::Expected;
use crate::role::{Feature, Holds, Role};

/// What a cell holds.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Cell<'c> {
    /// Nothing that is looked at.
    Unread,
    /// The class of this number.
    Class(usize),
    Missing,
    /// A number, with the text that it is read from.
    Number(Cow<'c, str>, Number),
    Text(&'c str),
    Date(Moment),
}

/// A cell that is not as it must be, before it is put into words: most are only counted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Wrong<'c> {
    NotUtf8,
    /// It is empty, or holds what stands for a missing value.
    Missing(&'c str),
    NoClass(&'c str),
    NoNumber(&'c str),
    TooLarge(&'c str),
    NoFlag(&'c str),
    NoDate(NoMoment, &'c str),
}

/// How the cells of a table are read.
#[derive(Debug)]
pub(crate) struct Cells<'a> {
    classes: HashMap<&'a str, usize>,
    missing: HashSet<&'a [u8]>,
    /// For each byte, the lengths of the texts in `missing` that begin with it, as bits.
    missing_lengths: Box<[u32; 256]>,
    class_names: &'a [String],
    decimal: u8,
}

impl<'a> Cells<'a> {
    pub(crate) fn new(expected: &Expected<'a>) -> Self {
        let names = expected.classes.iter().map(String::as_str);
        // In a table of numbers only, nothing stands for a missing value.
        let missing = expected.columns.map_or(&[][..], |_| {
            let format: &'a params::SourceFormat = expected.format;
            &format.missing_values
        });
        let mut missing_lengths = Box::new([0; 256]);
        for text in missing {
            let begins = text.bytes().next().unwrap_or_default();
            missing_lengths[usize::from(begins)] |= length_bit(text.len());
        }
        Self {
            missing_lengths,
            class_names: expected.classes,
            classes: names.zip(0..).collect(),
            missing: missing.iter().map(String::as_bytes).collect(),
            decimal: expected.format.decimal,
        }
    }

    /// What `cell` holds, whose column is for `role`.
    pub(crate) fn read<'c>(&self, cell: &'c [u8], role: Role<'_>) -> Result<Cell<'c>, Wrong<'c>> {
        if role == Role::Ignored {
            return Ok(Cell::Unread);
        }
        let cell = str::from_utf8(cell).map_err(|_| Wrong::NotUtf8)?;
        match role {
            Role::Target => self.class(cell),
            Role::Feature(feature) if self.is_missing(cell.as_bytes()) => {
                let allowed = feature.missing.then_some(Cell::Missing);
                allowed.ok_or(Wrong::Missing(cell))
            }
            Role::Feature(feature) => self.value(cell, feature),
            Role::Unknown if cell.is_empty() => Err(Wrong::Missing(cell)),
            Role::Unknown | Role::Ignored => Ok(Cell::Unread),
        }
    }

    fn class<'c>(&self, cell: &'c str) -> Result<Cell<'c>, Wrong<'c>> {
        match self.classes.get(cell) {
            Some(&class) => Ok(Cell::Class(class)),
            None if self.is_missing(cell.as_bytes()) => Err(Wrong::Missing(cell)),
            None => Err(Wrong::NoClass(cell)),
        }
    }

    /// An empty cell always is: neither the raw table nor a model's input can tell it from one
    /// that is not there.
    #[inline]
    pub(crate) fn is_missing(&self, cell: &[u8]) -> bool {
        let Some(begins) = cell.first() else {
            return true;
        };
        let lengths = self.missing_lengths[usize::from(*begins)];
        lengths & length_bit(cell.len()) != 0 && self.missing.contains(cell)
    }

    /// The name of the class of this number, or nothing if there is none.
    pub(crate) fn class_name(&self, class: usize) -> &str {
        self.class_names.get(class).map_or("", String::as_str)
    }

    /// What stands before the fraction of a number.
    pub(crate) fn decimal(&self) -> u8 {
        self.decimal
    }

    fn value<'c>(&self, cell: &'c str, feature: Feature<'_>) -> Result<Cell<'c>, Wrong<'c>> {
        match feature.holds {
            Holds::Number | Holds::Category(Values::Number) => self.number(cell),
            Holds::Flag(Values::Number) => match self.number(cell) {
                Ok(Cell::Number(text, number)) if is_flag(&text, Values::Number) => {
                    Ok(Cell::Number(text, number))
                }
                _ => Err(Wrong::NoFlag(cell)),
            },
            Holds::Category(_) => Ok(Cell::Text(cell)),
            Holds::Flag(values) if is_flag(cell, values) => Ok(Cell::Text(cell)),
            Holds::Flag(_) => Err(Wrong::NoFlag(cell)),
            Holds::Date(date) => match Moment::parse(cell, date.format) {
                Ok(moment) => Ok(Cell::Date(moment)),
                Err(why) => Err(Wrong::NoDate(why, cell)),
            },
        }
    }

    fn number<'c>(&self, cell: &'c str) -> Result<Cell<'c>, Wrong<'c>> {
        let text = self.with_point(cell).ok_or(Wrong::NoNumber(cell))?;
        let number = Number::parse(&text).map_err(|refused| match refused {
            Refused::NoNumber => Wrong::NoNumber(cell),
            Refused::TooLarge => Wrong::TooLarge(cell),
        })?;
        Ok(Cell::Number(text, number))
    }

    /// `cell` with a decimal point; nothing if it has one where there must be a comma.
    fn with_point<'c>(&self, cell: &'c str) -> Option<Cow<'c, str>> {
        if self.decimal == b'.' {
            return Some(Cow::Borrowed(cell));
        }
        if cell.contains('.') {
            return None;
        }
        Some(if cell.contains(',') {
            Cow::Owned(cell.replacen(',', ".", 1))
        } else {
            Cow::Borrowed(cell)
        })
    }
}

/// A bit that stands for texts of this length; all long ones share the last.
#[inline]
fn length_bit(length: usize) -> u32 {
    1 << length.min(31)
}
