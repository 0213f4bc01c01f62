//! Exit codes: one table, and the one place where an error becomes a code.
//!
//! The codes are the programs' public contract with whatever runs them. An
//! orchestrator can tell what is worth a retry (5) from what is not (2, 3, 4)
//! without reading a log.

use std::error::Error;
use std::fmt::Write as _;

use crate::outputs::OutputError;

/// How a program ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// Everything asked for is done.
    Done = 0,
    /// The command line, `params.yaml`, a setting or a place to write to is wrong.
    Usage = 2,
    /// An input file is missing or does not hold what it must.
    Data = 3,
    /// The quality gate is not met.
    Gate = 4,
    /// The tracker cannot be reached or refuses: the only code worth a retry.
    Tracker = 5,
    /// An internal error: the program is wrong, whatever its input.
    Internal = 70,
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

/// An error of a program, which knows the exit code that it stands for.
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

impl Failure for OutputError {
    fn exit(&self) -> Exit {
        Exit::Usage
    }
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

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("read `a.csv`")]
    struct Unreadable(#[source] io::Error);

    #[test]
    fn causes_follow_the_message_after_colons() {
        let error = Unreadable(io::Error::other("disk on fire"));
        assert_eq!(with_causes(&error), "read `a.csv`: disk on fire");
    }
}
