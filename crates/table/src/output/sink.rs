//! Lines on their way to the output, and to who watches.

use std::fs::File;
use std::os::unix::fs::FileExt as _;

use super::form::Form;
use super::lines::Lines;
use crate::spelt::{SpellError, Watch};

/// Where lines go that come in their order.
pub(crate) struct Sink<'a> {
    out: Option<&'a File>,
    watch: &'a dyn Watch,
    /// Where the next line goes.
    place: u64,
    /// How many pieces there were.
    pieces: usize,
    rows: u64,
}

impl<'a> Sink<'a> {
    /// Begins the output with the first line of its `form`.
    pub(crate) fn begin(
        form: &Form<'_>,
        out: Option<&'a File>,
        watch: &'a dyn Watch,
    ) -> Result<Self, SpellError> {
        let place = begin(form, out, watch)?;
        Ok(Self {
            out,
            watch,
            place,
            pieces: 0,
            rows: 0,
        })
    }

    /// How many lines were written below the header.
    pub(crate) fn rows(&self) -> u64 {
        self.rows
    }

    /// Writes `lines`, if there are any, and makes room for others.
    pub(crate) fn write(&mut self, lines: &mut Lines) -> Result<(), SpellError> {
        if lines.len() == 0 {
            return Ok(());
        }
        write_at(self.out, lines.bytes(), self.place)?;
        self.watch.piece(&lines.piece(self.pieces, None));
        self.place += lines.len() as u64;
        self.rows += lines.count();
        self.pieces += 1;
        lines.clear();
        Ok(())
    }
}

/// Begins the output with the first line of its `form`, in place of what there may be, and tells
/// where the rows go.
pub(crate) fn begin(
    form: &Form<'_>,
    out: Option<&File>,
    watch: &dyn Watch,
) -> Result<u64, SpellError> {
    if let Some(out) = out
        && out.metadata().map_err(SpellError::Write)?.len() > 0
    {
        out.set_len(0).map_err(SpellError::Write)?;
    }
    let header = form.header();
    write_at(out, &header, 0)?;
    watch.restart(form.features());
    Ok(header.len() as u64)
}

/// Writes `bytes` to `place` of the output, if there is one.
pub(crate) fn write_at(out: Option<&File>, bytes: &[u8], place: u64) -> Result<(), SpellError> {
    let written = out.map_or(Ok(()), |out| out.write_all_at(bytes, place));
    written.map_err(SpellError::Write)
}
