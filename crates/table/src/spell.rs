//! A source, checked and spelt as pandas would write it: features in their order, then `target`,
//! the class as a number, then `target_name`, its name.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt as _;

use polars::prelude::*;

use crate::error::TableError;
use crate::expected::Expected;
use crate::source::Source;
use crate::table::Table;

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

/// Spells the table in `source`, whose classes are called `names`, into `out` if there is one, while
/// `watch` looks on.
///
/// # Errors
///
/// When the source cannot be read, with everything that is wrong with it, or when the output cannot
/// be written.
pub fn spell(
    source: &Source,
    expected: &Expected<'_>,
    names: &[String],
    out: Option<&File>,
    watch: &dyn Watch,
) -> Result<Spelt, SpellError> {
    let table = Table::read(source.path(), expected)?;
    let frame = frame(&table, names).map_err(io::Error::other);
    let mut frame = frame.map_err(SpellError::Write)?;
    let mut bytes = Vec::new();
    crate::write::write_csv(&mut frame, &mut bytes).map_err(SpellError::Write)?;
    if let Some(out) = out {
        out.write_all_at(&bytes, 0).map_err(SpellError::Write)?;
    }
    let mut ends = ends(&bytes).into_iter();
    let header = ends.next().unwrap_or_default() as usize;
    let features: Vec<_> = table.features().iter().map(column).collect();
    watch.restart(&features);
    let classes: Vec<_> = table.classes().iter().map(|&class| class as u16).collect();
    watch.piece(&SpeltPiece {
        number: 0,
        source: None,
        lines: &bytes[header..],
        ends: &ends.map(|end| end - header as u32).collect::<Vec<_>>(),
        classes: &classes,
    });
    Ok(Spelt {
        header: bytes[..header].to_vec(),
        features,
        rows: classes.len() as u64,
        rejected: table.rejected().to_vec(),
    })
}

fn column(column: &Column) -> SpeltColumn {
    SpeltColumn {
        name: column.name().to_string(),
        column_type: match column.dtype() {
            DataType::Int64 => ColumnType::Integer,
            DataType::UInt64 => ColumnType::Unsigned,
            DataType::Float64 => ColumnType::Float,
            _ => ColumnType::Text,
        },
    }
}

fn ends(bytes: &[u8]) -> Vec<u32> {
    let (mut ends, mut quoted) = (Vec::new(), false);
    for (at, byte) in bytes.iter().enumerate() {
        quoted ^= *byte == b'"';
        if *byte == b'\n' && !quoted {
            ends.push(at as u32 + 1);
        }
    }
    ends
}

fn frame(table: &Table, names: &[String]) -> PolarsResult<DataFrame> {
    let classes = table.classes();
    let mut columns = table.features().to_vec();
    let numbers = classes.iter().map(|&class| class as i64);
    columns.push(Int64Chunked::from_iter_values(TARGET.into(), numbers).into_column());
    let names = classes.iter().map(|&class| names[class].as_str());
    columns.push(StringChunked::from_iter_values(TARGET_NAME.into(), names).into_column());
    DataFrame::new(classes.len(), columns)
}
