//! What the tracker is told of the commit.

use std::fs;
use std::path::Path;
use std::process::Command;

use runner::checkout::GitState;

fn git(folder: &Path, args: &[&str]) -> String {
    let identity = ["-c", "user.name=test", "-c", "user.email=test@localhost"];
    let output = Command::new("git")
        .args(identity)
        .args(args)
        .current_dir(folder)
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout)
        .unwrap()
        .trim_end()
        .to_owned()
}

#[test]
fn it_is_commit_branch_changes_and_an_address_without_password() {
    // Beside no repository: a folder for temporary files may lie in one.
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    assert_eq!(GitState::of(root), None, "no repository");
    git(root, &["init", "--quiet", "--initial-branch=topic"]);
    assert_eq!(GitState::of(root), None, "no commit");
    fs::write(root.join("a"), "1").unwrap();
    fs::write(root.join("dvc.lock"), "1").unwrap();
    git(root, &["add", "."]);
    git(root, &["commit", "--quiet", "--message", "one"]);
    let state = GitState {
        commit: git(root, &["rev-parse", "HEAD"]),
        branch: Some("topic".to_owned()),
        dirty: false,
        url: None,
    };
    assert_eq!(GitState::of(root).as_ref(), Some(&state));

    fs::write(root.join("dvc.lock"), "2").unwrap();
    assert_eq!(
        GitState::of(root).as_ref(),
        Some(&state),
        "every run writes dvc.lock"
    );
    fs::write(root.join("a"), "2").unwrap();
    let dirty = GitState {
        dirty: true,
        ..state
    };
    assert_eq!(GitState::of(root).as_ref(), Some(&dirty));

    let url = "https://ann:s3cr@t@example.org/my-iris.git";
    git(root, &["remote", "add", "origin", url]);
    let state = GitState::of(root).unwrap();
    assert_eq!(
        state.url.as_deref(),
        Some("https://example.org/my-iris.git")
    );
    git(root, &["switch", "--quiet", "--detach"]);
    assert_eq!(GitState::of(root).unwrap().branch, None);
}
