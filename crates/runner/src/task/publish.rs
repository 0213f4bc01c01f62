//! The commit of a run, and the way of its branch to others, as scripts/git-sync does both for a person.
//!
//! The runner's git has no transport: of all that DVC brings, its own library of git pushes by http.
//!
//! # Layout
//!
//! - `upstream`: where the branch goes.
//! - `branch`: how it gets there.
//! - `git`: git itself.
//! - `error`: why it did not.

mod branch;
mod error;
mod git;
mod upstream;

use std::path::Path;

pub(crate) use error::PublishError;
use git::git;
pub(super) use upstream::Upstream;

/// What a run is made from, and what it makes (scripts/git-sync).
const PATHS: [&str; 8] = [
    "data.dvc",
    "dvc.yaml",
    "dvc.lock",
    "params.yaml",
    "dataset",
    ".dvc",
    "models",
    "metrics",
];

/// Commits what the run in the checkout at `root` was made from and has made, if something of it changed, and pushes the
/// branch. Whether there was anything to do.
///
/// # Errors
///
/// When git refuses, or the server of `upstream` cannot be used. A commit stays, and the next call pushes it.
pub(super) fn run(root: &Path, upstream: &Upstream, message: &str) -> Result<bool, PublishError> {
    let is_committed = commit(root, message)?;
    let is_pushed = branch::push(root, upstream)?;
    let Upstream { branch, remote, .. } = upstream;
    if is_pushed {
        println!("publish: pushed {branch} to {remote}");
    } else {
        println!("publish: {remote} has all of {branch}");
    }
    Ok(is_committed || is_pushed)
}

/// Whether there was anything to commit. Changes at other places stay as they are.
fn commit(root: &Path, message: &str) -> Result<bool, PublishError> {
    let paths: Vec<_> = PATHS
        .into_iter()
        .filter(|path| root.join(path).exists())
        .collect();
    let status = ["status", "--porcelain", "--"];
    if git(root, &[&status[..], &paths].concat())?.is_empty() {
        println!("publish: nothing to commit");
        return Ok(false);
    }
    git(root, &[&["add", "--all", "--"][..], &paths].concat())?;
    let commit = ["commit", "--quiet", "--message", message, "--"];
    git(root, &[&commit[..], &paths].concat())?;
    println!(
        "publish: committed {}",
        git(root, &["log", "-1", "--format=%h %s"])?.trim_end()
    );
    Ok(true)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn the_paths_are_those_of_git_sync() {
        let script = include_str!("../../../../scripts/git-sync");
        assert!(script.contains(&format!("set -- {}\n", PATHS.join(" "))));
    }

    #[test]
    fn results_are_committed_and_other_changes_stay() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        git(root, &["init", "--quiet"]).unwrap();
        git(root, &["config", "user.name", "Ann"]).unwrap();
        git(root, &["config", "user.email", "ann@example.org"]).unwrap();
        let write = |name: &str, text: &str| fs::write(root.join(name), text).unwrap();
        write("dvc.lock", "one");
        write("notes", "one");
        assert!(commit(root, "One").unwrap());
        git(root, &["add", "notes"]).unwrap();
        write("dvc.lock", "two");
        assert!(commit(root, "Two").unwrap());
        assert!(!commit(root, "Three").unwrap());
        let committed = git(root, &["log", "--format=%s", "--name-only"]).unwrap();
        assert_eq!(committed, "Two\n\ndvc.lock\nOne\n\ndvc.lock\n");
        let rest = git(root, &["status", "--porcelain"]).unwrap();
        assert_eq!(rest, "A  notes\n");
    }
}
