//! The second pass of the exact way: the rows, of which the first has found that they are in
//! order, written a megabyte at a time.

use std::fs::File;

use super::found::Found;
use crate::cell::{Cell, Cells};
use crate::error::TableError;
use crate::expected::Expected;
use crate::output::{Form, Lines, Sink};
use crate::source::{Record, Source};
use crate::spelt::{SpellError, Spelt, Watch};

/// How many bytes of lines are written at once.
const PIECE: usize = 1 << 20;

/// Spells the table in `source` whose classes are called `names`.
pub(crate) fn spell(
    source: &Source,
    expected: &Expected<'_>,
    names: &[String],
    out: Option<&File>,
    watch: &dyn Watch,
) -> Result<Spelt, SpellError> {
    let found = super::check(source, expected, watch)?;
    let form = Form::new(&found.header, &found.kinds, names);
    let mut rows = Rows {
        cells: Cells::new(expected),
        sink: Sink::begin(&form, out, watch)?,
        lines: Lines::default(),
        form,
    };
    rows.write(source, &found)?;
    let number = rows.sink.rows();
    Ok(rows.form.spelt(number, found.bad))
}

/// The rows of a table while they are written.
struct Rows<'a> {
    cells: Cells<'a>,
    form: Form<'a>,
    lines: Lines,
    sink: Sink<'a>,
}

impl Rows<'_> {
    /// Writes the rows of the `source` but those that are set aside.
    fn write(&mut self, source: &Source, found: &Found<'_>) -> Result<(), SpellError> {
        let mut records = source.records();
        let changed = || TableError::changed(source.path());
        // A file that changes between the passes is the only way to a cell that does not fit.
        records.next().map_err(|_| changed())?;
        let mut bad = found.bad.iter().copied().peekable();
        let mut row = 0_u64;
        while let Some(record) = records.next().map_err(|_| changed())? {
            row += 1;
            if bad.next_if_eq(&row).is_some() {
                continue;
            }
            self.row(&record).ok_or_else(changed)?;
            if self.lines.len() >= PIECE {
                self.sink.write(&mut self.lines)?;
            }
        }
        if row != found.rows {
            return Err(changed().into());
        }
        self.sink.write(&mut self.lines)
    }

    fn row(&mut self, record: &Record<'_>) -> Option<()> {
        if record.cells.len() != self.form.columns.len() {
            return None;
        }
        let mut class = None;
        let out = self.lines.bytes();
        for (cell, (role, spelling)) in record.cells.iter().zip(&self.form.columns) {
            match (self.cells.read(cell, *role).ok()?, spelling) {
                (Cell::Class(number), _) => class = Some(number),
                (cell, Some(spelling)) => {
                    spelling.write(&cell, out)?;
                    out.push(b',');
                }
                _ => {}
            }
        }
        self.form.end(class?, &mut self.lines)
    }
}
