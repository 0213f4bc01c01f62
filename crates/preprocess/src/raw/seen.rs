//! What is seen of a table while it is spelt.

use std::os::unix::fs::FileExt as _;
use std::sync::{Mutex, MutexGuard, PoisonError};

use stage::progress::{Progress, Unit};
use table::spell::{SpeltColumn, SpeltPiece, Watch};

use super::original::Original;
use crate::rows::Rows;

/// The rows that were spelt so far, and whether the original has the same bytes.
pub(super) struct Seen<'a> {
    original: Option<&'a Original>,
    /// What is done, in the words of the progress.
    step: &'a str,
    /// What is shown of the pass that is under way, and what that counts.
    shown: Mutex<Option<(Progress, Unit)>>,
    state: Mutex<State>,
}

struct State {
    /// By their numbers.
    pieces: Vec<Option<Rows>>,
    bytes: u64,
    /// So far, each piece has the bytes that it was made of.
    is_same: bool,
}

impl State {
    fn new() -> Self {
        Self {
            pieces: Vec::new(),
            bytes: 0,
            is_same: true,
        }
    }
}

impl<'a> Seen<'a> {
    /// Nothing yet. `original` is what the table is read from, if it is one file.
    pub(super) fn new(original: Option<&'a Original>, step: &'a str) -> Self {
        Self {
            original,
            step,
            shown: Mutex::default(),
            state: Mutex::new(State::new()),
        }
    }

    /// All rows, and whether the original is, byte for byte, the `header` and these rows.
    pub(super) fn end(self, header: &[u8]) -> (Rows, bool) {
        let state = self.state.into_inner();
        let state = state.unwrap_or_else(PoisonError::into_inner);
        let is_same = |original: &Original| {
            state.is_same
                && original.header == header
                && original.length == header.len() as u64 + state.bytes
        };
        let is_same = self.original.is_some_and(is_same);
        let n_rows = state.pieces.iter().flatten().map(Rows::len).sum();
        (
            Rows::concat(n_rows, state.pieces.into_iter().flatten()),
            is_same,
        )
    }

    /// Shows a pass from its begin on.
    fn show(&self, unit: Unit, total: Option<u64>) {
        let mut shown = lock(&self.shown);
        // There is one at a time.
        *shown = None;
        *shown = Some((Progress::start(self.step, unit, total), unit));
    }

    /// So much more is done, if that is what is shown.
    fn add(&self, amount: u64, of: Unit) -> bool {
        let shown = lock(&self.shown);
        let progress = shown.as_ref().filter(|(_, unit)| *unit == of);
        progress.map(|(progress, _)| progress.add(amount)).is_some()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Watch for Seen<'_> {
    fn checked(&self, rows: u64) {
        if !self.add(rows, Unit::Rows) {
            self.show(Unit::Rows, None);
            self.add(rows, Unit::Rows);
        }
    }

    fn restart(&self, _: &[SpeltColumn]) {
        self.show(Unit::Bytes, self.original.map(|original| original.length));
        *lock(&self.state) = State::new();
    }

    fn piece(&self, piece: &SpeltPiece<'_>) {
        let rows = rows(piece);
        let is_same = piece.source.map(|source| source == piece.lines);
        let mut state = lock(&self.state);
        let is_same = state.is_same
            && is_same.unwrap_or_else(|| {
                let original = self.original.filter(|_| piece.number == state.pieces.len());
                original.is_some_and(|original| stands(piece.lines, original, state.bytes))
            });
        state.is_same = is_same;
        state.bytes += piece.lines.len() as u64;
        let n_pieces = state.pieces.len().max(piece.number + 1);
        state.pieces.resize(n_pieces, None);
        state.pieces[piece.number] = Some(rows);
        drop(state);
        let done = piece.source.unwrap_or(piece.lines).len();
        self.add(done as u64, Unit::Bytes);
    }
}

/// Whether the original has these lines `below` bytes behind its header. Pieces that were made of
/// cells, and not of bytes of the original, come in its order.
fn stands(lines: &[u8], original: &Original, below: u64) -> bool {
    let mut found = vec![0; lines.len()];
    let place = original.header.len() as u64 + below;
    let read = original.file.read_exact_at(&mut found, place);
    read.is_ok() && found == lines
}

fn rows(piece: &SpeltPiece<'_>) -> Rows {
    let begins = std::iter::once(&0).chain(piece.ends);
    Rows {
        lengths: piece
            .ends
            .iter()
            .zip(begins)
            .map(|(end, begin)| end - begin)
            .collect(),
        classes: piece.classes.to_vec(),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use tempfile::TempDir;

    use super::*;

    const HEADER: &str = "a,target,target_name\n";

    /// What is seen of pieces that are made of the bytes of a file below its header, or of cells;
    /// a number with each tells whether it comes first or second.
    fn seen(text: &str, pieces: &[(usize, Option<&str>, &str)]) -> (Rows, bool) {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("a.csv");
        fs::write(&path, text).unwrap();
        let original = Original::open(&path).unwrap();
        let seen = Seen::new(Some(&original), "test");
        seen.piece(&SpeltPiece {
            number: 0,
            source: None,
            lines: b"spelt before a restart\n",
            ends: &[23],
            classes: &[7],
        });
        seen.restart(&[]);
        for &(number, source, lines) in pieces {
            let ends = lines.match_indices('\n');
            let ends = ends.map(|(at, _)| u32::try_from(at).unwrap() + 1);
            let ends: Vec<_> = ends.collect();
            seen.piece(&SpeltPiece {
                number,
                source: source.map(str::as_bytes),
                lines: lines.as_bytes(),
                ends: &ends,
                classes: &vec![u16::try_from(number).unwrap(); ends.len()],
            });
        }
        seen.end(HEADER.as_bytes())
    }

    #[test]
    fn rows_come_in_the_order_of_the_pieces() {
        let (first, second) = ("1,0,x\n22,0,x\n", "333,1,y\n");
        let text = [HEADER, first, second].concat();
        let pieces = [(1, Some(second), second), (0, Some(first), first)];
        let (rows, is_same) = seen(&text, &pieces);
        assert_eq!((rows.lengths, rows.classes), (vec![6, 7, 8], vec![0, 0, 1]));
        assert!(is_same);
    }

    #[test]
    fn a_file_that_is_spelt_in_another_way_is_not_the_same() {
        let line = "1,0,x\n";
        for (text, source) in [
            ("1,0,x\r\n", "1,0,x\r\n"),
            ("01,0,x\n", "01,0,x\n"),
            ("1,0,x", "1,0,x"),
            ("\n1,0,x\n", "\n1,0,x\n"),
            // Something behind the last piece, or in front of the first.
            ("1,0,x\n\n", "1,0,x\n"),
        ] {
            let text = [HEADER, text].concat();
            assert!(!seen(&text, &[(0, Some(source), line)]).1, "{text:?}");
        }
        let other_header = "b,target,target_name\n1,0,x\n";
        assert!(!seen(other_header, &[(0, Some(line), line)]).1);
    }

    #[test]
    fn lines_made_of_cells_are_compared_with_the_file() {
        let text = [HEADER, "1,0,x\n", "2,1,y\n"].concat();
        let pieces = [(0, None, "1,0,x\n"), (1, None, "2,1,y\n")];
        assert!(seen(&text, &pieces).1);
        let other = [(0, None, "1,0,x\n"), (1, None, "3,1,y\n")];
        assert!(!seen(&text, &other).1);
        assert!(!seen(&text, &pieces[..1]).1);
    }
}
