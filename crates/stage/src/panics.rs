//! Panics of a library that takes some numbers of a damaged file for granted.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

thread_local! {
    /// A panic in this thread is a fault of the file, of which nothing is to be printed.
    static QUIET: Cell<bool> = const { Cell::new(false) };
}
static PREPARED: Once = Once::new();

/// The library panicked: the file holds what no such file can.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it holds what no such file can")]
pub struct Panicked;

impl From<Panicked> for String {
    fn from(panicked: Panicked) -> Self {
        panicked.to_string()
    }
}

/// What `work` gives, which must not be used further after it has failed.
///
/// # Errors
///
/// When it panics, of which nothing is printed.
pub fn caught<T, E>(work: impl FnOnce() -> Result<T, E>) -> Result<T, E>
where
    E: From<Panicked>,
{
    PREPARED.call_once(|| {
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            if !QUIET.get() {
                usual(panic);
            }
        }));
    });
    // What this is within may be caught as well.
    let before = QUIET.replace(true);
    let found = panic::catch_unwind(AssertUnwindSafe(work));
    QUIET.set(before);
    found.unwrap_or_else(|_| Err(Panicked.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_an_error_and_what_comes_next_is_not() {
        let work = |number: usize| caught(|| Ok::<_, Panicked>([7][number]));
        assert_eq!([work(0), work(1), work(0)], [Ok(7), Err(Panicked), Ok(7)]);
        let text = "it holds what no such file can";
        assert_eq!(Panicked.to_string(), text);
    }

    /// The panic was printed, as a bug of ours is.
    #[test]
    fn what_goes_on_after_a_caught_panic_within_another_is_quiet_still() {
        let within = || caught(|| -> Result<(), Panicked> { panic!("within") });
        let work = || {
            assert_eq!(within(), Err(Panicked));
            assert!(QUIET.get());
            Ok::<_, Panicked>(())
        };
        caught(work).unwrap();
        assert!(!QUIET.get());
    }
}
