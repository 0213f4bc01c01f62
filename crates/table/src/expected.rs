//! What a table must hold.

use params::{Column, SourceFormat};

/// What a table must hold: classes in one column, and in each other what [`Self::columns`] says.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'a> {
    /// The column that holds the class.
    pub target: &'a str,
    /// The values of that column, in the order of their numbers from 0.
    pub classes: &'a [String],
    /// The key of params.yaml that lists the classes, if one does: each must then occur.
    pub listed_in: Option<&'a str>,
    /// All other columns but those of [`Self::ignored`], in any order. Without them, each is of
    /// finite numbers in the range of 32-bit floats, of which none is missing.
    pub columns: Option<&'a [Column]>,
    /// Columns that are not looked at and not read.
    pub ignored: &'a [&'a str],
    /// Names that no column but the target may have.
    pub reserved: &'a [&'a str],
    /// How cells are written, and what is between them.
    pub format: &'a SourceFormat,
    /// The share of rows that may be set aside because something is wrong with them.
    pub bad_rows: f64,
}
