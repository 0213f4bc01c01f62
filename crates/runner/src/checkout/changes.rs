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
const DIFF: [&str; 23] = [
    "-c",
    "core.quotePath=true",
    "-c",
    "diff.relative=false",
    "-c",
    "diff.suppressBlankEmpty=false",
    "diff",
    "HEAD",
    "--binary",
    "--full-index",
    // Without lines around a change, `git apply` takes no patch.
    "--unified=3",
    "--inter-hunk-context=0",
    "--diff-algorithm=myers",
    "--indent-heuristic",
    "--submodule=short",
    // No order of a person's.
    "-O/dev/null",
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
        // How many lines are around a change, and who tells it, whatever the options say.
        .env_remove("GIT_DIFF_OPTS")
        .env_remove("GIT_EXTERNAL_DIFF")
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

    /// With `diff.context=0`, the patch of a run could not be applied to its commit.
    #[test]
    fn the_patch_is_the_same_whatever_a_persons_settings_are() {
        let folder = repository();
        let root = folder.path();
        let lines = |changed: &[usize]| {
            let line = |at| match (changed.contains(&at), at % 3) {
                (true, _) => format!("changed {at}\n"),
                (_, 0) => "\n".to_owned(),
                _ => "    {\n".to_owned(),
            };
            (0..40).map(line).collect::<String>()
        };
        fs::write(root.join("a.rs"), lines(&[])).unwrap();
        git(root, &["add", "a.rs"]);
        git(root, &["commit", "-qm", "lines"]);
        fs::write(root.join("a.rs"), lines(&[4, 12, 30])).unwrap();
        fs::write(root.join("params.yaml"), "max_depth: 6\n").unwrap();
        let expected = left(root).unwrap();
        fs::write(root.join("order"), "params.yaml\n").unwrap();
        for (key, value) in [
            ("diff.context", "0"),
            ("diff.interHunkContext", "9"),
            ("diff.algorithm", "histogram"),
            ("diff.indentHeuristic", "false"),
            ("diff.orderFile", "order"),
            ("diff.suppressBlankEmpty", "true"),
            ("diff.mnemonicPrefix", "true"),
            ("diff.external", "false"),
            ("diff.renames", "copies"),
            ("core.abbrev", "4"),
            ("color.diff", "always"),
        ] {
            git(root, &["config", key, value]);
            assert_eq!(left(root).unwrap(), expected, "{key}");
        }
        git(root, &["checkout", "-q", "."]);
        git(root, &["apply", CHANGES_FILE]);
        let found = fs::read_to_string(root.join("a.rs")).unwrap();
        assert_eq!(found, lines(&[4, 12, 30]));
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
