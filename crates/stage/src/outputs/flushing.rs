//! Outputs that go to the disk while they are being made.

use std::fs::File;
use std::io;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

/// How long the system is left alone with what was written. Small outputs are complete by then.
const PAUSE: Duration = Duration::from_millis(200);

/// Does `work`, which writes `file`, and has the disk write meanwhile what is there already: it
/// would otherwise begin when the work is over, and be waited for.
///
/// # Errors
///
/// When the disk does not take what was written. The system tells it once, so that it is not to be
/// passed over here.
pub(super) fn flushing<R>(file: &File, work: impl FnOnce() -> R) -> io::Result<R> {
    thread::scope(|scope| {
        // It is gone when the work is over, also by a panic.
        let (working, is_over) = mpsc::channel::<()>();
        let flush = move || {
            while is_over.recv_timeout(PAUSE) == Err(RecvTimeoutError::Timeout) {
                file.sync_data()?;
            }
            Ok(())
        };
        let flush = thread::Builder::new().spawn_scoped(scope, flush);
        let done = work();
        drop(working);
        match flush.map(thread::ScopedJoinHandle::join) {
            Ok(Ok(flushed)) => flushed.map(|()| done),
            // Where the system allows no more threads, the disk is left to itself.
            _ => Ok(done),
        }
    })
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::FileExt as _;

    use super::*;

    #[test]
    fn what_is_written_over_several_pauses_is_there() {
        let file = tempfile::tempfile().unwrap();
        let write = || {
            for place in 0..5 {
                file.write_all_at(b"12345678", 8 * place).unwrap();
                thread::sleep(PAUSE / 2);
            }
            "done"
        };
        assert_eq!(flushing(&file, write).unwrap(), "done");
        assert_eq!(file.metadata().unwrap().len(), 40);
    }

    #[test]
    fn work_that_panics_is_not_waited_for() {
        let file = tempfile::tempfile().unwrap();
        let work = || flushing(&file, || panic!("in the middle"));
        let ended = std::panic::catch_unwind(std::panic::AssertUnwindSafe(work));
        assert!(ended.is_err());
    }
}
