//! All pieces of a source, on several threads.

use std::fs::File;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use lines::digest::DigestSet;
use lines::{Piece, Pieces};

use super::Stop;
use super::input::Input;
use super::observed::Observed;
use super::worker::Worker;
use crate::cell::Cells;
use crate::expected::Expected;
use crate::output::{Form, Lines, begin, write_at};
use crate::source::{QuickFile, TextFile};
use crate::spelt::Watch;

/// A pass over a source whose columns are what was guessed of them.
pub(super) struct Pass<'a> {
    pub(super) input: &'a Input<'a>,
    pub(super) form: &'a Form<'a>,
    pub(super) cells: &'a Cells<'a>,
    pub(super) out: Option<&'a File>,
    pub(super) watch: &'a dyn Watch,
    pub(super) guessed: &'a [Observed],
}

/// How a pass ended.
pub(super) enum Ended {
    /// All rows were spelt: this number of them.
    Spelt(u64),
    /// The columns are something else than what was guessed.
    Otherwise(Vec<Observed>),
}

/// What all workers found together.
struct Found {
    observed: Vec<Observed>,
    occurs: Vec<bool>,
    categories: Vec<DigestSet>,
    rows: u64,
    /// The number of the next piece, and where it goes in the output.
    next: (usize, u64),
}

/// What the workers share.
pub(super) struct Shared {
    found: Mutex<Found>,
    /// What is spelt is of no use any more.
    otherwise: AtomicBool,
}

impl Shared {
    /// Whether what is spelt is of no use any more.
    pub(super) fn is_otherwise(&self) -> bool {
        self.otherwise.load(Ordering::Relaxed)
    }

    /// The number and the place in the output of the `lines` that come next.
    pub(super) fn take_place(&self, lines: &Lines) -> (usize, u64) {
        let (number, place) = &mut lock(&self.found).next;
        let taken = (*number, *place);
        (*number, *place) = (*number + 1, *place + lines.len() as u64);
        taken
    }
}

impl Pass<'_> {
    pub(super) fn run(&self, expected: &Expected<'_>) -> Result<Ended, Stop> {
        let place = begin(self.form, self.out, self.watch).map_err(Stop::Write)?;
        let shared = Shared {
            found: Mutex::new(Found {
                observed: self.guessed.to_vec(),
                occurs: vec![expected.listed_in.is_none(); expected.classes.len()],
                categories: vec![DigestSet::default(); self.guessed.len()],
                rows: 0,
                next: (0, place),
            }),
            otherwise: AtomicBool::new(false),
        };
        for file in self.input.files() {
            match file {
                QuickFile::Text(file) => self.text(file, &shared)?,
                QuickFile::Columns(file) => self.groups(file, &shared)?,
            }
        }
        let found = shared.found.into_inner();
        let found = found.unwrap_or_else(PoisonError::into_inner);
        if shared.otherwise.into_inner() {
            return Ok(Ended::Otherwise(found.observed));
        }
        if found.rows == 0 || found.occurs.contains(&false) {
            return Err(Stop::Unusual);
        }
        Ok(Ended::Spelt(found.rows))
    }

    fn text(&self, file: &TextFile, shared: &Shared) -> Result<(), Stop> {
        let pieces = self.input.pieces(file)?;
        pieces.for_each(self.input.threads(file)?, || {
            let mut worker = Worker::new(self.form, self.cells);
            let pieces = &pieces;
            move |piece: &Piece| self.piece((pieces, piece), &mut worker, shared)
        })
    }

    fn piece(
        &self,
        (pieces, piece): (&Pieces, &Piece),
        worker: &mut Worker<'_>,
        shared: &Shared,
    ) -> Result<(), Stop> {
        let (text, begins) = self.input.rows(piece).ok_or(Stop::Unusual)?;
        worker.read(text, begins)?;
        self.tell(worker, shared)?;
        if shared.is_otherwise() {
            return Ok(());
        }
        let lines = &worker.lines;
        let Some(place) = pieces.in_turn(piece, || shared.take_place(lines)) else {
            return Ok(());
        };
        let source = &text.padded[begins..text.end];
        let source = self.input.is_plain.then_some(source);
        self.put(lines, source, place)
    }

    /// Writes `lines`, made of the bytes of `source` if that is known, at their place.
    pub(super) fn put(
        &self,
        lines: &Lines,
        source: Option<&[u8]>,
        (number, place): (usize, u64),
    ) -> Result<(), Stop> {
        let seen = lines.piece(number, source);
        write_at(self.out, seen.lines, place).map_err(Stop::Write)?;
        self.watch.piece(&seen);
        Ok(())
    }

    /// Adds what a worker found in a piece to what all did.
    pub(super) fn tell(&self, worker: &mut Worker<'_>, shared: &Shared) -> Result<(), Stop> {
        let mut found = lock(&shared.found);
        found.rows += worker.lines.count();
        for (all, occurs) in found.occurs.iter_mut().zip(&worker.occurs) {
            *all |= occurs;
        }
        for (place, column) in worker.features() {
            let observed = &mut found.observed[place];
            observed.add(std::mem::take(&mut column.observed));
            if !self.guessed[place].spells_as(*observed) {
                shared.otherwise.store(true, Ordering::Relaxed);
            }
            let categories = &mut found.categories[place];
            if let Some(recent) = &mut column.recent
                && !recent.tell(categories)
            {
                return Err(Stop::Unusual);
            }
        }
        Ok(())
    }
}

fn lock(found: &Mutex<Found>) -> MutexGuard<'_, Found> {
    found.lock().unwrap_or_else(PoisonError::into_inner)
}
