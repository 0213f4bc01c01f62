//! A branch that has somewhere to go.

use std::fs;
use std::path::Path;

use crate::Checkout;
use crate::git_server::GitServer;

/// A repository to push to, and a branch `sync` that follows it; until it is dropped.
#[derive(Debug)]
pub struct Upstream<'a> {
    clone: &'a Checkout,
    /// The repository.
    folder: &'a Path,
    /// Where both were at first.
    commit: String,
}

impl<'a> Upstream<'a> {
    /// That of `clone`, in `folder`, which is emptied.
    #[must_use]
    pub fn of(clone: &'a Checkout, folder: &'a Path) -> Self {
        let _ = fs::remove_dir_all(folder);
        let path = folder.to_str().expect("a path of text");
        let git = |args: &[&str]| clone.command("git", args).assert_success().text;
        let _ = git(&["init", "--quiet", "--bare", path]);
        let _ = git(&["config", "user.name", "test"]);
        let _ = git(&["config", "user.email", "test@localhost"]);
        let _ = git(&["remote", "add", "upstream", path]);
        let _ = git(&["switch", "--quiet", "--create", "sync"]);
        let _ = git(&["push", "--quiet", "--set-upstream", "upstream", "sync"]);
        Self {
            clone,
            folder,
            commit: git(&["rev-parse", "HEAD"]),
        }
    }

    /// Has it reached by a server that lets `member`, a user with a token, push to it.
    #[must_use]
    pub fn served(&self, member: (&str, &str)) -> GitServer {
        let (parent, name) = (self.folder.parent(), self.folder.file_name());
        let server = GitServer::start(parent.expect("a folder above"), member).expect("a port");
        let name = name.and_then(|name| name.to_str()).expect("a name of text");
        self.git(&["config", "http.receivepack", "true"]);
        let url = ["remote", "set-url", "upstream", &server.url(name)];
        let _ = self.clone.command("git", &url).assert_success();
        server
    }

    /// The last commit of the branch there: its hash and its first line.
    #[must_use]
    pub fn last(&self) -> String {
        self.git(&["log", "-1", "--format=%H %s", "sync"])
    }

    /// Whether neither the branch nor the upstream has a new commit.
    #[must_use]
    pub fn is_as_it_was(&self) -> bool {
        let here = self.clone.command("git", &["rev-parse", "sync"]);
        here.assert_success().text == self.commit && self.git(&["rev-parse", "sync"]) == self.commit
    }

    /// What git prints there.
    fn git(&self, args: &[&str]) -> String {
        let there = ["--git-dir", self.folder.to_str().expect("a path of text")];
        let git = self.clone.command("git", &[&there[..], args].concat());
        git.assert_success().text
    }
}

impl Drop for Upstream<'_> {
    fn drop(&mut self) {
        for args in [
            &["reset", "--quiet", "--hard", self.commit.trim()][..],
            &["switch", "--quiet", "-"],
            &["branch", "--quiet", "-D", "sync"],
            &["remote", "remove", "upstream"],
        ] {
            let _ = self.clone.command("git", args);
        }
    }
}
