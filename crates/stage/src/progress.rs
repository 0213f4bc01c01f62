//! The progress of work that takes longer than a person likes to wait in silence.
//!
//! On a terminal a step has one line on stderr, from its third second on, rewritten a few times
//! a second and cleared at the end. Elsewhere (a stage's container has no terminal) it is a line
//! every ten seconds. Fast work leaves no trace.
//!
//! # Layout
//!
//! - [`Progress`] is a step that is under way.
//! - `running` tells which of several steps writes.
//! - `report` is what is written about it, and when.
//! - `unit` shows amounts, rates and times.

mod report;
mod running;
mod unit;

use std::io::{self, IsTerminal as _, Stderr};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Instant;

use report::{Reader, Report};
use running::Running;
pub use unit::{Unit, grouped};

/// The steps that are under way.
static RUNNING: Running = Running::new();
/// Whether a line of a step stands on the terminal.
static ON_TERMINAL: AtomicBool = AtomicBool::new(false);

/// A step that is under way; it ends when this is dropped. Of several at a time, only the one that
/// began last writes, for all have the same line on the terminal.
///
/// ```
/// use stage::progress::{Progress, Unit};
///
/// let rows = Progress::start("ingest: checking rows", Unit::Rows, Some(150));
/// for piece in [100, 50] {
///     // Check as many rows as `piece` says; any thread may do it.
///     rows.add(piece);
/// }
/// ```
#[must_use = "a step ends when its progress is dropped"]
pub struct Progress(Arc<Step>);

struct Step {
    since: Instant,
    done: AtomicU64,
    state: Mutex<State>,
    ended: Condvar,
    number: u64,
}

struct State {
    report: Report<Stderr>,
    is_over: bool,
}

impl Progress {
    /// Starts the clock of a step. `step` names the program and what it does, as
    /// `train: growing trees`; `total` is the whole amount in the unit, where it is known.
    ///
    /// The thread that writes is parked until there is something to write. Without it, where the
    /// system allows no more threads, nothing is written.
    pub fn start(step: impl Into<String>, unit: Unit, total: Option<u64>) -> Self {
        Self::of(step.into(), Some(unit), total)
    }

    /// Starts the clock of a step that cannot tell how far it is: its lines say how long it has
    /// taken so far.
    pub fn untold(step: impl Into<String>) -> Self {
        Self::of(step.into(), None, None)
    }

    fn of(step: String, unit: Option<Unit>, total: Option<u64>) -> Self {
        let out = io::stderr();
        let reader = if out.is_terminal() {
            Reader::Terminal
        } else {
            Reader::Log
        };
        let step = Arc::new(Step {
            since: Instant::now(),
            done: AtomicU64::new(0),
            state: Mutex::new(State {
                report: Report::new(step, unit, total, reader, out),
                is_over: false,
            }),
            ended: Condvar::new(),
            number: RUNNING.begin(),
        });
        let watched = Arc::clone(&step);
        // Nobody waits for its end: it writes nothing once the step is over.
        let _ = thread::Builder::new().spawn(move || watched.watch());
        Self(step)
    }

    /// Tells that `amount` more is done, in the unit of the step.
    pub fn add(&self, amount: u64) {
        self.0.done.fetch_add(amount, Ordering::Relaxed);
    }
}

impl State {
    /// Leaves the terminal as it was before.
    fn clear(&mut self) {
        if self.report.is_shown {
            self.report.finish();
            ON_TERMINAL.store(false, Ordering::Relaxed);
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        let mut state = self.0.lock();
        state.is_over = true;
        state.clear();
        RUNNING.end(self.0.number);
        drop(state);
        self.0.ended.notify_all();
    }
}

impl Step {
    /// Writes each line when it is due, until the step is over.
    fn watch(&self) {
        let mut state = self.lock();
        while !state.is_over {
            let passed = self.since.elapsed();
            let wait = state.report.due_in(passed);
            if wait.is_zero() {
                if RUNNING.is_last(self.number) {
                    let done = self.done.load(Ordering::Relaxed);
                    state.report.write(passed, done);
                    ON_TERMINAL.store(state.report.is_shown, Ordering::Relaxed);
                } else {
                    // The line is another step's from here on.
                    state.clear();
                    state.report.skip(passed);
                }
            } else {
                let waited = self.ended.wait_timeout(state, wait);
                (state, _) = waited.unwrap_or_else(PoisonError::into_inner);
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // What is left half done by a panic is at worst a line on a terminal.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Puts what follows on a line of its own, where the process ends in the middle of a step.
pub(crate) fn leave_line() {
    if ON_TERMINAL.swap(false, Ordering::Relaxed) {
        eprintln!();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_threads_add_to_the_same_step() {
        let progress = Progress::start("test: counting", Unit::Rows, Some(4000));
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| (0..1000).for_each(|_| progress.add(1)));
            }
        });
        assert_eq!(progress.0.done.load(Ordering::Relaxed), 4000);
    }

    #[test]
    fn the_thread_that_writes_ends_with_the_step() {
        let progress = Progress::start("test: waiting", Unit::Rows, None);
        let step = Arc::clone(&progress.0);
        drop(progress);
        assert!(step.lock().is_over);
        // It returns at once: else this test would not end.
        step.watch();
    }
}
