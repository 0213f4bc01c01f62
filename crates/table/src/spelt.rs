//! What comes of a source that is spelt, and what who watches sees of it.

use std::io;

use crate::error::TableError;

/// The column that holds the class as its position among the classes.
pub const TARGET: &str = "target";
/// The column that holds the name of the class.
pub const TARGET_NAME: &str = "target_name";

/// Some lines of a table as they are written.
#[derive(Clone, Copy, Debug)]
pub struct SpeltPiece<'p> {
    /// Its place among the pieces, from 0 without a gap.
    pub number: usize,
    /// The bytes of the source that the lines were made of, if it is a plain text file that was
    /// read in pieces.
    pub source: Option<&'p [u8]>,
    /// The lines.
    pub lines: &'p [u8],
    /// Where each ends, its line feed included.
    pub ends: &'p [u32],
    /// The class of each.
    pub classes: &'p [u16],
}

/// Looks at a table while it is spelt.
pub trait Watch: Sync {
    /// This number of rows more was checked, where the source is checked in a pass of its own before
    /// it is spelt.
    fn checked(&self, rows: u64) {
        let _ = rows;
    }

    /// The table is spelt from its first row on, and what was seen of it before does not count.
    /// Comes before the first piece, with what its cells are spelt as, and once more for each time
    /// that this turns out to be wrong.
    fn restart(&self, features: &[SpeltColumn]);

    /// Some lines. Pieces come from several threads in any order.
    fn piece(&self, piece: &SpeltPiece<'_>);
}

/// Sees nothing.
impl Watch for () {
    fn restart(&self, _: &[SpeltColumn]) {}

    fn piece(&self, _: &SpeltPiece<'_>) {}
}

/// What was spelt.
#[derive(Clone, Debug)]
pub struct Spelt {
    /// The first line, its line feed included.
    pub header: Vec<u8>,
    /// The features, in their order.
    pub features: Vec<SpeltColumn>,
    /// How many rows were written.
    pub rows: u64,
    /// The rows of the source that are not in the table because something is wrong with them, in
    /// ascending order, counted from 1 without header and blank lines.
    pub rejected: Vec<u64>,
}

/// A column of what was spelt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpeltColumn {
    /// Its name.
    pub name: String,
    /// What its cells are.
    pub column_type: ColumnType,
}

/// What pandas makes of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnType {
    /// 64-bit integers; none is missing.
    Integer,
    /// Unsigned 64-bit integers; none is missing.
    Unsigned,
    /// 64-bit floats; an empty cell is missing.
    Float,
    /// Texts; an empty cell is missing. They may be those of integers of any length.
    Text,
}

/// Why a table was not spelt.
#[derive(Debug, thiserror::Error)]
pub enum SpellError {
    /// The source cannot be read, or something is wrong with it.
    #[error(transparent)]
    Table(#[from] TableError),
    /// The output cannot be written.
    #[error(transparent)]
    Write(io::Error),
}
