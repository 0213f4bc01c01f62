//! The signals that end the work, which is undone first.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::flag;

use super::error::NewDatasetError;

/// SIGINT, SIGTERM and SIGHUP, caught from now on.
#[derive(Debug, Default)]
pub(super) struct Interrupts(Arc<AtomicUsize>);

impl Interrupts {
    pub(super) fn catch() -> io::Result<Self> {
        let came = Arc::new(AtomicUsize::new(0));
        for (signal, number) in [(SIGINT, 2), (SIGTERM, 15), (SIGHUP, 1)] {
            flag::register_usize(signal, Arc::clone(&came), number)?;
        }
        Ok(Self(came))
    }

    /// As if the signal of this number had come.
    #[cfg(test)]
    pub(super) fn interrupt(&self, signal: usize) {
        self.0.store(signal, Ordering::SeqCst);
    }

    /// # Errors
    ///
    /// When one has come.
    pub(super) fn check(&self) -> Result<(), NewDatasetError> {
        match self.0.load(Ordering::SeqCst) {
            0 => Ok(()),
            signal => Err(NewDatasetError::Interrupted(
                i32::try_from(signal).unwrap_or(SIGTERM),
            )),
        }
    }
}
