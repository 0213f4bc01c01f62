//! How much memory a program has used, told to whoever started it: nobody can ask when its container is
//! gone.

use std::env;
use std::fs;
use std::io::{self, Write as _};

/// The variable by which a stage is asked to tell.
pub const VARIABLE: &str = "MLOPS_TELL_USAGE";
/// What the line begins with, which is the last one on standard error. No other text holds the first
/// character, a separator of records.
const MARK: &str = "\u{1e}mlops-usage ";

/// Tells it, if somebody asks.
pub(crate) fn tell() {
    if env::var_os(VARIABLE).is_none() {
        return;
    }
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    if let Some(bytes) = peak(&status) {
        // Who asked may be gone.
        let _ = io::stderr().write_all(format!("{MARK}{bytes}\n").as_bytes());
    }
}

/// The most memory that the process has had in use, in bytes, by what the kernel says of it.
fn peak(status: &str) -> Option<u64> {
    let mut lines = status.lines();
    let line = lines.find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: u64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    kib.checked_mul(1024)
}

/// Takes the line off what a program writes to standard error.
#[derive(Debug, Default)]
pub struct Told {
    /// What has come of it.
    line: Vec<u8>,
}

impl Told {
    /// What of the next piece is for people.
    pub fn pass<'a>(&mut self, piece: &'a [u8]) -> &'a [u8] {
        if !self.line.is_empty() {
            self.line.extend(piece);
            return &[];
        }
        let mark = MARK.as_bytes()[0];
        let at = piece.iter().position(|byte| *byte == mark);
        let (before, line) = piece.split_at(at.unwrap_or(piece.len()));
        self.line.extend(line);
        before
    }

    /// The most memory that the program has used, in bytes, if it told.
    #[must_use]
    pub fn peak_bytes(&self) -> Option<u64> {
        let line = str::from_utf8(&self.line).ok()?;
        line.strip_prefix(MARK)?.trim_end().parse().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_is_taken_off_wherever_it_is_cut() {
        let all = format!("train: 1\ntrain: 2\n{MARK}20480\n");
        for at in 0..all.len() {
            let (first, second) = all.as_bytes().split_at(at);
            let mut told = Told::default();
            let shown = [told.pass(first), told.pass(second)].concat();
            assert_eq!(String::from_utf8(shown).unwrap(), "train: 1\ntrain: 2\n");
            assert_eq!(told.peak_bytes(), Some(20480), "cut at {at}");
        }
    }

    #[test]
    fn a_program_that_tells_nothing_is_shown_as_it_is() {
        let mut told = Told::default();
        assert_eq!(told.pass(b"failed to read"), b"failed to read");
        assert_eq!(told.peak_bytes(), None);
    }

    #[test]
    fn the_kernel_tells_it_in_kibibytes() {
        let status = "Name:\ttrain\nVmPeak:\t  900 kB\nVmHWM:\t   20 kB\n";
        assert_eq!(peak(status), Some(20480));
        assert_eq!(peak("Name:\ttrain\n"), None);
    }
}
