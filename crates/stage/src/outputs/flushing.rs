//! Outputs that go to the disk while they are being made.

use std::io;
use std::panic;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

/// How long the system is left alone with what was written. Small outputs are complete by then.
const PAUSE: Duration = Duration::from_millis(200);

/// Does `work`, which writes a file, and meanwhile calls `sync` again and again, which has the disk
/// take what is there already: it would otherwise begin when the work is over, and be waited for.
///
/// Gives what comes of both: the system tells of a write that failed only once, and whoever syncs
/// the file at the end would not be told again.
pub(super) fn flushing<R>(
    sync: impl Fn() -> io::Result<()> + Send,
    work: impl FnOnce() -> R,
) -> (R, io::Result<()>) {
    thread::scope(|scope| {
        // It is gone when the work is over, also by a panic.
        let (working, is_over) = mpsc::channel::<()>();
        let flush = move || {
            while is_over.recv_timeout(PAUSE) == Err(RecvTimeoutError::Timeout) {
                sync()?;
            }
            Ok(())
        };
        let flush = thread::Builder::new().spawn_scoped(scope, flush);
        let done = work();
        drop(working);
        let flushed = match flush.map(thread::ScopedJoinHandle::join) {
            Ok(Ok(flushed)) => flushed,
            Ok(Err(panic)) => panic::resume_unwind(panic),
            // Where the system allows no more threads, the disk is left to itself.
            Err(_) => Ok(()),
        };
        (done, flushed)
    })
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Instant;

    use super::*;

    #[test]
    fn the_disk_is_asked_while_the_work_goes_on_and_not_afterwards() {
        let synced = AtomicUsize::new(0);
        let so_far = || synced.load(Ordering::Relaxed);
        let sync = || {
            synced.fetch_add(1, Ordering::Relaxed);
            Ok(())
        };
        // It goes on until the disk was asked twice, at the pauses that it has.
        let work = || {
            let begun = Instant::now();
            while so_far() < 2 {
                thread::yield_now();
            }
            begun.elapsed()
        };
        let (took, flushed) = flushing(sync, work);
        flushed.unwrap();
        assert!(took >= 2 * PAUSE, "{took:?}");
        let at_the_end = so_far();
        thread::sleep(2 * PAUSE);
        assert_eq!(so_far(), at_the_end);
    }

    #[test]
    fn a_disk_that_does_not_take_what_was_written_is_told_once_the_work_is_over() {
        let asked = AtomicUsize::new(0);
        let sync = || {
            asked.fetch_add(1, Ordering::Relaxed);
            Err(io::Error::from_raw_os_error(28))
        };
        let work = || {
            while asked.load(Ordering::Relaxed) == 0 {
                thread::yield_now();
            }
        };
        let ((), flushed) = flushing(sync, work);
        assert_eq!(flushed.unwrap_err().raw_os_error(), Some(28));
    }

    #[test]
    fn work_that_panics_is_not_waited_for() {
        let work = || flushing(|| Ok(()), || panic!("in the middle"));
        let ended = panic::catch_unwind(panic::AssertUnwindSafe(work));
        assert!(ended.is_err());
    }

    /// It was taken for a disk that had taken everything.
    #[test]
    fn a_panic_beside_the_work_ends_it_as_well() {
        let work = || thread::sleep(2 * PAUSE);
        let flushing = || flushing(|| panic!("beside"), work);
        let ended = panic::catch_unwind(panic::AssertUnwindSafe(flushing));
        assert!(ended.is_err());
    }
}
