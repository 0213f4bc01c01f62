//! How much memory a program has used, told to whoever started it: nobody can ask when its container is
//! gone.

use std::env;
use std::fs;
use std::io::{self, Write as _};

/// The variable by which a stage is asked to tell.
pub const VARIABLE: &str = "MLOPS_TELL_USAGE";
/// What the line begins with, which is the last one on standard error. The first character, a
/// separator of records, is in hardly any other text.
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
    /// What is the line, or its beginning, if nothing else follows.
    held: Vec<u8>,
}

impl Told {
    /// What is for people of the next `piece`, and of what was held back before it.
    #[must_use]
    pub fn pass(&mut self, piece: &[u8]) -> Vec<u8> {
        let mut passed = std::mem::take(&mut self.held);
        passed.extend_from_slice(piece);
        let begins = (0..passed.len()).find(|&at| may_be_line(&passed[at..]));
        self.held = passed.split_off(begins.unwrap_or(passed.len()));
        passed
    }

    /// At the end: what is still for people, and the most memory that the program has used, in
    /// bytes, if it told.
    #[must_use]
    pub fn end(self) -> (Vec<u8>, Option<u64>) {
        match peak_of(&self.held) {
            Some(peak) => (Vec::new(), Some(peak)),
            None => (self.held, None),
        }
    }
}

/// The digits of the largest number of bytes.
const DIGITS: usize = 20;

/// Whether `bytes` are the line, or as much of it as there is.
fn may_be_line(bytes: &[u8]) -> bool {
    let (mark, number) = bytes.split_at(bytes.len().min(MARK.len()));
    let digits = number.strip_suffix(b"\n").unwrap_or(number);
    MARK.as_bytes().starts_with(mark)
        && digits.len() <= DIGITS
        && digits.iter().all(u8::is_ascii_digit)
}

/// What a whole line tells.
fn peak_of(line: &[u8]) -> Option<u64> {
    let line = str::from_utf8(line).ok()?;
    let number = line.strip_prefix(MARK)?.strip_suffix('\n')?;
    number.parse().ok()
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
            assert_eq!(told.end(), (Vec::new(), Some(20480)), "cut at {at}");
        }
    }

    /// All that came behind the first character of the mark was never shown.
    #[test]
    fn what_only_looks_like_the_line_is_shown_as_it_is() {
        let twice = format!("{MARK}1\n{MARK}20480\n");
        let digits = format!("{MARK}{}", "7".repeat(100));
        for text in [
            "failed to read",
            "line 3 holds `\u{1e}`; expected a number\nmore\n",
            "\u{1e}\u{1e}mlops-usage",
            &format!("{MARK}many\n"),
            &format!("{MARK}20480\nmore\n"),
            &format!("{MARK}20480"),
            &digits,
        ] {
            for at in 0..text.len() {
                let (first, second) = text.as_bytes().split_at(at);
                let mut told = Told::default();
                let mut shown = [told.pass(first), told.pass(second)].concat();
                let (rest, peak) = told.end();
                shown.extend(rest);
                let shown = String::from_utf8(shown).unwrap();
                assert_eq!((&*shown, peak), (text, None), "cut at {at}");
            }
        }
        let mut told = Told::default();
        assert_eq!(told.pass(twice.as_bytes()), format!("{MARK}1\n").as_bytes());
        assert_eq!(told.end().1, Some(20480));
    }

    #[test]
    fn the_kernel_tells_it_in_kibibytes() {
        let status = "Name:\ttrain\nVmPeak:\t  900 kB\nVmHWM:\t   20 kB\n";
        assert_eq!(peak(status), Some(20480));
        assert_eq!(peak("Name:\ttrain\n"), None);
    }
}
