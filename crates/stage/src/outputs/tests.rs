//! What is there before, after and without a commit.

mod signals;

use std::os::unix::fs::FileExt as _;

use super::*;

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn nothing_shows_before_the_commit_and_all_after_it() {
    let folder = tempfile::tempdir().unwrap();
    let (a, b) = (folder.path().join("a.csv"), folder.path().join("b.csv"));
    let mut outputs = Outputs::new();
    outputs.add(&a, |out| out.write_all(b"1")).unwrap();
    outputs.add(&b, |out| out.write_all(b"2")).unwrap();
    assert!(!a.exists() && !b.exists());
    outputs.commit().unwrap();
    assert_eq!(fs::read(&a).unwrap(), b"1");
    assert_eq!(names(folder.path()), ["a.csv", "b.csv"]);
}

#[test]
fn a_failure_leaves_the_old_files_and_no_remains() {
    let folder = tempfile::tempdir().unwrap();
    let a = folder.path().join("a.csv");
    fs::write(&a, "old").unwrap();
    let mut outputs = Outputs::new();
    outputs.add(&a, |out| out.write_all(b"new")).unwrap();
    let error = outputs
        .add(&folder.path().join("b.csv"), |_| {
            Err(io::Error::other("disk full"))
        })
        .unwrap_err();
    let message = format!("write `{}/b.csv`: disk full", folder.path().display());
    assert_eq!(error.to_string(), message);
    drop(outputs);
    assert_eq!(fs::read(&a).unwrap(), b"old");
    assert_eq!(names(folder.path()), ["a.csv"]);
}

#[test]
fn a_folder_in_the_way_of_one_file_keeps_all_of_them_back() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("b.csv")).unwrap();
    let mut outputs = Outputs::new();
    for name in ["a.csv", "b.csv"] {
        outputs
            .add(&folder.path().join(name), |out| out.write_all(b"new"))
            .unwrap();
    }
    assert!(outputs.commit().is_err());
    assert_eq!(names(folder.path()), ["b.csv"]);
}

#[test]
fn a_file_may_be_filled_in_any_order_and_shows_at_the_commit() {
    let folder = tempfile::tempdir().unwrap();
    let a = folder.path().join("a.csv");
    let mut outputs = Outputs::new();
    let file = outputs.create(&a).unwrap();
    file.file().write_all_at(b"34", 2).unwrap();
    file.file().write_all_at(b"12", 0).unwrap();
    assert!(!a.exists());
    outputs.commit().unwrap();
    assert_eq!(fs::read(&a).unwrap(), b"1234");
    assert_eq!(names(folder.path()), ["a.csv"]);
}

/// A signal ends the process without dropping anything: a copy of gigabytes would stay.
#[test]
fn a_scratch_file_is_not_seen_and_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let scratch = ScratchFile::beside(&folder.path().join("a.csv")).unwrap();
    assert!(names(folder.path()).is_empty());
    scratch.file().write_all_at(b"12", 0).unwrap();
    let mut read = [0; 2];
    scratch.file().read_exact_at(&mut read, 0).unwrap();
    assert_eq!(&read, b"12");
}

#[test]
fn what_a_killed_run_left_is_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(".a.csv.partial"), "half a long li").unwrap();
    let mut outputs = Outputs::new();
    let a = folder.path().join("a.csv");
    outputs.add(&a, |out| out.write_all(b"new")).unwrap();
    outputs.commit().unwrap();
    assert_eq!(fs::read(&a).unwrap(), b"new");
    assert_eq!(names(folder.path()), ["a.csv"]);
}
