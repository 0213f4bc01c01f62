//! Lines on their way to the output, and to who watches.

use std::fs::File;
use std::os::unix::fs::FileExt as _;

use super::{Form, SpellError, SpeltPiece, Watch};

/// Some lines of the output.
#[derive(Debug, Default)]
pub(crate) struct Lines {
    bytes: Vec<u8>,
    ends: Vec<u32>,
    classes: Vec<u16>,
}

impl Lines {
    /// Where the line goes that is being written.
    pub(crate) fn bytes(&mut self) -> &mut Vec<u8> {
        &mut self.bytes
    }

    /// How many bytes there are.
    pub(crate) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// How many lines there are.
    pub(crate) fn count(&self) -> u64 {
        self.ends.len() as u64
    }

    /// Writes the `ending` of a line of the `class`; nothing if the lines are longer than can be
    /// counted.
    pub(crate) fn end(&mut self, class: usize, ending: &[u8]) -> Option<()> {
        self.bytes.extend_from_slice(ending);
        self.ends.push(u32::try_from(self.bytes.len()).ok()?);
        self.classes.push(u16::try_from(class).ok()?);
        Some(())
    }

    /// Makes room for others.
    pub(crate) fn clear(&mut self) {
        self.bytes.clear();
        self.ends.clear();
        self.classes.clear();
    }

    /// What who watches sees of them.
    pub(crate) fn piece<'p>(&'p self, number: usize, source: Option<&'p [u8]>) -> SpeltPiece<'p> {
        SpeltPiece {
            number,
            source,
            lines: &self.bytes,
            ends: &self.ends,
            classes: &self.classes,
        }
    }
}

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
        write_at(self.out, &lines.bytes, self.place)?;
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
