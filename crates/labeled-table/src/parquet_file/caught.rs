//! The library's panics as problems: it takes some numbers of a damaged file for granted.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

use crate::problem::Problem;

thread_local! {
    /// A panic in this thread is a problem of the file, of which nothing is to be printed.
    static QUIET: Cell<bool> = const { Cell::new(false) };
}
static PREPARED: Once = Once::new();

/// What `work` gives, which must not be used further after it has failed.
pub(super) fn caught<T>(work: impl FnOnce() -> Result<T, Problem>) -> Result<T, Problem> {
    PREPARED.call_once(|| {
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            if !QUIET.get() {
                usual(panic);
            }
        }));
    });
    QUIET.set(true);
    let found = panic::catch_unwind(AssertUnwindSafe(work));
    QUIET.set(false);
    found.unwrap_or_else(|_| {
        let text = "it holds what no such file can";
        Err(Problem::BrokenParquet(text.to_owned()))
    })
}
