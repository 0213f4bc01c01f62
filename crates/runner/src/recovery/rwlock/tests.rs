//! Lists as DVC 3.67 writes them, and what is left of them.

use std::os::unix::fs::symlink;
use std::process::{Child, Command};
use std::thread;

use insta::assert_snapshot;

use super::*;

/// A checkout in a folder of its own, whose list is `text`.
fn checkout(text: &str) -> (tempfile::TempDir, Checkout) {
    let folder = tempfile::tempdir().unwrap();
    let checkout = Checkout::at(folder.path());
    fs::create_dir_all(checkout.path(TEMPORARY)).unwrap();
    fs::write(path(&checkout), text).unwrap();
    (folder, checkout)
}

fn text(checkout: &Checkout) -> String {
    fs::read_to_string(path(checkout)).unwrap()
}

fn said(checkout: &Checkout) -> String {
    heal(checkout)
        .unwrap()
        .map_or_else(|| "nothing".to_owned(), |healed| healed.to_string())
}

/// A process whose command line is that of `dvc repro` in `folder`.
struct Dvc(Child);

impl Dvc {
    fn repro(folder: &Path) -> Self {
        let bin = tempfile::tempdir().unwrap();
        symlink("/bin/sleep", bin.path().join("dvc")).unwrap();
        // `sleep` takes several times and adds them up.
        let child = Command::new(bin.path().join("dvc"))
            .args(["60", "60"])
            .current_dir(folder)
            .spawn()
            .unwrap();
        let process = Process::find(child.id()).unwrap();
        // For a moment after its start, a process shows nothing.
        while !process.is_dvc() {
            thread::yield_now();
        }
        Self(child)
    }

    fn entry(&self) -> String {
        format!(
            r#"{{"pid": {}, "cmd": "/usr/local/bin/dvc 60 60"}}"#,
            self.0.id()
        )
    }
}

impl Drop for Dvc {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// SIGTERM while DVC wrote the list left 0 bytes, and then every command of DVC ended with
/// "JSON structure is corrupted" until somebody deleted the file.
#[test]
fn a_list_that_was_cut_off_or_emptied_by_a_kill_becomes_an_empty_one() {
    for broken in ["", "{\"write\": {\"/a/b.csv\": {\"pi", "{\"other\": 1}"] {
        let (_folder, checkout) = checkout(broken);
        assert_ne!(said(&checkout), "nothing", "{broken}");
        assert_eq!(text(&checkout), "{}");
        assert_eq!(said(&checkout), "nothing");
    }
    let (_folder, checkout) = checkout("");
    assert_snapshot!(said(&checkout), @"DVC's list of its processes (`.dvc/tmp/rwlock`) was cut off by a kill, and is empty now");
}

#[test]
fn a_list_that_was_cut_off_stays_while_a_dvc_is_at_work_in_the_checkout() {
    let (folder, checkout) = checkout("{\"wri");
    let dvc = Dvc::repro(folder.path());
    assert_eq!(said(&checkout), "nothing");
    assert_eq!(text(&checkout), "{\"wri");
    drop(dvc);
    assert_ne!(said(&checkout), "nothing");
}

/// After 140 kills the list named 37 processes, all of them dead: DVC removes only those that
/// are in its way.
#[test]
fn what_dead_processes_read_and_wrote_is_removed_and_what_a_living_one_does_stays() {
    let (folder, checkout) = checkout("");
    let dvc = Dvc::repro(folder.path());
    let living = dvc.entry();
    let dead = r#"{"pid": 4194303, "cmd": "/usr/local/dvc/bin/dvc repro --force"}"#;
    let list = format!(
        r#"{{"write": {{"/a": {dead}, "/b": {living}}}, "read": {{"/c": [{dead}, {living}], "/d": [{dead}]}}}}"#
    );
    fs::write(path(&checkout), list).unwrap();
    assert_snapshot!(said(&checkout), @"removed from DVC's list of its processes (`.dvc/tmp/rwlock`) what is gone: `dvc repro --force` (process 4194303)");
    let left = text(&checkout).replace(&dvc.0.id().to_string(), "1");
    assert_snapshot!(left, @r#"{"write":{"/b":{"pid":1,"cmd":"/usr/local/bin/dvc 60 60"}},"read":{"/c":[{"pid":1,"cmd":"/usr/local/bin/dvc 60 60"}]}}"#);
    assert_eq!(said(&checkout), "nothing");
}

/// The number of a killed `dvc repro` was given to an editor, and the checkout was busy for as
/// long as that was open.
#[test]
fn a_number_that_was_given_to_another_process_blocks_nothing() {
    let other = tempfile::tempdir().unwrap();
    let elsewhere = Dvc::repro(other.path());
    let editor = std::process::id();
    for number in [editor, elsewhere.0.id()] {
        let (_folder, checkout) = checkout(&format!(
            r#"{{"write": {{"/a": {{"pid": {number}, "cmd": "/usr/local/bin/dvc 60 60"}}}}}}"#
        ));
        assert_ne!(said(&checkout), "nothing", "{number}");
        assert_eq!(text(&checkout), "{}");
    }
}

#[test]
fn a_list_that_dvc_is_changing_is_left_alone() {
    let (_folder, checkout) = checkout("");
    let guard = path(&checkout).with_file_name(GUARD);
    let held = Flock::take(&guard, Duration::ZERO).unwrap().unwrap();
    assert_eq!(said(&checkout), "nothing");
    drop(held);
    assert_ne!(said(&checkout), "nothing");
}
