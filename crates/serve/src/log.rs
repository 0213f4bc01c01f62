//! What the server says. A reader that is gone is no reason to end: `println!` would panic.

use std::fmt::Display;
use std::io::{self, Write as _};

/// Says what is well, on standard output.
pub(crate) fn note(text: impl Display) {
    let _ = writeln!(io::stdout(), "serve: {text}");
}

/// Says what is not, on standard error.
pub(crate) fn warn(text: impl Display) {
    let _ = writeln!(io::stderr(), "serve: {text}");
}
