//! For tests: a checkout in which DVC has saved experiments.
//!
//! It panics where a test should fail.

#![expect(clippy::missing_panics_doc, reason = "a panic is how a test fails")]

use std::path::PathBuf;
use std::process::Command;

use stage::testing::{PARAMS, Sandbox};

/// A repository with `params.yaml`, `dvc.lock` and a source, all of them committed.
#[derive(Debug)]
pub struct Repository {
    /// Its folder.
    pub sandbox: Sandbox,
}

impl Default for Repository {
    fn default() -> Self {
        Self::new()
    }
}

impl Repository {
    /// One without experiments.
    #[must_use]
    pub fn new() -> Self {
        let sandbox = Sandbox::new();
        sandbox.write("dvc.lock", "schema: '2.0'\nstages: {}\n");
        sandbox.write("crates/train/src/lib.rs", "// A source.\n");
        sandbox.write(".gitignore", "/models\n/metrics\n/.dvc/tmp\n/.dvc/cache\n");
        let repository = Self { sandbox };
        repository.git(&["init", "--quiet", "--initial-branch=main"]);
        repository.commit();
        repository
    }

    /// Its root.
    #[must_use]
    pub fn root(&self) -> PathBuf {
        self.sandbox.path("")
    }

    /// What `git <args>` prints.
    #[expect(clippy::must_use_candidate, reason = "many commands print nothing")]
    pub fn git(&self, args: &[&str]) -> String {
        let identity = ["-c", "user.name=test", "-c", "user.email=test@localhost"];
        let mut git = Command::new("git");
        git.args(identity).args(args).current_dir(self.root());
        let output = git.output().expect("git can be started");
        assert!(output.status.success(), "{args:?}: {output:?}");
        String::from_utf8(output.stdout)
            .expect("text")
            .trim_end()
            .to_owned()
    }

    /// Commits what is there.
    pub fn commit(&self) {
        self.git(&["add", "--all"]);
        self.git(&[
            "commit",
            "--quiet",
            "--allow-empty",
            "--message",
            "A commit",
        ]);
    }

    /// Saves an experiment as DVC does: what is in the checkout with `old` replaced by `new` in
    /// `params.yaml`, and with this `dvc.lock`. The checkout stays as it is. Gives the commit.
    #[expect(clippy::must_use_candidate, reason = "few tests need the commit")]
    pub fn save(&self, name: &str, (old, new): (&str, &str), lock: &str) -> String {
        let before = ["params.yaml", "dvc.lock"].map(|file| (file, self.sandbox.read(file)));
        self.sandbox.edit_params(old, new);
        self.sandbox.write("dvc.lock", lock);
        self.git(&["add", "--all"]);
        let tree = self.git(&["write-tree"]);
        let head = self.git(&["rev-parse", "HEAD"]);
        let commit = self.git(&[
            "commit-tree",
            &tree,
            "-p",
            &head,
            "-m",
            "dvc: commit experiment",
        ]);
        let (folder, rest) = head.split_at(2);
        self.git(&[
            "update-ref",
            &format!("refs/exps/{folder}/{rest}/{name}"),
            &commit,
        ]);
        for (file, text) in before {
            self.sandbox.write(file, text);
        }
        self.git(&["reset", "--quiet"]);
        commit
    }

    /// Puts `text` into DVC's cache under a digest that is made up of `digit`, and gives the part of a
    /// `dvc.lock` that names it.
    #[must_use]
    pub fn output(&self, stage: &str, path: &str, digit: char, text: &str) -> String {
        let digest = digit.to_string().repeat(32);
        let (folder, rest) = digest.split_at(2);
        self.sandbox
            .write(&format!(".dvc/cache/files/md5/{folder}/{rest}"), text);
        format!(
            "  {stage}:\n    cmd: mlops stage {stage}\n    outs:\n    - path: {path}\n      md5: '{digest}'\n      size: {}\n",
            text.len()
        )
    }

    /// A `dvc.lock` of these parts.
    #[must_use]
    pub fn lock(stages: &[String]) -> String {
        format!("schema: '2.0'\nstages:\n{}", stages.concat())
    }

    /// The parameters that are there.
    #[must_use]
    pub fn params() -> &'static str {
        PARAMS
    }
}
