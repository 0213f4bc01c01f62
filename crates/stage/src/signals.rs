//! Ctrl-C and `docker stop`.
//!
//! A stage is the first process of its container, where the kernel ignores a
//! signal that has no handler: without one, `docker stop` would wait ten
//! seconds and kill. The outputs need no care here, because nothing has its
//! name before it is complete.

use std::io;
use std::process;
use std::thread;

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use crate::exit::Exit;

/// From now on ends the process on SIGINT with 130 and on SIGTERM with 143,
/// after `last_words` were run on a thread of their own.
///
/// # Errors
///
/// When the handlers cannot be installed, which no supported system refuses.
pub fn end_on_interrupt(last_words: impl FnOnce() + Send + 'static) -> io::Result<()> {
    let mut signals = Signals::new([SIGINT, SIGTERM])?;
    thread::spawn(move || {
        if let Some(signal) = signals.forever().next() {
            last_words();
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
