//! Several threads that do the same work.

use std::num::NonZero;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

/// The most threads: beyond it, reading the file is what takes the time.
const MOST_THREADS: usize = 8;

/// On how many threads to go through a file: as many as there are processors, up to 8.
#[must_use]
pub fn threads() -> usize {
    thread::available_parallelism()
        .map_or(1, NonZero::get)
        .min(MOST_THREADS)
}

/// Whether to go on.
#[derive(Debug, Default)]
pub struct Stop(AtomicBool);

impl Stop {
    /// Whether another thread has failed, so that what is done from here on is for nothing.
    #[must_use]
    pub fn is_asked_for(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Has `work` done on this number of `threads`, which divide it among themselves.
///
/// # Errors
///
/// The first that some thread ends with; the others are told to stop.
pub fn on_threads<E: Send>(
    threads: usize,
    work: impl Fn(&Stop) -> Result<(), E> + Sync,
) -> Result<(), E> {
    let (stop, failed) = (Stop::default(), Mutex::new(None));
    let run = || {
        if let Err(error) = work(&stop) {
            let mut failed = failed.lock().unwrap_or_else(PoisonError::into_inner);
            failed.get_or_insert(error);
            stop.0.store(true, Ordering::Relaxed);
        }
    };
    if threads < 2 {
        run();
    } else {
        thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(run);
            }
        });
    }
    let failed = failed.into_inner().unwrap_or_else(PoisonError::into_inner);
    failed.map_or(Ok(()), Err)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicUsize;

    use super::*;

    #[test]
    fn a_thread_that_fails_stops_the_others() {
        for threads in [1, 2, 5] {
            let next = AtomicUsize::new(0);
            let work = |stop: &Stop| {
                while !stop.is_asked_for() {
                    if next.fetch_add(1, Ordering::Relaxed) == 100 {
                        return Err("a hundred");
                    }
                }
                Ok(())
            };
            assert_eq!(on_threads(threads, work), Err("a hundred"), "{threads}");
        }
    }
}
