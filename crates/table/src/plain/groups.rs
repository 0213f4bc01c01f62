//! A parquet file: its groups of rows, each on one thread, written as text and read as such.

use lines::{PADDING, Piece, Pieces};

use super::input::bytes;
use super::pass::{Pass, Shared};
use super::worker::Worker;
use super::{Division, Stop};
use crate::output::Lines;
use crate::source::{ColumnsFile, TextGroups};

/// Lines of a group, and how many bytes they have.
#[derive(Default)]
struct Held {
    lines: Vec<Lines>,
    bytes: usize,
}

impl Pass<'_> {
    pub(super) fn groups(&self, file: &ColumnsFile, shared: &Shared) -> Result<(), Stop> {
        let division = self.input.division;
        let groups = file.open(division.cells).ok_or(Stop::Unusual)?;
        let turns = groups.turns();
        let threads = groups.threads(division.threads);
        turns.for_each(threads, || {
            let mut worker = Worker::new(self.form, self.cells);
            let (turns, groups) = (&turns, &groups);
            move |turn: &Piece| self.group((turns, turn), groups, &mut worker, shared)
        })
    }

    fn group(
        &self,
        (turns, turn): (&Pieces, &Piece),
        groups: &TextGroups,
        worker: &mut Worker<'_>,
        shared: &Shared,
    ) -> Result<(), Stop> {
        let mut group = groups.group(turn.number).ok_or(Stop::Unusual)?;
        let (mut text, mut held) = (Vec::new(), Held::default());
        let Division {
            piece, held: most, ..
        } = self.input.division;
        let mut rows = 0;
        while group.write(&mut text, piece).ok_or(Stop::Unusual)? {
            text.resize(text.len() + PADDING, 0);
            worker.read(bytes(&text, b',').ok_or(Stop::Unusual)?, 0)?;
            text.clear();
            rows += worker.lines.count();
            self.tell(worker, shared)?;
            if shared.is_otherwise() {
                return Ok(());
            }
            held.add(std::mem::take(&mut worker.lines));
            if held.bytes > most && !turns.wait_for_turn(turn) {
                return Ok(());
            }
            if turns.has_turn(turn) {
                self.put_all(&mut held, shared)?;
            }
        }
        // Each row of the group is a line.
        if rows != groups.rows_of(turn.number) as u64 {
            return Err(Stop::Unusual);
        }
        if !turns.wait_for_turn(turn) {
            return Ok(());
        }
        self.put_all(&mut held, shared)
    }

    /// Writes the lines of the group that has its turn.
    fn put_all(&self, held: &mut Held, shared: &Shared) -> Result<(), Stop> {
        for lines in std::mem::take(held).lines {
            self.put(&lines, None, shared.take_place(&lines))?;
        }
        Ok(())
    }
}

impl Held {
    fn add(&mut self, lines: Lines) {
        self.bytes += lines.len();
        self.lines.push(lines);
    }
}
