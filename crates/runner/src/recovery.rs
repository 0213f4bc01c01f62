//! What DVC does not survive, made good before its next command.
//!
//! DVC writes its files in place. Killed between two system calls it leaves `.dvc/tmp/rwlock`
//! or `dvc.lock` empty or cut off, and then refuses every later command without saying what to
//! do. A process that was killed also stays in the former, where a number that was given to
//! another process blocks the checkout. Nothing here happens behind the back of a DVC that is
//! at work: both files are touched under DVC's own locks.

mod flock;
mod kept;
mod queue;
mod rwlock;

use params::shorten::counted;
use std::fmt;
use std::io;
use std::path::PathBuf;

use crate::checkout::Checkout;

pub(crate) use flock::Flock;
pub(crate) use kept::keep;
pub(crate) use queue::has_worker;
pub(crate) use rwlock::{Holder, RwLock};

/// Where DVC and this program keep what is of no use elsewhere.
pub(crate) const TEMPORARY: &str = ".dvc/tmp";

/// Something that was made good, as a sentence for people.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Healed(String);

impl fmt::Display for Healed {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

/// A file that needs to be made good, and cannot.
#[derive(Debug, thiserror::Error)]
#[error("restore `{}`: {source}", path.display())]
pub(crate) struct HealError {
    path: PathBuf,
    source: io::Error,
}

impl HealError {
    fn at(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        |source| Self { path, source }
    }
}

/// Makes good what a killed DVC left in `checkout`, and keeps a copy of what is good.
///
/// # Errors
///
/// When a file cannot be read or written.
pub(crate) fn heal(checkout: &Checkout) -> Result<Vec<Healed>, HealError> {
    let mut healed = Vec::new();
    healed.extend(rwlock::heal(checkout)?);
    healed.extend(kept::heal(checkout)?);
    healed.extend(queue::heal(checkout)?);
    Ok(healed)
}

/// What [`heal`] would make good in `checkout`, a clause for each; nothing is touched.
#[must_use]
pub(crate) fn left(checkout: &Checkout) -> Vec<String> {
    let gone = rwlock::gone(checkout);
    let gone = (!gone.is_empty()).then(|| {
        let names = rwlock::names(&gone);
        format!("entries in DVC's list of its processes (`.dvc/tmp/rwlock`): {names}")
    });
    let damaged = kept::damaged(checkout).into_iter();
    let damaged = damaged.map(|name| format!("`{name}`, cut off"));
    let stranded = queue::stranded(checkout).len();
    let stranded =
        (stranded > 0).then(|| format!("{} without a worker", counted(stranded, "experiment")));
    gone.into_iter().chain(damaged).chain(stranded).collect()
}

/// [`heal`], and a line for each file on standard error.
///
/// # Errors
///
/// When a file cannot be read or written.
pub(crate) fn heal_and_say(checkout: &Checkout) -> Result<(), HealError> {
    for healed in heal(checkout)? {
        eprintln!("mlops: {healed}");
    }
    Ok(())
}
