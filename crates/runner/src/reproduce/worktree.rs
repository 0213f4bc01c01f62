//! git: the commit of a run in a folder of its own.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use params::shorten;

use super::ReproduceError;
use super::subject::Subject;
use crate::checkout::Checkout;

/// The repository of the checkout.
#[derive(Clone, Debug)]
pub(super) struct Repository {
    root: PathBuf,
}

impl Repository {
    pub(super) fn of(checkout: &Checkout) -> Self {
        Self {
            root: checkout.root().to_owned(),
        }
    }

    /// The commits without a parent that `commit` comes from; none where the history was cut off.
    pub(super) fn project(&self, commit: &str) -> Option<Vec<String>> {
        let shallow = self.git(&["rev-parse", "--is-shallow-repository"]).ok()?;
        if shallow.trim() == "true" {
            return None;
        }
        let roots = ["rev-list", "--max-parents=0", "--end-of-options", commit];
        let roots = self.git(&roots).ok()?;
        Some(roots.lines().map(str::to_owned).collect())
    }

    /// Makes sure that a run of `project` is a run of this repository.
    ///
    /// # Errors
    ///
    /// When the two have no first commit in common.
    pub(super) fn check_project(
        &self,
        project: &[String],
        subject: &Subject,
    ) -> Result<(), ReproduceError> {
        let own = self.project("HEAD").unwrap_or_default();
        // A branch may begin anew, so that its first commit is no one's but its own.
        let is_here = |first: &String| own.contains(first) || self.has(first);
        if project.is_empty() || own.is_empty() || project.iter().any(is_here) {
            return Ok(());
        }
        let git = subject.record.git.as_ref();
        let url = git.and_then(|git| git.repo_url.as_deref());
        Err(ReproduceError::OtherProject {
            url: url.map_or_else(String::new, |url| format!(" ({})", shorten::text(url))),
        })
    }

    /// Whether `commit` is here.
    pub(super) fn has(&self, commit: &str) -> bool {
        let object = format!("{commit}^{{commit}}");
        self.git(&["cat-file", "-e", "--end-of-options", &object])
            .is_ok()
    }

    /// Whether there is another repository from which a commit may be fetched.
    pub(super) fn has_remote(&self) -> bool {
        self.git(&["remote"])
            .is_ok_and(|remotes| !remotes.trim().is_empty())
    }

    /// Checks `commit` out into `folder`, which is not there yet. No hook of the repository runs.
    ///
    /// # Errors
    ///
    /// When git refuses.
    pub(super) fn check_out(&self, commit: &str, folder: &Path) -> Result<(), ReproduceError> {
        let folder = folder.to_string_lossy();
        let add = ["worktree", "add", "--force", "--detach"];
        self.git(&[&add[..], &["--", &*folder, commit]].concat())
            .map(drop)
            .map_err(ReproduceError::Git)
    }

    /// Takes the folder, and what git knows of it, away. Whatever is left of it does no harm.
    pub(super) fn remove(&self, folder: &Path) {
        let name = folder.to_string_lossy();
        // Not `prune`: in the runner, other worktrees are not to be seen, and git would forget them.
        let _ = self.git(&["worktree", "remove", "--force", "--force", "--", &name]);
        let _ = fs::remove_dir_all(folder);
    }

    fn git(&self, args: &[&str]) -> Result<String, String> {
        git(&self.root, args, &[])
    }
}

/// Changes the files in `folder` as `patch` says.
///
/// # Errors
///
/// When it does not fit.
pub(super) fn apply(folder: &Path, patch: &[u8]) -> Result<(), ReproduceError> {
    let args = ["apply", "--whitespace=nowarn", "-"];
    git(folder, &args, patch)
        .map(drop)
        .map_err(ReproduceError::Patch)
}

/// What `git <args>` prints in `folder`, where it reads `input`; else the last line of what it says.
fn git(folder: &Path, args: &[&str], input: &[u8]) -> Result<String, String> {
    let mut git = Command::new("git");
    git.args(["-c", "core.hooksPath=/dev/null"]).args(args);
    git.current_dir(folder).env("GIT_OPTIONAL_LOCKS", "0");
    git.stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let output = output(&mut git, input);
    let output = output.map_err(|error| format!("git cannot be started: {error}"))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let last = said.lines().rfind(|line| !line.trim().is_empty());
    Err(last.unwrap_or("git says nothing").to_owned())
}

fn output(git: &mut Command, input: &[u8]) -> io::Result<Output> {
    let mut git = git.spawn()?;
    if let Some(mut stdin) = git.stdin.take() {
        // One that fails before it has read everything says why.
        let _ = stdin.write_all(input);
    }
    git.wait_with_output()
}
