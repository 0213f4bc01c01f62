//! The last good copies of the files of the checkout that DVC rewrites: `dvc.lock`, and the
//! `*.dvc` files beside it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use params::yaml::{self, Node, Value};

use super::{Flock, HealError, Healed, TEMPORARY};
use crate::checkout::Checkout;

/// Where the copies are.
const COPIES: &str = ".dvc/tmp/mlops";
/// What every command of DVC holds while it reads and writes such files.
const LOCK: &str = "lock";
const LOCK_FILE: &str = "dvc.lock";
/// Longer than DVC takes to write one of them.
const PATIENCE: Duration = Duration::from_secs(1);

/// Restores what a kill has cut off: from the copy, else from git; `dvc.lock` is removed where
/// neither has it. Then copies what is good.
///
/// # Errors
///
/// When a file cannot be read or written.
pub(super) fn heal(checkout: &Checkout) -> Result<Vec<Healed>, HealError> {
    let mut healed = Vec::new();
    let damaged = damaged(checkout);
    if !damaged.is_empty() {
        let lock = checkout.path(TEMPORARY).join(LOCK);
        let held = Flock::take(&lock, PATIENCE).map_err(HealError::at(lock))?;
        // Without it a DVC is writing, and what looks cut off is not yet written.
        for name in damaged.iter().filter(|_| held.is_some()) {
            healed.extend(restore(checkout, name)?);
        }
    }
    keep(checkout);
    Ok(healed)
}

/// The files that a kill has cut off.
pub(super) fn damaged(checkout: &Checkout) -> Vec<String> {
    let mut names = names(checkout);
    names.retain(|name| is_damaged(checkout, name));
    names
}

/// Copies what is good. Nothing depends on a copy that could not be made: git has one as well.
pub(crate) fn keep(checkout: &Checkout) {
    for name in names(checkout) {
        let Ok(text) = fs::read_to_string(checkout.path(&name)) else {
            continue;
        };
        let copy = copy(checkout, &name);
        let known = fs::read_to_string(&copy).unwrap_or_default();
        if text != known && is_whole(&name, &text) {
            let _ = write(&copy, &text);
        }
    }
}

/// `dvc.lock` and the `*.dvc` files at the top of `checkout`.
fn names(checkout: &Checkout) -> Vec<String> {
    let entries = fs::read_dir(checkout.root())
        .into_iter()
        .flatten()
        .flatten();
    let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
    let mut names: Vec<_> = names
        .filter(|name| {
            let is_import = Path::new(name).extension().is_some_and(|end| end == "dvc");
            name == LOCK_FILE || is_import
        })
        .collect();
    names.sort();
    names
}

fn copy(checkout: &Checkout, name: &str) -> PathBuf {
    checkout.path(COPIES).join(name)
}

fn is_damaged(checkout: &Checkout, name: &str) -> bool {
    fs::read_to_string(checkout.path(name)).is_ok_and(|text| !is_whole(name, &text))
}

/// Whether `text` is something that DVC writes, as far as an end in the middle would show. One
/// between two lines may not: DVC then takes for changed what is missing, and runs it again.
/// Whatever a merge has left is for a person to decide.
fn is_whole(name: &str, text: &str) -> bool {
    if text.contains("<<<<<<<") {
        return true;
    }
    let root = yaml::parse(text);
    if name == LOCK_FILE {
        return text.ends_with('\n') && root.is_ok_and(|root| is_lock(&root));
    }
    // People write these as well, and may leave out what DVC adds.
    !text.trim().is_empty() && text.ends_with('\n')
        || root.is_ok_and(|root| root.get("outs").is_some_and(are_files))
}

/// The form that DVC and train ask of `dvc.lock`.
fn is_lock(root: &Node) -> bool {
    let schema = root.get("schema").map(|node| node.value().to_string());
    let stages = root.get("stages").map(Node::value);
    let whole = |stage: &Node| {
        let files = ["deps", "outs"].iter().filter_map(|key| stage.get(key));
        stage.get("cmd").is_some() && files.into_iter().all(are_files)
    };
    let whole = match stages {
        Some(Value::Section(entries)) => entries.iter().all(|entry| whole(entry.node())),
        other => other.is_none(),
    };
    schema.as_deref() == Some("2.0") && whole
}

fn are_files(list: &Node) -> bool {
    match list.value() {
        Value::List(files) => !files.is_empty() && files.iter().all(is_file),
        _ => false,
    }
}

/// A path with its digest and size, or with what else tells one content from another, such as
/// the version that a bucket gives.
fn is_file(file: &Node) -> bool {
    let known = |key: &str| file.get(key).is_some();
    let digest = file.get("md5").map(|node| node.value().to_string());
    let complete = digest.is_some_and(|digest| digest.trim_end_matches(".dir").len() == 32);
    let sized = matches!(file.get("size").map(Node::value), Some(Value::Integer(_)));
    let other = !known("hash") && !known("md5") && file.entries().len() > 1;
    known("path") && (complete && sized || other)
}

fn restore(checkout: &Checkout, name: &str) -> Result<Option<Healed>, HealError> {
    // Since it was looked at, DVC may have finished it.
    if !is_damaged(checkout, name) {
        return Ok(None);
    }
    let path = checkout.path(name);
    let aside = copy(checkout, &format!("{name}.damaged"));
    set_aside(&path, &aside).map_err(HealError::at(&*path))?;
    let kept = fs::read_to_string(copy(checkout, name)).ok();
    let (text, done) = match kept.filter(|text| is_whole(name, text)) {
        Some(kept) => (Some(kept), "restored it from the copy of the last good one"),
        None => (checkout.committed(name), "restored it from the last commit"),
    };
    let restored = match (&text, name) {
        (Some(text), _) => write(&path, text).map(|()| done),
        (None, LOCK_FILE) => {
            fs::remove_file(&path).map(|()| "removed it, and every stage runs again")
        }
        (None, _) => return Ok(None),
    };
    let done = restored.map_err(HealError::at(&*path))?;
    Ok(Some(Healed(format!(
        "`{name}` was cut off by a kill; {done} (what was left of it is in `{COPIES}/{name}.damaged`)"
    ))))
}

fn set_aside(path: &Path, aside: &Path) -> io::Result<()> {
    write(aside, &fs::read_to_string(path)?)
}

/// All or nothing, unlike DVC.
fn write(path: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut draft = path.as_os_str().to_owned();
    draft.push(format!(".{}.partial", std::process::id()));
    fs::write(&draft, text)?;
    fs::rename(draft, path)
}

#[cfg(test)]
mod tests;
