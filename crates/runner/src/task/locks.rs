//! The stages in the text of dvc.lock.
//!
//! A stage's lines are handed from worker to worker as they are: the file of a checkout that was given
//! them has the bytes of one in which DVC ran the stages.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use super::TaskError;
use crate::checkout::Checkout;

const LOCK: &str = "dvc.lock";
/// What DVC begins a new file with.
const HEAD: &str = "schema: '2.0'\nstages:\n";

/// The lines of `stage`.
///
/// # Errors
///
/// When the file cannot be read, or does not have the stage.
pub(super) fn of_stage(checkout: &Checkout, stage: &str) -> Result<String, TaskError> {
    let text = read(checkout)?;
    let found = Lock::parse(&text)
        .stages
        .into_iter()
        .find(|(name, _)| *name == stage);
    let (_, lines) = found.ok_or_else(|| TaskError::NotLocked {
        stage: stage.to_owned(),
    })?;
    Ok(lines.to_owned())
}

/// Puts the lines of stages in the place of those that are there.
///
/// # Errors
///
/// When the file cannot be read or written.
pub(super) fn put(checkout: &Checkout, locks: &BTreeMap<String, String>) -> Result<(), TaskError> {
    let old = read(checkout)?;
    let new = with(&old, locks);
    if new == old {
        return Ok(());
    }
    write(&checkout.path(LOCK), &new).map_err(TaskError::Lock)
}

fn read(checkout: &Checkout) -> Result<String, TaskError> {
    match fs::read_to_string(checkout.path(LOCK)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(HEAD.to_owned()),
        text => text.map_err(TaskError::Lock),
    }
}

/// A kill leaves the old file or the new one.
fn write(path: &Path, text: &str) -> io::Result<()> {
    let beside = path.with_extension("lock.new");
    fs::write(&beside, text)?;
    fs::rename(&beside, path)
}

/// The file in pieces: what is before the first stage, and the lines of each.
struct Lock<'a> {
    head: &'a str,
    stages: Vec<(&'a str, &'a str)>,
}

impl<'a> Lock<'a> {
    fn parse(text: &'a str) -> Self {
        let mut starts = Vec::new();
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            if let Some(name) = stage_name(line) {
                starts.push((name, at));
            }
            at += line.len();
        }
        let ends = starts.iter().skip(1).map(|(_, start)| *start).chain([at]);
        let first = starts.first().map_or(at, |(_, start)| *start);
        let stages = starts.iter().zip(ends);
        Self {
            head: &text[..first],
            stages: stages
                .map(|((name, start), end)| (*name, &text[*start..end]))
                .collect(),
        }
    }
}

/// The name in a line such as `  train:`, which begins a stage.
fn stage_name(line: &str) -> Option<&str> {
    let name = line.strip_prefix("  ")?.trim_end().strip_suffix(':')?;
    (!name.starts_with([' ', '-', '#'])).then_some(name)
}

fn with(text: &str, locks: &BTreeMap<String, String>) -> String {
    let lock = Lock::parse(text);
    let mut new = lock.head.to_owned();
    for (name, lines) in &lock.stages {
        new += locks.get(*name).map_or(*lines, String::as_str);
    }
    let is_known = |name: &str| lock.stages.iter().any(|(known, _)| *known == name);
    for (_, lines) in locks.iter().filter(|(name, _)| !is_known(name)) {
        new += lines;
    }
    new
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "schema: '2.0'\nstages:\n  ingest:\n    cmd: a\n    deps:\n    - path: x:\n  train:\n    cmd: b\n";

    fn locks(stages: &[(&str, &str)]) -> BTreeMap<String, String> {
        let owned = stages.iter();
        let owned = owned.map(|(name, lines)| ((*name).to_owned(), (*lines).to_owned()));
        owned.collect()
    }

    #[test]
    fn the_lines_of_a_stage_reach_to_the_next_one() {
        let lock = Lock::parse(TEXT);
        assert_eq!(lock.head, HEAD);
        let expected = [
            (
                "ingest",
                "  ingest:\n    cmd: a\n    deps:\n    - path: x:\n",
            ),
            ("train", "  train:\n    cmd: b\n"),
        ];
        assert_eq!(lock.stages, expected);
    }

    #[test]
    fn given_lines_replace_those_of_the_stage_and_leave_the_others() {
        let other = "  ingest:\n    cmd: other\n";
        let new = with(TEXT, &locks(&[("ingest", other)]));
        assert_eq!(new, format!("{HEAD}{other}  train:\n    cmd: b\n"));
        let own = Lock::parse(TEXT).stages;
        assert_eq!(with(TEXT, &locks(&own)), TEXT);
    }

    #[test]
    fn a_stage_that_was_not_locked_comes_last() {
        let new = with(TEXT, &locks(&[("evaluate", "  evaluate:\n    cmd: c\n")]));
        assert_eq!(new, format!("{TEXT}  evaluate:\n    cmd: c\n"));
        let new = with(HEAD, &locks(&[("evaluate", "  evaluate:\n    cmd: c\n")]));
        assert_eq!(new, format!("{HEAD}  evaluate:\n    cmd: c\n"));
    }
}
