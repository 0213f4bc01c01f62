//! The permissions of what a program in a container writes.
//!
//! Docker starts every container with the umask 022, whatever that of the caller is. So whoever
//! starts a container passes the caller's on in a variable, and the program takes it over
//! before it writes anything.

use std::env;
use std::io;

use rustix::fs::Mode;
use rustix::process::umask;

/// The variable that holds the umask of whoever started a container, in octal digits.
pub const UMASK_VARIABLE: &str = "MLOPS_UMASK";

/// Sets the umask of this process to the one that the environment names, if it names one.
///
/// # Errors
///
/// When the variable holds no umask.
pub(crate) fn take_over() -> io::Result<()> {
    let Some(text) = env::var_os(UMASK_VARIABLE) else {
        return Ok(());
    };
    let text = text.to_string_lossy();
    let mode = parse(&text).ok_or_else(|| {
        let expected = "expected octal digits from 0 to 777, as `umask` prints them";
        io::Error::other(format!("`{UMASK_VARIABLE}` is `{text}`; {expected}"))
    })?;
    umask(mode);
    Ok(())
}

/// The umask of this process, as [`UMASK_VARIABLE`] holds it. There is no other way to ask
/// than to set one, so no file may be made meanwhile.
#[must_use]
pub fn current() -> String {
    let mask = umask(Mode::empty());
    umask(mask);
    format!("{:04o}", mask.as_raw_mode())
}

fn parse(text: &str) -> Option<Mode> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    let mask = u32::from_str_radix(text, 8).ok().filter(|_| digits)?;
    (mask <= 0o777).then(|| Mode::from_raw_mode(mask))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_umask_is_read_as_a_shell_prints_it_and_nothing_else_is() {
        for (text, mask) in [("0022", 0o022), ("77", 0o077), ("0", 0), ("0777", 0o777)] {
            assert_eq!(parse(text), Some(Mode::from_raw_mode(mask)), "{text}");
        }
        for text in ["", "8", "1000", "-22", "+22", "u=rwx", "0022\n"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
