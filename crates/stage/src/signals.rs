//! Ctrl-C and `docker stop`.
//!
//! A stage is the first process of its container, where the kernel ignores a
//! signal that has no handler: without one, `docker stop` would wait ten
//! seconds and kill. No output has its name before it is complete; what was
//! written of it until then is removed.

use std::io;
use std::process;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use crate::exit::Exit;
use crate::{outputs, progress};

type ShutdownHook = Box<dyn FnOnce() + Send>;

/// What is to be done before an interrupted process ends.
static SHUTDOWN_HOOK: Mutex<Option<ShutdownHook>> = Mutex::new(None);

/// From now on SIGINT ends the process with 130 and SIGTERM with 143.
///
/// # Errors
///
/// When the handlers cannot be installed, which no supported system refuses.
pub fn exit_on_signal() -> io::Result<()> {
    let mut signals = Signals::new([SIGINT, SIGTERM])?;
    thread::spawn(move || {
        if let Some(signal) = signals.forever().next() {
            let hook = lock().take();
            if let Some(hook) = hook {
                hook();
            }
            outputs::remove_all();
            progress::leave_line();
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

/// Has `hook` run on the signal thread before an interrupted process ends, in place of
/// the hook that was set before.
pub fn set_shutdown_hook(hook: impl FnOnce() + Send + 'static) {
    *lock() = Some(Box::new(hook));
}

/// Forgets the hook: what it would have undone is done.
pub fn clear_shutdown_hook() {
    *lock() = None;
}

fn lock() -> MutexGuard<'static, Option<ShutdownHook>> {
    // The lock is held for an assignment only, which cannot leave it half done.
    SHUTDOWN_HOOK.lock().unwrap_or_else(PoisonError::into_inner)
}
