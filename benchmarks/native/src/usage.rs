//! Memory and processor time of this process, as the kernel counts them.

use std::{fs, io};

/// The kernel counts processor time in hundredths of a second for programs.
const TICKS_PER_SECOND: f64 = 100.0;

/// Bytes of memory in use now.
pub(crate) fn resident_bytes() -> io::Result<u64> {
    status("VmRSS")
}

/// The most bytes in use since the last reset, or since the start.
pub(crate) fn peak_bytes() -> io::Result<u64> {
    status("VmHWM")
}

/// Forgets the peak so far; whether the kernel allowed it.
pub(crate) fn reset_peak() -> bool {
    fs::write("/proc/self/clear_refs", "5").is_ok()
}

/// The processor seconds of all threads so far.
pub(crate) fn cpu_seconds() -> io::Result<f64> {
    let stat = fs::read_to_string("/proc/self/stat")?;
    // After the command, which may hold blanks, `utime` and `stime` are the 12th and 13th field.
    let ticks = stat
        .rsplit_once(')')
        .map(|(_, fields)| fields.split_whitespace().skip(11).take(2))
        .and_then(|fields| {
            fields
                .map(|field| field.parse::<f64>().ok())
                .sum::<Option<f64>>()
        });
    ticks
        .map(|ticks| ticks / TICKS_PER_SECOND)
        .ok_or_else(|| unexpected("/proc/self/stat"))
}

fn status(key: &str) -> io::Result<u64> {
    let status = fs::read_to_string("/proc/self/status")?;
    status
        .lines()
        .find_map(|line| line.strip_prefix(key)?.strip_prefix(':'))
        .and_then(|rest| rest.split_whitespace().next()?.parse::<u64>().ok())
        .map(|kilobytes| kilobytes * 1024)
        .ok_or_else(|| unexpected("/proc/self/status"))
}

fn unexpected(file: &str) -> io::Error {
    io::Error::other(format!("failed to understand `{file}`"))
}
