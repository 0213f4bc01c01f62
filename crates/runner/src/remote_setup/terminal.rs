//! Questions to whoever sits at the terminal.

use std::io::{self, IsTerminal as _};

use rustix::fd::OwnedFd;
use rustix::fs::{Mode, OFlags, open};
use rustix::io::{read, write};
use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};

use super::RemoteSetupError;

/// What the keys for "interrupt" and "end of input" send, and those that take back a letter.
const INTERRUPT: u8 = 3;
const END: u8 = 4;
const ERASE: [u8; 2] = [8, 127];

/// The terminal of this process.
pub(super) struct Terminal(OwnedFd);

/// What came of a question.
#[derive(Debug)]
enum Unanswered {
    Interrupted,
    System(io::Error),
}

impl Terminal {
    /// None where standard input or output is no terminal: nobody is there to be asked.
    pub(super) fn of_process() -> Option<Self> {
        let there = io::stdin().is_terminal() && io::stdout().is_terminal();
        let flags = OFlags::RDWR | OFlags::CLOEXEC | OFlags::NOCTTY;
        let open = || open("/dev/tty", flags, Mode::empty()).ok();
        there.then(open).flatten().map(Self)
    }

    /// Says something that is no question.
    pub(super) fn say(&self, text: &str) {
        // Who cannot be told is not asked either, and that fails.
        let _ = self.write(&format!("{text}\n"));
    }

    /// Asks for `what`, which is `default` if nothing is typed.
    ///
    /// # Errors
    ///
    /// When the terminal cannot be used, or the input ends.
    pub(super) fn ask(
        &self,
        what: &'static str,
        default: Option<&str>,
    ) -> Result<String, RemoteSetupError> {
        let shown = default.map_or_else(String::new, |default| format!(" [{default}]"));
        let answer = self
            .write(&format!("{what}{shown}: "))
            .and_then(|()| line(|| self.byte()));
        let answer = answer.map_err(failed(what))?;
        let answer = Some(answer.trim()).filter(|answer| !answer.is_empty());
        Ok(answer.or(default).unwrap_or_default().to_owned())
    }

    /// Asks for a secret, which does not appear on the terminal.
    ///
    /// # Errors
    ///
    /// As [`Self::ask`].
    pub(super) fn ask_secret(&self, what: &'static str) -> Result<String, RemoteSetupError> {
        let asked = || {
            self.write(&format!("{what} (it is not shown): "))?;
            let answer = self.silently(|| line(|| self.byte()));
            self.write("\n")?;
            answer.map(|answer| answer.trim().to_owned())
        };
        asked().map_err(failed(what))
    }

    /// Interrupts are bytes meanwhile: one that ended this process would leave a terminal that shows nothing.
    fn silently<T>(&self, read: impl FnOnce() -> Result<T, Unanswered>) -> Result<T, Unanswered> {
        let before = tcgetattr(&self.0).map_err(system)?;
        let mut silent = before.clone();
        silent.local_modes -= LocalModes::ECHO | LocalModes::ICANON | LocalModes::ISIG;
        tcsetattr(&self.0, OptionalActions::Flush, &silent).map_err(system)?;
        let answer = read();
        tcsetattr(&self.0, OptionalActions::Now, &before).map_err(system)?;
        answer
    }

    fn byte(&self) -> Result<u8, Unanswered> {
        let mut byte = [0];
        match read(&self.0, &mut byte).map_err(system)? {
            0 => Ok(END),
            _ => Ok(byte[0]),
        }
    }

    fn write(&self, text: &str) -> Result<(), Unanswered> {
        let mut rest = text.as_bytes();
        while !rest.is_empty() {
            let written = write(&self.0, rest).map_err(system)?;
            rest = &rest[written..];
        }
        Ok(())
    }
}

/// What is typed up to the end of a line.
fn line(mut next: impl FnMut() -> Result<u8, Unanswered>) -> Result<String, Unanswered> {
    let mut typed = Vec::new();
    loop {
        match next()? {
            b'\n' | b'\r' => break,
            INTERRUPT => return Err(Unanswered::Interrupted),
            END if typed.is_empty() => return Err(Unanswered::Interrupted),
            byte if ERASE.contains(&byte) => drop(typed.pop()),
            byte => typed.push(byte),
        }
    }
    String::from_utf8(typed).map_err(|error| Unanswered::System(io::Error::other(error)))
}

fn system(error: rustix::io::Errno) -> Unanswered {
    Unanswered::System(io::Error::from_raw_os_error(error.raw_os_error()))
}

fn failed(what: &'static str) -> impl FnOnce(Unanswered) -> RemoteSetupError {
    move |unanswered| match unanswered {
        Unanswered::Interrupted => RemoteSetupError::Interrupted(what),
        Unanswered::System(source) => RemoteSetupError::Terminal { what, source },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(bytes: &[u8]) -> Result<String, Unanswered> {
        let mut bytes = bytes.iter();
        line(|| Ok(bytes.next().copied().unwrap_or(END)))
    }

    #[test]
    fn a_line_ends_where_it_is_ended_and_a_letter_can_be_taken_back() {
        assert_eq!(typed(b"s3cret\nmore").unwrap(), "s3cret");
        assert_eq!(typed(b"\x7fs3x\x7fcret\r").unwrap(), "s3cret");
        assert_eq!(typed(b"\n").unwrap(), "");
    }

    #[test]
    fn an_interrupt_and_the_end_of_the_input_answer_nothing() {
        for bytes in [&b"s3\x03cret\n"[..], b"", b"\x04"] {
            assert!(matches!(typed(bytes), Err(Unanswered::Interrupted)));
        }
    }
}
