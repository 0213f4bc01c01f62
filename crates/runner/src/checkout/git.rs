//! The commit that a run is made from, as git tells it.

use std::path::Path;
use std::process::Command;

use mlflow::without_userinfo;

/// What is known of the checkout's commit; all of it goes to the tracker.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GitState {
    /// 40 hexadecimal digits.
    pub commit: String,
    /// The branch, unless the commit is checked out by itself.
    pub branch: Option<String>,
    /// Whether a tracked file other than the pipeline's own results has changes.
    pub dirty: bool,
    /// Where the repository lives, without user and password.
    pub url: Option<String>,
}

/// What every run rewrites: a change there says nothing of what it was made from.
pub(super) const RESULTS: [&str; 3] = [":!dvc.lock", ":!models", ":!metrics"];

impl GitState {
    /// The state of the checkout at `root`; none without git, a repository or a commit.
    #[must_use]
    pub fn of(root: &Path) -> Option<Self> {
        let status = [
            "status",
            "--porcelain=v2",
            "--branch",
            "--untracked-files=no",
            "--",
        ];
        let status = git(root, &[&status[..], &RESULTS[..]].concat())?;
        let (mut state, upstream) = parse(&status)?;
        // The remote that the branch follows, else the one that `git clone` makes.
        let remote = upstream.as_deref().and_then(|name| name.split('/').next());
        let key = format!("remote.{}.url", remote.unwrap_or("origin"));
        let url = git(root, &["config", &key]);
        state.url = url.map(|url| without_userinfo(url.trim()));
        Some(state)
    }
}

/// The state, and the branch's upstream, from the lines of `git status`.
fn parse(status: &str) -> Option<(GitState, Option<String>)> {
    let mut state = GitState::default();
    let mut upstream = None;
    for line in status.lines() {
        let Some(header) = line.strip_prefix("# ") else {
            state.dirty = true;
            continue;
        };
        match header.split_once(' ') {
            Some(("branch.oid", commit)) => commit.clone_into(&mut state.commit),
            Some(("branch.head", branch)) => state.branch = Some(branch.to_owned()),
            Some(("branch.upstream", name)) => upstream = Some(name.to_owned()),
            _ => {}
        }
    }
    state.branch = state.branch.filter(|branch| branch != "(detached)");
    let committed = !state.commit.is_empty() && state.commit != "(initial)";
    committed.then_some((state, upstream))
}

/// What git prints, if it succeeds. It takes no locks: another git may be at work.
pub(super) fn git(root: &Path, args: &[&str]) -> Option<String> {
    let mut git = Command::new("git");
    git.args(args)
        .current_dir(root)
        .env("GIT_OPTIONAL_LOCKS", "0");
    let output = git.output().ok().filter(|output| output.status.success())?;
    String::from_utf8(output.stdout).ok()
}
