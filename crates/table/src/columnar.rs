//! A spelt table as a parquet file, in groups of rows that are made of about as many bytes of text
//! each, on several threads.
//!
//! polars makes typed columns of the lines, and the crate `parquet` encodes them. Where a group
//! ends depends on the lines alone, so that the bytes of the file do not depend on threads.

mod encode;
mod frame;
mod schema;

use std::fs::File;
use std::io::{self, Seek as _, SeekFrom, Write};
use std::sync::{Mutex, PoisonError};

use lines::{Piece, Pieces};
use parquet::errors::ParquetError;
use parquet::file::writer::SerializedFileWriter;

use crate::spelt::SpeltColumn;
use encode::{Encoded, Encoding};

/// How much text becomes a group of rows, in bytes. Each thread holds a group as text, as columns
/// and encoded.
const GROUP: usize = 8 << 20;

/// The longest line, in bytes: one of the source, of which quotation marks are doubled, and the name
/// of its class.
const LONGEST_LINE: usize = 64 << 20;

/// Writes the lines of `spelt` behind its first `header` bytes to `out`, as a parquet file of these
/// `columns`: all that the lines have, in their order.
///
/// Integers are `INT64`, or `UINT64` for those that are unsigned, and never null; floats are
/// `DOUBLE`, texts are `STRING`, and null where a cell is empty. `wrote` is told how many bytes of
/// the lines are in the file, group by group.
///
/// # Errors
///
/// When the lines cannot be read or are not of these columns, or the file cannot be written.
pub fn write_parquet(
    spelt: &File,
    header: u64,
    columns: &[SpeltColumn],
    out: impl Write + Send,
    wrote: impl Fn(u64) + Sync,
) -> io::Result<()> {
    let division = (GROUP, lines::threads());
    write_in_groups(spelt, header, columns, (out, wrote), division)
}

fn write_in_groups(
    spelt: &File,
    header: u64,
    columns: &[SpeltColumn],
    (out, wrote): (impl Write + Send, impl Fn(u64) + Sync),
    (group, threads): (usize, usize),
) -> io::Result<()> {
    let mut lines = spelt.try_clone()?;
    lines.seek(SeekFrom::Start(header))?;
    let pieces = Pieces::new(lines, group, LONGEST_LINE);
    let (schema, encoding) = (schema::of(columns)?, Encoding::of(columns));
    let file = SerializedFileWriter::new(out, schema, encoding.usual.clone()).map_err(io_error)?;
    let schema = file.schema_descr().clone();
    let written = Mutex::new(Written::new(file));
    pieces.for_each(threads, || {
        let mut text = Vec::new();
        let (pieces, written, wrote) = (&pieces, &written, &wrote);
        let (schema, encoding) = (&schema, &encoding);
        move |piece: &Piece| {
            let frame = frame::of(piece.bytes(), columns, &mut text)?;
            let encoded = encode::all(&frame, schema, encoding)?;
            drop(frame);
            let added = pieces.in_turn(piece, || {
                let mut written = written.lock().unwrap_or_else(PoisonError::into_inner);
                written.add(encoded)
            });
            if added.unwrap_or(Ok(false))? {
                wrote(piece.bytes().len() as u64);
            }
            Ok::<_, io::Error>(())
        }
    })?;
    let written = written.into_inner().unwrap_or_else(PoisonError::into_inner);
    written.file.close().map_err(io_error)?;
    Ok(())
}

/// The groups that are written so far.
struct Written<W: Write + Send> {
    file: SerializedFileWriter<W>,
    /// A group could not be written.
    failed: bool,
}

impl<W: Write + Send> Written<W> {
    fn new(file: SerializedFileWriter<W>) -> Self {
        let failed = false;
        Self { file, failed }
    }

    /// Adds the columns of a group; false if an earlier group could not be written: all that the
    /// library says of this one is that it had to be.
    fn add(&mut self, encoded: Vec<Encoded>) -> io::Result<bool> {
        if self.failed {
            return Ok(false);
        }
        let added = self.try_add(encoded).map_err(io_error);
        self.failed = added.is_err();
        added.map(|()| true)
    }

    fn try_add(&mut self, encoded: Vec<Encoded>) -> Result<(), ParquetError> {
        let mut group = self.file.next_row_group()?;
        for Encoded { bytes, closed } in encoded {
            group.append_column(&bytes, closed)?;
        }
        group.close().map(drop)
    }
}

/// What the system said where that is why, so that a full disk is told as such.
fn io_error(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(source) => match source.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(source) => io::Error::other(source),
        },
        error => io::Error::other(error),
    }
}

#[cfg(test)]
mod tests;
