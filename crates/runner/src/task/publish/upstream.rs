//! Where a branch goes.

use std::path::Path;

use mlflow::without_userinfo;

use super::PublishError;
use super::git::git;

/// The branch that is checked out, and what it follows.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::task) struct Upstream {
    /// Its name here.
    pub(super) branch: String,
    /// The remote's name.
    pub(super) remote: String,
    /// Where that is.
    pub(super) url: String,
    /// The branch's full name there: `refs/heads/main`.
    pub(super) there: String,
    /// Its full name here: `refs/remotes/origin/main`.
    pub(super) tracking: String,
}

impl Upstream {
    /// That of the checkout at `root`.
    ///
    /// # Errors
    ///
    /// When no branch is checked out, it has no upstream, or this is not reached by http.
    pub(in crate::task) fn of(root: &Path) -> Result<Self, PublishError> {
        let ask = |args: &[&str]| git(root, args).map(|said| said.trim().to_owned());
        let branch = ask(&["branch", "--show-current"])?;
        if branch.is_empty() {
            return Err(PublishError::NoBranch);
        }
        let Ok(tracking) = ask(&["rev-parse", "--symbolic-full-name", "@{upstream}"]) else {
            return Err(PublishError::NoUpstream { branch });
        };
        let remote = ask(&["config", &format!("branch.{branch}.remote")])?;
        let there = ask(&["config", &format!("branch.{branch}.merge")])?;
        let url = ask(&["remote", "get-url", "--push", &remote])?;
        if !["http://", "https://"]
            .iter()
            .any(|scheme| url.starts_with(scheme))
        {
            let url = without_userinfo(&url);
            return Err(PublishError::NoHttp { remote, url });
        }
        Ok(Self {
            branch,
            remote,
            url,
            there,
            tracking,
        })
    }

    /// Its address for people: without user and password.
    pub(super) fn shown_url(&self) -> String {
        without_userinfo(&self.url)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_branch_goes_where_it_follows_and_one_that_follows_nothing_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        let set = |args: &[&str]| git(root, args).unwrap();
        set(&["init", "--quiet", "--initial-branch", "main"]);
        let name = ["-c", "user.name=Ann", "-c", "user.email=ann@example.org"];
        let commit = ["commit", "--quiet", "--allow-empty", "--message", "One"];
        set(&[&name[..], &commit].concat());
        let refused = || Upstream::of(root).unwrap_err().to_string();
        insta::assert_snapshot!(refused(), @"publish the run: the branch `main` has no upstream to push to; set one with `git branch --set-upstream-to <remote>/main`");

        set(&["remote", "add", "team", "git@example.org:ann/iris.git"]);
        set(&["update-ref", "refs/remotes/team/trained", "HEAD"]);
        set(&["branch", "--quiet", "--set-upstream-to", "team/trained"]);
        insta::assert_snapshot!(refused(), @"publish the run: the remote `team` is at `git@example.org:ann/iris.git`, and the runner pushes by http and https alone; name such an address by `git remote set-url --push team https://...`");

        set(&[
            "remote",
            "set-url",
            "--push",
            "team",
            "https://ann:s3cret@example.org/iris.git",
        ]);
        let upstream = Upstream::of(root).unwrap();
        assert_eq!(upstream.shown_url(), "https://example.org/iris.git");
        assert_eq!((&*upstream.branch, &*upstream.remote), ("main", "team"));
        assert_eq!(upstream.there, "refs/heads/trained");
        assert_eq!(upstream.tracking, "refs/remotes/team/trained");

        set(&["switch", "--quiet", "--detach"]);
        insta::assert_snapshot!(refused(), @"publish the run: no branch is checked out; `git switch` to one first");
    }
}
