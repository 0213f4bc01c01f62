use std::os::unix::fs::symlink;

use super::*;

/// A folder with a folder of git in it.
fn clone(folder: &Path, name: &str) -> PathBuf {
    let root = folder.join(name);
    fs::create_dir_all(root.join(".git")).unwrap();
    root
}

/// `cp -r`, as far as it matters.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to.join(".git")).unwrap();
    fs::copy(from.join(".git").join(FILE), to.join(".git").join(FILE)).unwrap();
}

/// The containers and the volume were named by a checksum of the path: after `mv` the next `make run`
/// started an empty tracker, and did not find the model that it had registered.
#[test]
fn a_checkout_that_is_moved_keeps_its_number() {
    let folder = tempfile::tempdir().unwrap();
    let here = clone(folder.path(), "here");
    let there = folder.path().join("there");
    let number = id(&here);
    assert_eq!(id(&here), number);
    fs::rename(&here, &there).unwrap();
    assert_eq!(id(&there), number);
    assert_eq!(id(&there), number);
    fs::rename(&there, &here).unwrap();
    assert_eq!(id(&here), number);
}

#[test]
fn a_copy_gets_a_number_of_its_own_and_the_original_keeps_its() {
    let folder = tempfile::tempdir().unwrap();
    let original = clone(folder.path(), "original");
    let number = id(&original);
    let copied = folder.path().join("copied");
    copy(&original, &copied);
    let other = id(&copied);
    assert_ne!(other, number);
    assert_eq!((id(&original), id(&copied)), (number, other));
}

/// `mv iris iris-old; git clone … iris`: the new one is not at the old one's runs, and the old one is
/// no copy of the new.
#[test]
fn a_clone_in_the_place_of_one_that_was_moved_takes_nothing_from_it() {
    let folder = tempfile::tempdir().unwrap();
    let iris = clone(folder.path(), "iris");
    let old = folder.path().join("iris-old");
    let number = id(&iris);
    fs::rename(&iris, &old).unwrap();
    let again = clone(folder.path(), "iris");
    assert_ne!(id(&again), number);
    assert_eq!(id(&old), number);
}

#[test]
fn a_checkout_that_ran_before_numbers_were_drawn_keeps_its_tracker_and_may_move_then() {
    let folder = tempfile::tempdir().unwrap();
    let here = clone(folder.path(), "here");
    fs::create_dir_all(here.join(".dvc/tmp")).unwrap();
    fs::write(here.join(".dvc/tmp/pipeline-id"), "0123456789abcdef").unwrap();
    assert_eq!(id(&here), by_path(&here));
    let there = folder.path().join("there");
    fs::rename(&here, &there).unwrap();
    assert_eq!(id(&there), by_path(&here));
}

#[test]
fn a_checkout_behind_a_symbolic_link_is_no_copy() {
    let folder = tempfile::tempdir().unwrap();
    let here = clone(folder.path(), "here");
    let link = folder.path().join("link");
    symlink(&here, &link).unwrap();
    let number = id(&here);
    assert_eq!((id(&link), id(&here)), (number, number));
}

/// `git worktree add` and `git worktree move`: git's folder stays where it is.
#[test]
fn a_linked_worktree_has_a_number_of_its_own_wherever_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let main = clone(folder.path(), "main");
    let git = main.join(".git/worktrees/side");
    fs::create_dir_all(&git).unwrap();
    fs::write(git.join("commondir"), "../..\n").unwrap();
    let side = folder.path().join("side");
    fs::create_dir(&side).unwrap();
    fs::write(side.join(".git"), format!("gitdir: {}\n", git.display())).unwrap();
    let number = id(&side);
    assert_ne!(number, id(&main));
    let moved = folder.path().join("moved");
    fs::rename(&side, &moved).unwrap();
    assert_eq!(id(&moved), number);
}

#[test]
fn a_file_that_a_full_disk_left_empty_is_written_anew() {
    let folder = tempfile::tempdir().unwrap();
    let here = clone(folder.path(), "here");
    fs::write(here.join(".git").join(FILE), "").unwrap();
    let number = id(&here);
    assert_eq!(id(&here), number);
}

#[test]
fn without_git_the_number_is_that_of_the_path() {
    assert_eq!(
        id(Path::new("/home/ann/iris")),
        by_path(Path::new("/home/ann/iris"))
    );
}
