//! `make git-sync` with a runner that only writes down what it is asked for.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use end_to_end::files::{empty_folder, write_script};

/// A repository with scripts/git-sync, an upstream, and a runner that writes down what it is asked
/// for and fails for what `fails` says.
struct Sync {
    root: PathBuf,
}

impl Sync {
    fn new(name: &str, fails: &str) -> Self {
        let root = empty_folder(&Path::new(env!("CARGO_TARGET_TMPDIR")).join(name));
        let sync = Self {
            root: root.join("clone"),
        };
        fs::create_dir_all(sync.root.join("scripts")).unwrap();
        for name in ["git-sync", "help"] {
            let original = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scripts");
            fs::copy(original.join(name), sync.root.join("scripts").join(name)).unwrap();
        }
        let runner = sync.root.join("scripts/runner");
        let text = format!("#!/bin/sh\necho \"$*\" >>calls\n[ \"$*\" != \"{fails}\" ] || exit 5\n");
        write_script(&runner, &text);
        for name in ["data.dvc", "dvc.yaml", "dvc.lock", "params.yaml"] {
            fs::write(sync.root.join(name), "before").unwrap();
        }
        for name in ["dataset", ".dvc", "models", "metrics"] {
            fs::create_dir(sync.root.join(name)).unwrap();
            fs::write(sync.root.join(name).join("file"), "before").unwrap();
        }
        sync.git("init --quiet --initial-branch=main");
        sync.git("init --quiet --bare ../upstream");
        sync.git("remote add origin ../upstream");
        sync.git("add .");
        sync.git("commit --quiet --message before");
        sync.git("push --quiet --set-upstream origin main");
        fs::write(sync.root.join("params.yaml"), "after").unwrap();
        sync
    }

    fn git(&self, args: &str) -> String {
        let identity = ["-c", "user.name=test", "-c", "user.email=test@localhost"];
        let mut git = Command::new("git");
        let output = git
            .args(identity)
            .args(args.split(' '))
            .current_dir(&self.root);
        let output = output.output().unwrap();
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// The exit code of git-sync, what the runner was asked for, and the last commits here and
    /// upstream.
    fn run(&self) -> (Option<i32>, String, [String; 2]) {
        let mut sync = Command::new(self.root.join("scripts/git-sync"));
        let identity = ["AUTHOR", "COMMITTER"];
        for who in identity {
            sync.env(format!("GIT_{who}_NAME"), "test");
            sync.env(format!("GIT_{who}_EMAIL"), "test@localhost");
        }
        let output = sync.env("MESSAGE", "after").output().unwrap();
        let calls = fs::read_to_string(self.root.join("calls")).unwrap();
        let commits =
            ["main", "origin/main"].map(|name| self.git(&format!("log -1 --format=%s {name}")));
        (
            output.status.code(),
            calls,
            commits.map(|commit| commit.trim().to_owned()),
        )
    }
}

/// It committed `max_depth: 3` beside a dvc.lock of depth 5.
#[test]
fn git_sync_commits_nothing_while_the_results_are_not_those_of_the_parameters() {
    let sync = Sync::new("sync of old results", "dvc status --quiet");
    let (code, calls, commits) = sync.run();
    assert_eq!(code, Some(2));
    assert_eq!(calls, "dvc status --quiet\ndvc status\n");
    assert_eq!(commits, ["before", "before"]);
}

/// It pushed no data: whoever got the commit could not get what it names.
#[test]
fn git_sync_uploads_the_data_first_and_commits_nothing_where_that_fails() {
    let sync = Sync::new("sync without data", "mlops push --quiet");
    let (code, calls, commits) = sync.run();
    assert_eq!(code, Some(5), "as the push");
    assert_eq!(calls, "dvc status --quiet\nmlops push --quiet\n");
    assert_eq!(commits, ["before", "before"]);
    let sync = Sync::new("sync with data", "nothing");
    let (code, calls, commits) = sync.run();
    assert_eq!(code, Some(0));
    assert_eq!(calls, "dvc status --quiet\nmlops push --quiet\n");
    assert_eq!(commits, ["after", "after"]);
}
