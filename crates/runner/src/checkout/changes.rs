//! What was changed and not committed, left in a file where train finds it.

use std::fs;
use std::io::{self, Read as _};
use std::path::Path;
use std::process::{Command, Stdio};

use provenance::{CHANGES_FILE, Changes, LARGEST_PATCH};

use super::git::RESULTS;

/// Of more than this nothing is kept, whatever part of it would be left out.
const LARGEST_DIFF: u64 = 4 * LARGEST_PATCH as u64;
/// A patch that `git apply` understands wherever it is applied, whatever a person's settings are, with each
/// file by itself.
const DIFF: [&str; 14] = [
    "-c",
    "core.quotePath=true",
    "-c",
    "diff.relative=false",
    "diff",
    "HEAD",
    "--binary",
    "--no-color",
    "--no-ext-diff",
    "--no-textconv",
    "--no-renames",
    "--src-prefix=a/",
    "--dst-prefix=b/",
    "--",
];

/// Leaves the changes of tracked files of the checkout at `root`, other than the pipeline's results, in its
/// file, or no file where there are none.
///
/// # Errors
///
/// When the file cannot be written.
pub(crate) fn leave(root: &Path) -> io::Result<()> {
    let file = root.join(CHANGES_FILE);
    let changes = of(root).unwrap_or_default();
    if changes.is_empty() {
        return match fs::remove_file(&file) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            removed => removed,
        };
    }
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(&file, changes.to_file())
}

/// The changes; nothing without git, a repository or a commit.
fn of(root: &Path) -> Option<Changes> {
    let mut git = Command::new("git")
        .args(DIFF)
        .args(RESULTS)
        .current_dir(root)
        .env("GIT_OPTIONAL_LOCKS", "0")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let mut diff = Vec::new();
    let out = git.stdout.take()?;
    let read = out.take(LARGEST_DIFF + 1).read_to_end(&mut diff);
    // Git ends by itself when nobody reads on.
    let ended = git.wait().ok()?;
    read.ok()?;
    if diff.len() as u64 > LARGEST_DIFF {
        return Some(Changes::too_large());
    }
    ended.success().then(|| Changes::of_diff(&diff))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn git(root: &Path, args: &[&str]) {
        let identity = ["-c", "user.name=a", "-c", "user.email=a@b"];
        let output = Command::new("git")
            .args(identity)
            .args(args)
            .current_dir(root)
            .output();
        assert!(output.unwrap().status.success(), "{args:?}");
    }

    fn repository() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        for (name, content) in [
            ("params.yaml", "max_depth: 5\n"),
            ("picture.png", "\0\u{1}old"),
            (".env", "A=1\n"),
            ("dvc.lock", "1\n"),
        ] {
            fs::write(root.join(name), content).unwrap();
        }
        git(root, &["init", "-q"]);
        git(root, &["add", "."]);
        git(root, &["commit", "-qm", "x"]);
        folder
    }

    fn left(root: &Path) -> Option<Changes> {
        leave(root).unwrap();
        let file = fs::read(root.join(CHANGES_FILE)).ok()?;
        Some(Changes::from_file(&file))
    }

    #[test]
    fn changes_are_kept_so_that_git_applies_them_to_the_commit() {
        let folder = repository();
        let root = folder.path();
        assert_eq!(left(root), None);
        fs::write(root.join("params.yaml"), "max_depth: 6\n").unwrap();
        fs::write(root.join("picture.png"), "\0\u{2}new").unwrap();
        fs::write(root.join(".env"), "A=hunter2\n").unwrap();
        fs::write(root.join("dvc.lock"), "2\n").unwrap();
        git(root, &["config", "diff.noprefix", "true"]);
        git(root, &["config", "color.ui", "always"]);
        let changes = left(root).unwrap();
        assert_eq!(
            changes.omitted.as_deref(),
            Some("`.env`, where credentials may be")
        );
        let text = String::from_utf8_lossy(&changes.patch).into_owned();
        assert!(
            !text.contains("hunter2") && !text.contains("dvc.lock"),
            "{text}"
        );
        git(root, &["checkout", "-q", "."]);
        git(root, &["apply", CHANGES_FILE]);
        assert_eq!(
            fs::read_to_string(root.join("params.yaml")).unwrap(),
            "max_depth: 6\n"
        );
        assert_eq!(fs::read(root.join("picture.png")).unwrap(), b"\0\x02new");
        assert_eq!(fs::read_to_string(root.join(".env")).unwrap(), "A=1\n");
        git(root, &["checkout", "-q", "."]);
        assert_eq!(left(root), None);
        assert!(!root.join(CHANGES_FILE).exists());
    }

    #[test]
    fn changes_without_end_are_not_read_to_the_end() {
        let folder = repository();
        let large = "x\n".repeat(usize::try_from(LARGEST_DIFF).unwrap());
        fs::write(folder.path().join("params.yaml"), large).unwrap();
        assert_eq!(left(folder.path()), Some(Changes::too_large()));
    }

    #[test]
    fn outside_of_git_there_is_nothing_to_keep() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(left(folder.path()), None);
    }
}
