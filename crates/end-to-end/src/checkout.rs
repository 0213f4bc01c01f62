//! The clone, its files, and commands run in it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::command_output::CommandOutput;
use crate::iris;

/// What the stages write.
pub const OUTPUTS: [&str; 11] = [
    "data/raw/iris.csv",
    "data/raw/iris.rejected.csv",
    "data/processed/train.csv",
    "data/processed/test.csv",
    "models/model.onnx",
    "models/model_metadata.json",
    "metrics/metrics.json",
    "metrics/confusion_matrix.json",
    "metrics/roc.json",
    "metrics/precision_recall.json",
    "metrics/calibration.json",
];

/// A clone of this repository as its working tree is now.
#[derive(Debug)]
pub struct Checkout {
    root: PathBuf,
}

impl Checkout {
    /// Clones the repository that these tests belong to into `folder`, which is
    /// removed first, and commits there what is not committed here yet. The clone is set up for
    /// the bundled dataset; without a `dvc.lock` if the repository is set up for another one.
    #[must_use]
    pub fn fresh(folder: &Path) -> Self {
        let original = Path::new(env!("CARGO_MANIFEST_DIR"))
            .ancestors()
            .nth(2)
            .expect("two up");
        let number = folder.join(".git/mlops-checkout");
        let kept = fs::read(&number);
        if folder.exists() {
            fs::remove_dir_all(folder).expect("an earlier clone can be removed");
        }
        let clone = Self {
            root: folder.to_owned(),
        };
        let here = Self {
            root: original.to_owned(),
        };
        let target = folder.to_str().expect("a path of text");
        let _ = here
            .command("git", &["clone", "--quiet", ".", target])
            .assert_success();
        // Else each run of the tests would mark the images of one more checkout as in use.
        if let Ok(kept) = kept {
            fs::write(number, kept).expect("a file can be written");
        }
        clone.take_over(&here);
        clone
    }

    /// The checkout at `root`.
    #[must_use]
    pub fn at(root: &Path) -> Self {
        let root = root.to_owned();
        Self { root }
    }

    /// Its root, as labels of containers have it.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Makes the working tree equal to that of `other` and commits it.
    fn take_over(&self, other: &Self) {
        let list = other.command(
            "git",
            &["ls-files", "--cached", "--others", "--exclude-standard"],
        );
        for name in list.assert_success().text.lines() {
            let (from, to) = (other.path(name), self.path(name));
            if from.is_symlink() || from.is_dir() {
                continue;
            }
            if !from.exists() {
                fs::remove_file(&to).expect("a deleted file can be removed");
                continue;
            }
            fs::create_dir_all(to.parent().expect("a file is in a folder")).expect("a folder");
            fs::copy(&from, &to).unwrap_or_else(|error| panic!("copy {name}: {error}"));
        }
        self.set_up_for_iris();
        self.commit();
    }

    /// What DVC locked belongs to other parameters if these are not the repository's.
    fn set_up_for_iris(&self) {
        let files = [("params.yaml", iris::PARAMS), ("data.dvc", iris::DATA_DVC)];
        if files.iter().all(|(name, text)| self.read(name) == *text) {
            return;
        }
        for (name, text) in files {
            self.write(name, text);
        }
        let _ = fs::remove_file(self.path("dvc.lock"));
    }

    /// Commits the working tree.
    fn commit(&self) {
        let _ = self.command("git", &["add", "--all"]).assert_success();
        let identity = ["-c", "user.name=test", "-c", "user.email=test@localhost"];
        let commit = ["commit", "--quiet", "--allow-empty"];
        let message = ["--message", "The working tree"];
        let _ = self
            .command("git", &[&identity[..], &commit, &message].concat())
            .assert_success();
    }

    /// Commits the `dvc.lock` that is there, if the clone came without one.
    pub fn commit_new_lock(&self) {
        let known = self.command("git", &["ls-files", "dvc.lock"]);
        if known.assert_success().text.is_empty() {
            self.commit();
        }
    }

    /// The path of `name` in the checkout.
    #[must_use]
    pub fn path(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    /// The bytes of the file `name`.
    #[must_use]
    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// Replaces the file `name`.
    pub fn write(&self, name: &str, content: &str) {
        fs::write(self.path(name), content).unwrap_or_else(|error| panic!("{name}: {error}"));
    }

    /// Replaces `old`, which must occur, by `new` in the file `name` and gives
    /// the content that it had.
    #[must_use]
    pub fn edit(&self, name: &str, old: &str, new: &str) -> String {
        let before = self.read(name);
        assert!(before.contains(old), "{name} does not hold {old}");
        self.write(name, &before.replacen(old, new, 1));
        before
    }

    /// Runs `program` in the checkout.
    #[must_use]
    pub fn command(&self, program: &str, args: &[&str]) -> CommandOutput {
        let output = Command::new(program)
            .args(args)
            .current_dir(&self.root)
            .output();
        output
            .unwrap_or_else(|error| panic!("{program}: {error}"))
            .into()
    }

    /// Types `make <target>`.
    #[must_use]
    pub fn make(&self, target: &str) -> CommandOutput {
        self.command("make", &[target])
    }

    /// Types a command in the runner's shell.
    #[must_use]
    pub fn in_runner(&self, args: &[&str]) -> CommandOutput {
        self.command("scripts/runner", args)
    }

    /// The name of the container in which `stage` runs, or the tracker as `mlflow`, once something
    /// has run.
    #[must_use]
    pub fn container(&self, stage: &str) -> String {
        let number = self
            .command("scripts/checkout-id", &[])
            .assert_success()
            .text;
        format!("mlops-{stage}-{}", number.trim())
    }

    /// The MD5 of the file `name`.
    #[must_use]
    pub fn md5(&self, name: &str) -> String {
        let output = self.command("md5sum", &[name]).assert_success();
        output
            .text
            .split_whitespace()
            .next()
            .expect("a digest")
            .to_owned()
    }

    /// The MD5 of each of [`OUTPUTS`].
    #[must_use]
    pub fn digests(&self) -> Vec<String> {
        OUTPUTS.iter().map(|name| self.md5(name)).collect()
    }

    /// What `git status --short` prints.
    #[must_use]
    pub fn changes(&self) -> String {
        self.command("git", &["status", "--short"])
            .assert_success()
            .text
    }
}
