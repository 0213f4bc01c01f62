//! How a branch gets to its upstream.

use std::io;
use std::path::Path;
use std::process::{Output, Stdio};

use serde::Deserialize;

use super::git::git;
use super::{PublishError, Upstream};
use crate::remotes;

/// The program that pushes.
const PROGRAM: &str = include_str!("branch.py");

/// What it prints.
#[derive(Debug, Deserialize)]
struct Ended {
    outcome: Outcome,
    #[serde(default)]
    reason: String,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Outcome {
    Pushed,
    UpToDate,
    Diverged,
    Unauthorized,
    Refused,
    Unreachable,
}

/// Pushes the branch of the checkout at `root`, and has git here know that it did. Whether the server lacked anything.
///
/// # Errors
///
/// When the server does not take it.
pub(super) fn push(root: &Path, upstream: &Upstream) -> Result<bool, PublishError> {
    let here = format!("refs/heads/{}", upstream.branch);
    let ended = start(root, upstream, &here).and_then(|output| read(&output));
    let ended = ended.map_err(|source| PublishError::Program {
        url: upstream.shown_url(),
        source,
    })?;
    let is_pushed = judge(ended, upstream.shown_url())?;
    git(root, &["update-ref", &upstream.tracking, &here])?;
    Ok(is_pushed)
}

fn start(root: &Path, upstream: &Upstream, here: &str) -> io::Result<Output> {
    let mut program = remotes::with_code_of_dvc(PROGRAM, root)?;
    program.args([here, &upstream.there]);
    // Not an argument: other users see those, and a password may be in it.
    program.env("MLOPS_PUSH_URL", &upstream.url);
    program.stdin(Stdio::null()).output()
}

fn read(output: &Output) -> io::Result<Ended> {
    let said = String::from_utf8_lossy(&output.stderr);
    let last = said.lines().next_back().unwrap_or("it said nothing");
    serde_json::from_slice(&output.stdout).map_err(|_| io::Error::other(last.to_owned()))
}

fn judge(Ended { outcome, reason }: Ended, url: String) -> Result<bool, PublishError> {
    match outcome {
        Outcome::Pushed => Ok(true),
        Outcome::UpToDate => Ok(false),
        Outcome::Diverged => Err(PublishError::Diverged { url }),
        Outcome::Unauthorized => Err(PublishError::Unauthorized { url }),
        Outcome::Refused => Err(PublishError::Refused { url, reason }),
        Outcome::Unreachable => Err(PublishError::Unreachable { url, reason }),
    }
}
