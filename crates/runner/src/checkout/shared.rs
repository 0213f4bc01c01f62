//! Whether others have what names the data.

use std::path::Path;

use super::git::git;

/// The files that name data, and say where it is.
const NAMES_DATA: [&str; 4] = ["dvc.lock", "data.dvc", "params.yaml", ".dvc/config"];

/// How far the commit of a checkout has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shared {
    /// To the branch's upstream, as far as is known here without asking it.
    Yes,
    /// It is only here.
    NotPushed,
    /// What names the data is in no commit, or git is not asked.
    NotCommitted,
}

/// That of the checkout at `root`.
pub(super) fn of(root: &Path) -> Shared {
    let status = ["status", "--porcelain", "--"];
    let changes = git(root, &[&status[..], &NAMES_DATA].concat());
    if changes.is_none_or(|changes| !changes.is_empty()) {
        return Shared::NotCommitted;
    }
    let ahead = git(root, &["rev-list", "--count", "@{upstream}..HEAD"]);
    if ahead.is_some_and(|count| count.trim() == "0") {
        Shared::Yes
    } else {
        Shared::NotPushed
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::process::Command;

    use super::*;

    fn run(root: &Path, args: &[&str]) {
        let mut git = Command::new("git");
        let name = ["-c", "user.name=a", "-c", "user.email=a@b"];
        let ended = git.args(name).args(args).current_dir(root).output();
        assert!(ended.unwrap().status.success(), "{args:?}");
    }

    #[test]
    fn others_have_what_is_committed_and_pushed() {
        let folder = tempfile::tempdir().unwrap();
        let (root, upstream) = (folder.path().join("iris"), folder.path().join("iris.git"));
        fs::create_dir(&root).unwrap();
        assert_eq!(of(&root), Shared::NotCommitted);
        run(folder.path(), &["init", "--quiet", "--bare", "iris.git"]);
        run(&root, &["init", "--quiet", "--initial-branch", "main"]);
        fs::write(root.join("dvc.lock"), "1").unwrap();
        assert_eq!(of(&root), Shared::NotCommitted);
        run(&root, &["add", "dvc.lock"]);
        run(&root, &["commit", "--quiet", "--message", "one"]);
        assert_eq!(of(&root), Shared::NotPushed);
        run(
            &root,
            &["remote", "add", "origin", upstream.to_str().unwrap()],
        );
        run(
            &root,
            &["push", "--quiet", "--set-upstream", "origin", "main"],
        );
        fs::write(root.join("notes"), "").unwrap();
        assert_eq!(of(&root), Shared::Yes);
        run(
            &root,
            &["commit", "--quiet", "--allow-empty", "--message", "two"],
        );
        assert_eq!(of(&root), Shared::NotPushed);
    }
}
