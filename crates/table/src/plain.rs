//! The quick way: text, compressed or not, gone through in pieces of whole lines by several threads,
//! and parquet files, whose groups of rows become such text.
//!
//! Most cells are already spelt as pandas would spell them, and runs of such cells are copied as
//! they are. What numbers a column holds is guessed from the beginning of the source, and where
//! that turns out to be wrong, it is gone through once more.
//!
//! It gives a table only if nothing at all is unusual. Whatever is left to the exact way, which
//! gives the same table or says what is wrong with it.
//!
//! # Layout
//!
//! - `input`: the source, opened as text.
//! - `raw`: where a cell ends.
//! - `column`: what is done with the cells of a column.
//! - `row`: a row while it is written.
//! - `worker`: the rows of a piece.
//! - `observed`: what was seen of the columns. `categories`: how many different cells.
//! - `pass`: all pieces, on several threads. `groups`: those of a parquet file.

mod categories;
mod column;
mod groups;
mod input;
mod observed;
mod pass;
mod raw;
mod row;
mod worker;

use std::fs::File;
use std::io;

use crate::cell::Cells;
use crate::expected::Expected;
use crate::output::Form;
use crate::source::Source;
use crate::spelt::{SpellError, Spelt, Watch};
use input::Input;
use observed::Observed;
use pass::{Ended, Pass};
use worker::Worker;

/// How the work is divided. It changes no byte of what comes out.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Division {
    /// How many bytes a piece has.
    pub(crate) piece: usize,
    /// How many bytes are looked at to guess what columns hold.
    pub(crate) sample: usize,
    /// How many cells of a parquet file a thread decodes at a time, about.
    pub(crate) cells: usize,
    /// The most bytes of lines that a thread holds of a group of rows whose turn to be written has
    /// not come, about.
    pub(crate) held: usize,
    pub(crate) threads: usize,
}

impl Division {
    /// What was measured to be best, on as many threads as there are processors.
    pub(crate) fn best() -> Self {
        Self {
            piece: 1 << 20,
            sample: 1 << 18,
            cells: 1 << 20,
            held: 64 << 20,
            threads: lines::threads(),
        }
    }
}

/// Why the quick way ends without a table.
#[derive(Debug)]
enum Stop {
    /// Something is unusual, or cannot be read: the exact way knows what it is.
    Unusual,
    Write(SpellError),
}

impl From<io::Error> for Stop {
    fn from(_: io::Error) -> Self {
        Self::Unusual
    }
}

/// Spells the table in `source`, whose classes are called `names`; nothing if something about it is
/// unusual.
pub(crate) fn spell(
    source: &Source,
    expected: &Expected<'_>,
    names: &[String],
    (out, watch): (Option<&File>, &dyn Watch),
    division: Division,
) -> Result<Option<Spelt>, SpellError> {
    match spell_input(source, expected, names, (out, watch), division) {
        Ok(spelt) => Ok(Some(spelt)),
        Err(Stop::Unusual) => Ok(None),
        Err(Stop::Write(error)) => Err(error),
    }
}

fn spell_input(
    source: &Source,
    expected: &Expected<'_>,
    names: &[String],
    (out, watch): (Option<&File>, &dyn Watch),
    division: Division,
) -> Result<Spelt, Stop> {
    let input = Input::open(source, expected, division)?;
    let cells = Cells::new(expected);
    let form = |observed: &[Observed]| {
        let kinds: Vec<_> = observed.iter().map(|column| column.kind()).collect();
        Form::new(&input.header, &kinds, names)
    };
    let nothing = vec![Observed::default(); input.header.roles.len()];
    let unknown = form(&nothing);
    let mut guess = Worker::new(&unknown, &cells);
    let (sample, begins) = input.sample().ok_or(Stop::Unusual)?;
    guess.read(sample, begins)?;
    let mut observed = guess.observed();
    // Once as guessed, and once as found.
    for _ in 0..2 {
        let form = form(&observed);
        let pass = Pass {
            input: &input,
            form: &form,
            cells: &cells,
            out,
            watch,
            guessed: &observed,
        };
        match pass.run(expected)? {
            Ended::Spelt(rows) => return Ok(form.spelt(rows, Vec::new())),
            Ended::Otherwise(found) => observed = found,
        }
    }
    // Only a source that changes is another one each time.
    Err(Stop::Unusual)
}
