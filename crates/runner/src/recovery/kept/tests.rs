//! Files as DVC writes them, and what a kill leaves of them.

use std::process::Command;

use insta::assert_snapshot;
use provenance::DvcLock;

use super::*;

const LOCK: &str = include_str!("../../../../../dvc.lock");
const DATA: &str = include_str!("../../../../../data.dvc");

fn checkout() -> (tempfile::TempDir, Checkout) {
    let folder = tempfile::tempdir().unwrap();
    let checkout = Checkout::at(folder.path());
    fs::create_dir_all(checkout.path(TEMPORARY)).unwrap();
    fs::write(checkout.path(LOCK_FILE), LOCK).unwrap();
    fs::write(checkout.path("data.dvc"), DATA).unwrap();
    (folder, checkout)
}

fn read(checkout: &Checkout, name: &str) -> String {
    fs::read_to_string(checkout.path(name)).unwrap()
}

fn said(checkout: &Checkout) -> String {
    let healed = heal(checkout).unwrap();
    let lines: Vec<_> = healed.iter().map(ToString::to_string).collect();
    lines.join("\n")
}

/// A kill while DVC wrote `dvc.lock` left 0 bytes, and every later command ended with "Lockfile
/// 'dvc.lock' is corrupted".
#[test]
fn a_lock_file_without_a_byte_comes_back_from_the_last_good_copy() {
    let (_folder, checkout) = checkout();
    assert_eq!(said(&checkout), "");
    fs::write(checkout.path(LOCK_FILE), "").unwrap();
    assert_snapshot!(said(&checkout), @"`dvc.lock` was cut off by a kill; restored it from the copy of the last good one (what was left of it is in `.dvc/tmp/mlops/dvc.lock.damaged`)");
    assert_eq!(read(&checkout, LOCK_FILE), LOCK);
    assert_eq!(said(&checkout), "");
}

/// Ctrl-C ends the file in the middle of a line or behind one. Behind a line DVC may be able to
/// use it, and train has to, which reads it as well.
#[test]
fn a_lock_file_that_was_cut_off_anywhere_can_be_used() {
    let (_folder, checkout) = checkout();
    assert_eq!(said(&checkout), "");
    let lines = LOCK.match_indices('\n').take(40).map(|(at, _)| at + 1);
    for end in (0..LOCK.len()).step_by(101).chain(lines) {
        let left = &LOCK[..end];
        fs::write(checkout.path(LOCK_FILE), left).unwrap();
        let restored = !said(&checkout).is_empty();
        assert!(
            restored || left.ends_with('\n'),
            "cut off after {end} bytes"
        );
        let lock = DvcLock::read(&checkout.path(LOCK_FILE)).unwrap();
        assert!(lock.is_some(), "cut off after {end} bytes");
        // Without this, what was usable would be what is restored from here on.
        fs::write(copy(&checkout, LOCK_FILE), LOCK).unwrap();
    }
}

#[test]
fn an_import_that_was_cut_off_in_a_line_comes_back_and_what_a_person_wrote_stays() {
    let (_folder, checkout) = checkout();
    assert_eq!(said(&checkout), "");
    let complete = DATA.rfind("\n  size").unwrap();
    for end in (0..complete).step_by(5) {
        let left = &DATA[..end];
        fs::write(copy(&checkout, "data.dvc"), DATA).unwrap();
        fs::write(checkout.path("data.dvc"), left).unwrap();
        let _ = said(&checkout);
        let is_line = left.ends_with('\n');
        let expected = if is_line { left } else { DATA };
        assert_eq!(read(&checkout, "data.dvc"), expected, "{end}");
    }
    let by_hand = "outs:\n- path: data/source/mine.csv\n";
    fs::write(checkout.path("data.dvc"), by_hand).unwrap();
    assert_eq!(said(&checkout), "");
    assert_eq!(read(&checkout, "data.dvc"), by_hand);
}

#[test]
fn a_lock_file_of_another_branch_and_one_in_a_merge_stay_as_they_are() {
    let (_folder, checkout) = checkout();
    assert_eq!(said(&checkout), "");
    let merge = LOCK.replacen("stages:", "<<<<<<< HEAD\nstages:", 1);
    for other in [merge, "schema: '2.0'\nstages: {}\n".to_owned()] {
        fs::write(checkout.path(LOCK_FILE), &other).unwrap();
        assert_eq!(said(&checkout), "");
        assert_eq!(read(&checkout, LOCK_FILE), other);
    }
}

#[test]
fn without_a_copy_the_last_commit_is_restored_and_without_that_every_stage_runs_again() {
    let (folder, checkout) = checkout();
    let git = |args: &[&str]| {
        let identity = ["-c", "user.name=test", "-c", "user.email=test@localhost"];
        let mut git = Command::new("git");
        let git = git.args(identity).args(args).current_dir(folder.path());
        assert!(git.output().unwrap().status.success(), "git {args:?}");
    };
    git(&["init", "--quiet"]);
    git(&["add", LOCK_FILE]);
    git(&["commit", "--quiet", "--message", "Lock"]);
    fs::write(checkout.path(LOCK_FILE), "").unwrap();
    assert_snapshot!(said(&checkout), @"`dvc.lock` was cut off by a kill; restored it from the last commit (what was left of it is in `.dvc/tmp/mlops/dvc.lock.damaged`)");
    assert_eq!(read(&checkout, LOCK_FILE), LOCK);

    git(&["rm", "--quiet", "--cached", LOCK_FILE]);
    git(&["commit", "--quiet", "--message", "Unlock"]);
    fs::remove_file(copy(&checkout, LOCK_FILE)).unwrap();
    fs::write(checkout.path(LOCK_FILE), "").unwrap();
    assert_snapshot!(said(&checkout), @"`dvc.lock` was cut off by a kill; removed it, and every stage runs again (what was left of it is in `.dvc/tmp/mlops/dvc.lock.damaged`)");
    assert!(!checkout.path(LOCK_FILE).exists());
}

/// What looks cut off may be what DVC is writing just now.
#[test]
fn a_file_that_dvc_is_writing_is_left_alone() {
    let (_folder, checkout) = checkout();
    assert_eq!(said(&checkout), "");
    let lock = checkout.path(TEMPORARY).join(super::LOCK);
    let held = Flock::take(&lock, Duration::ZERO).unwrap().unwrap();
    fs::write(checkout.path(LOCK_FILE), "").unwrap();
    assert_eq!(said(&checkout), "");
    assert_eq!(read(&checkout, LOCK_FILE), "");
    drop(held);
    assert_ne!(said(&checkout), "");
}
