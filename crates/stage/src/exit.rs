//! Exit codes: one table, and the one place where an error becomes a code.
//!
//! The codes are the stages' public contract with whatever runs them. An
//! orchestrator can tell what is worth a retry (5) from what is not (2, 3, 4)
//! without reading a log.

use std::error::Error;
use std::fmt::Write as _;
use std::panic::{self, AssertUnwindSafe};
use std::process::ExitCode;

use crate::signals;

/// How a stage ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// Everything asked for is done.
    Done = 0,
    /// The command line, `params.yaml` or a place to write to is wrong.
    Usage = 2,
    /// An input file is missing or does not hold what it must.
    Data = 3,
    /// The quality gate is not met.
    Gate = 4,
    /// The tracker cannot be reached or refuses: the only code worth a retry.
    Tracker = 5,
    /// A bug in the stage itself.
    Bug = 70,
    /// Ended by SIGINT (128 + 2).
    Interrupted = 130,
    /// Ended by SIGTERM (128 + 15).
    Terminated = 143,
}

impl Exit {
    /// The number that the process ends with.
    #[must_use]
    pub const fn code(self) -> u8 {
        self as u8
    }
}

/// An error of a stage, which knows the exit code that it stands for.
///
/// Its message is a fragment that reads after "failed to".
pub trait Failure: Error {
    /// The code that a process ends with after this error.
    fn exit(&self) -> Exit;
}

impl Failure for params::ParamsError {
    fn exit(&self) -> Exit {
        Exit::Usage
    }
}

/// Runs the work of the stage `name` and turns its result into an exit code.
///
/// An error is printed to stderr with its causes; a panic becomes
/// [`Exit::Bug`] with a line that says so; a signal ends the process, see
/// [`signals`].
pub fn run<E: Failure>(name: &str, work: impl FnOnce() -> Result<(), E>) -> ExitCode {
    report_panics(name);
    if let Err(error) = signals::end_on_interrupt() {
        eprintln!("{name}: cannot handle signals, going on without: {error}");
    }
    let exit = match panic::catch_unwind(AssertUnwindSafe(work)) {
        Ok(Ok(())) => Exit::Done,
        Ok(Err(error)) => {
            eprintln!("{name}: failed to {}", with_causes(&error));
            error.exit()
        }
        Err(_) => Exit::Bug,
    };
    ExitCode::from(exit.code())
}

/// The message of `error` and, after colons, of each cause it does not itself repeat.
#[must_use]
pub fn with_causes(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let message = error.to_string();
        if !text.contains(&message) {
            let _ = write!(text, ": {message}");
        }
        cause = error.source();
    }
    text
}

/// Replaces Rust's panic message by one that tells a user what to do with it.
fn report_panics(name: &str) {
    let name = name.to_owned();
    panic::set_hook(Box::new(move |panic| {
        eprintln!("{name}: hit a bug in itself, please report this line: {panic}");
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("read `a.csv`")]
    struct Unreadable(#[source] std::io::Error);

    impl Failure for Unreadable {
        fn exit(&self) -> Exit {
            Exit::Data
        }
    }

    fn unreadable() -> Unreadable {
        Unreadable(std::io::Error::other("disk on fire"))
    }

    #[test]
    fn an_error_ends_with_its_own_code() {
        let code = run("ingest", || Err(unreadable()));
        assert_eq!(code, ExitCode::from(3));
    }

    #[test]
    fn success_ends_with_zero() {
        assert_eq!(run("ingest", || Ok::<_, Unreadable>(())), ExitCode::SUCCESS);
    }

    #[test]
    fn a_panic_ends_with_seventy() {
        let code = run("ingest", || -> Result<(), Unreadable> {
            panic!("impossible")
        });
        assert_eq!(code, ExitCode::from(70));
    }

    #[test]
    fn causes_follow_the_message_after_colons() {
        assert_eq!(with_causes(&unreadable()), "read `a.csv`: disk on fire");
    }
}
