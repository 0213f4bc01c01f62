//! How far ingest is, while a table is read and spelt.

use std::sync::{Mutex, MutexGuard, PoisonError};

use stage::progress::{Progress, Unit};
use table::spell::{SpeltColumn, SpeltPiece, Watch};

/// Shows how much of a table is checked and written, and passes what is seen of it on.
pub(crate) struct Steps<'w> {
    watch: &'w dyn Watch,
    /// How many bytes the source has, as far as that is known.
    bytes: Option<u64>,
    step: Mutex<Step>,
}

/// The pass that is under way.
#[derive(Default)]
struct Step {
    progress: Option<Progress>,
    /// How many rows were checked, in a pass that only checks.
    checked: u64,
    /// The rows are written.
    is_writing: bool,
}

impl<'w> Steps<'w> {
    /// Before the first step. `bytes` is the size of the source, if it is known.
    pub(crate) fn new(watch: &'w dyn Watch, bytes: Option<u64>) -> Self {
        Self {
            watch,
            bytes,
            step: Mutex::default(),
        }
    }

    fn step(&self) -> MutexGuard<'_, Step> {
        // A thread that panicked ends the program anyway.
        self.step.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Step {
    fn start(&mut self, step: &str, unit: Unit, total: Option<u64>) {
        // There is one at a time.
        self.progress = None;
        self.progress = Some(Progress::start(step, unit, total));
    }

    fn add(&self, amount: u64) {
        if let Some(progress) = &self.progress {
            progress.add(amount);
        }
    }
}

impl Watch for Steps<'_> {
    fn checked(&self, rows: u64) {
        let mut step = self.step();
        if step.progress.is_none() || step.is_writing {
            step.start("ingest: checking the rows", Unit::Rows, None);
            (step.checked, step.is_writing) = (0, false);
        }
        step.checked += rows;
        step.add(rows);
        drop(step);
        self.watch.checked(rows);
    }

    fn restart(&self, features: &[SpeltColumn]) {
        let mut step = self.step();
        let (unit, total) = match step.checked {
            0 => (Unit::Bytes, self.bytes),
            rows => (Unit::Rows, Some(rows)),
        };
        step.start("ingest: writing the rows", unit, total);
        step.is_writing = true;
        drop(step);
        self.watch.restart(features);
    }

    fn piece(&self, piece: &SpeltPiece<'_>) {
        let step = self.step();
        let bytes = piece.source.unwrap_or(piece.lines).len();
        let rows = piece.ends.len();
        step.add(if step.checked == 0 { bytes } else { rows } as u64);
        drop(step);
        self.watch.piece(piece);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What it was told, in words.
    #[derive(Default)]
    struct Told(Mutex<Vec<String>>);

    impl Told {
        fn add(&self, words: String) {
            self.0.lock().unwrap().push(words);
        }
    }

    impl Watch for Told {
        fn checked(&self, rows: u64) {
            self.add(format!("{rows} checked"));
        }

        fn restart(&self, features: &[SpeltColumn]) {
            self.add(format!("{} features", features.len()));
        }

        fn piece(&self, piece: &SpeltPiece<'_>) {
            self.add(format!("piece {}", piece.number));
        }
    }

    #[test]
    fn all_that_is_seen_is_passed_on() {
        let told = Told::default();
        let steps = Steps::new(&told, Some(12));
        let piece = |number| SpeltPiece {
            number,
            source: Some(b"1,x\n"),
            lines: b"1,0,x\n",
            ends: &[6],
            classes: &[0],
        };
        // Begun in the quick way, and done in the exact one.
        steps.restart(&[]);
        steps.piece(&piece(0));
        steps.checked(3);
        steps.checked(2);
        steps.restart(&[]);
        steps.piece(&piece(0));
        steps.piece(&piece(1));
        assert_eq!(steps.step().checked, 5);
        drop(steps);
        let expected = [
            "0 features",
            "piece 0",
            "3 checked",
            "2 checked",
            "0 features",
            "piece 0",
            "piece 1",
        ];
        assert_eq!(told.0.into_inner().unwrap(), expected);
    }
}
