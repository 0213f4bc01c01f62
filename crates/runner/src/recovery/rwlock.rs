//! `.dvc/tmp/rwlock`: DVC's list of what its processes read and write.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::Path;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{Flock, HealError, Healed, TEMPORARY};
use crate::checkout::Checkout;
use crate::processes::{self, Process};

const NAME: &str = "rwlock";
/// DVC locks this one while it changes the list.
const GUARD: &str = "rwlock.lock";
/// A change takes milliseconds.
const PATIENCE: Duration = Duration::from_secs(2);

/// Who reads and who writes what, by path.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RwLock {
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    write: BTreeMap<String, Holder>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    read: BTreeMap<String, Vec<Holder>>,
}

/// A process of DVC.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Holder {
    /// Its number.
    pub pid: u32,
    /// Its program and arguments, joined by spaces (`sys.argv`).
    pub cmd: String,
}

impl RwLock {
    /// The list of `checkout`; an empty one where there is none, or where it cannot be read.
    #[must_use]
    pub(crate) fn read(checkout: &Checkout) -> Self {
        let text = fs::read_to_string(path(checkout)).unwrap_or_default();
        serde_json::from_str(&text).unwrap_or_default()
    }

    /// The processes in it, each once.
    #[must_use]
    pub(crate) fn holders(&self) -> BTreeSet<&Holder> {
        let readers = self.read.values().flatten();
        self.write.values().chain(readers).collect()
    }

    fn retain(&mut self, mut keep: impl FnMut(&Holder) -> bool) {
        self.write.retain(|_, holder| keep(holder));
        self.read.retain(|_, holders| {
            holders.retain(&mut keep);
            !holders.is_empty()
        });
    }
}

impl Holder {
    /// Whether the process that wrote this is at work in `checkout`: its number alone may have
    /// been given to another one.
    #[must_use]
    pub(crate) fn is_alive(&self, checkout: &Checkout) -> bool {
        let Some(process) = Process::find(self.pid).filter(|process| !process.ended) else {
            return false;
        };
        let Some(command) = process.command() else {
            return true;
        };
        let same = command.join(" ").ends_with(self.arguments());
        // A program that uses DVC as a library may be anywhere.
        same && (!process.is_dvc() || is_inside(&process, checkout).unwrap_or(true))
    }

    /// The command without the program, whose path Python and the system may give differently.
    fn arguments(&self) -> &str {
        let ends = ["__main__.py ", "dvc ", " "];
        let found = ends
            .iter()
            .find_map(|end| self.cmd.split_once(end).map(|(_, arguments)| arguments));
        found.unwrap_or_default()
    }
}

fn path(checkout: &Checkout) -> std::path::PathBuf {
    checkout.path(TEMPORARY).join(NAME)
}

/// Whether `process` is in `checkout`; none where the system does not tell.
fn is_inside(process: &Process, checkout: &Checkout) -> Option<bool> {
    let root = fs::canonicalize(checkout.root()).ok()?;
    Some(process.folder()?.starts_with(root))
}

/// Some process of DVC that is at work in `checkout`, whatever the list says.
fn at_work(checkout: &Checkout) -> bool {
    let mut processes = processes::all().into_iter();
    processes.any(|process| process.is_dvc() && is_inside(&process, checkout) == Some(true))
}

/// Removes from the list the processes that are gone; a list that is none becomes an empty one.
pub(super) fn heal(checkout: &Checkout) -> Result<Option<Healed>, HealError> {
    let path = path(checkout);
    if !path.exists() {
        return Ok(None);
    }
    let guard = Flock::take(&path.with_file_name(GUARD), PATIENCE);
    let Some(_guard) = guard.map_err(HealError::at(&*path))? else {
        return Ok(None);
    };
    let text = fs::read_to_string(&path).map_err(HealError::at(&*path))?;
    let Ok(mut lock) = serde_json::from_str::<RwLock>(&text) else {
        // Whoever is at work would miss its own entries, and stop; it says so itself.
        if at_work(checkout) {
            return Ok(None);
        }
        replace(&path, &RwLock::default()).map_err(HealError::at(&*path))?;
        let sentence = "DVC's list of its processes (`.dvc/tmp/rwlock`) was cut off by a kill, and is empty now";
        return Ok(Some(Healed(sentence.to_owned())));
    };
    let gone: BTreeSet<Holder> = lock
        .holders()
        .into_iter()
        .filter(|holder| !holder.is_alive(checkout))
        .cloned()
        .collect();
    if gone.is_empty() {
        return Ok(None);
    }
    lock.retain(|holder| !gone.contains(holder));
    replace(&path, &lock).map_err(HealError::at(&*path))?;
    Ok(Some(Healed(format!(
        "removed from DVC's list of its processes (`.dvc/tmp/rwlock`) what is gone: {}",
        names(&gone)
    ))))
}

/// The processes in the list of `checkout` that are gone.
pub(super) fn gone(checkout: &Checkout) -> BTreeSet<Holder> {
    let lock = RwLock::read(checkout);
    let holders = lock.holders().into_iter();
    let gone = holders.filter(|holder| !holder.is_alive(checkout));
    gone.cloned().collect()
}

pub(super) fn names(holders: &BTreeSet<Holder>) -> String {
    let name = |holder: &Holder| {
        let arguments = holder.arguments();
        format!("`dvc {arguments}` (process {})", holder.pid)
    };
    let names: Vec<_> = holders.iter().map(name).collect();
    names.join(", ")
}

/// All or nothing, unlike DVC.
fn replace(path: &Path, lock: &RwLock) -> io::Result<()> {
    let draft = path.with_extension("mlops");
    fs::write(&draft, serde_json::to_string(lock)?)?;
    fs::rename(draft, path)
}

#[cfg(test)]
mod tests;
