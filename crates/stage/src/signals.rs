//! Ctrl-C and `docker stop`.
//!
//! A stage is the first process of its container, where the kernel ignores a
//! signal that has no handler: without one, `docker stop` would wait ten
//! seconds and kill. The outputs need no care here, because nothing has its
//! name before it is complete.

use std::io;
use std::process;
use std::sync::Mutex;
use std::thread;

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use crate::exit::Exit;

type LastWords = Box<dyn FnOnce() + Send>;

/// What is to be done before an interrupted process ends.
static LAST_WORDS: Mutex<Option<LastWords>> = Mutex::new(None);

/// From now on SIGINT ends the process with 130 and SIGTERM with 143.
///
/// # Errors
///
/// When the handlers cannot be installed, which no supported system refuses.
pub fn end_on_interrupt() -> io::Result<()> {
    let mut signals = Signals::new([SIGINT, SIGTERM])?;
    thread::spawn(move || {
        if let Some(signal) = signals.forever().next() {
            if let Some(last_words) = take_last_words() {
                last_words();
            }
            let exit = if signal == SIGINT {
                Exit::Interrupted
            } else {
                Exit::Terminated
            };
            process::exit(exit.code().into());
        }
    });
    Ok(())
}

/// Has `last_words` run on the signal thread before an interrupted process
/// ends, in place of those given before.
pub fn before_ending(last_words: impl FnOnce() + Send + 'static) {
    *lock() = Some(Box::new(last_words));
}

/// Forgets the last words: what they would have undone is done.
pub fn nothing_before_ending() {
    *lock() = None;
}

fn take_last_words() -> Option<LastWords> {
    lock().take()
}

fn lock() -> std::sync::MutexGuard<'static, Option<LastWords>> {
    // The lock is held for an assignment only, which cannot leave it half done.
    LAST_WORDS
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}
