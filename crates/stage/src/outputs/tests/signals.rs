//! What a signal finds, whenever it comes.

use std::sync::{Arc, Barrier, mpsc};
use std::thread;
use std::time::Duration;

use super::*;

/// How long to look whether something happens that must not.
const MOMENT: Duration = Duration::from_millis(100);

/// Hidden names that no other test uses: what a signal does to them lasts.
fn hidden_names() -> &'static HiddenNames {
    Box::leak(Box::new(HiddenNames::new()))
}

/// A table of gigabytes stayed behind, half written, until the next run.
#[test]
fn an_interrupted_process_leaves_the_old_files_and_no_remains() {
    let (folder, hidden) = (tempfile::tempdir().unwrap(), hidden_names());
    let a = folder.path().join("a.csv");
    fs::write(&a, "old").unwrap();
    let mut outputs = Outputs::under(hidden);
    outputs.add(&a, |out| out.write_all(b"new")).unwrap();
    assert_eq!(names(folder.path()), [".a.csv.partial", "a.csv"]);
    hidden.remove_all();
    assert_eq!(names(folder.path()), ["a.csv"]);
    assert_eq!(fs::read(&a).unwrap(), b"old");
    // Dropped, they would wait for the process to end.
    std::mem::forget(outputs);
}

#[test]
fn after_a_signal_no_file_is_made() {
    let (folder, hidden) = (tempfile::tempdir().unwrap(), hidden_names());
    hidden.remove_all();
    let a = folder.path().join("a.csv");
    let made = thread::spawn(move || Outputs::under(hidden).create(&a).is_ok());
    thread::sleep(MOMENT);
    assert!(!made.is_finished());
    assert!(names(folder.path()).is_empty());
}

#[test]
fn a_signal_finds_a_file_together_with_its_name() {
    let (folder, hidden) = (tempfile::tempdir().unwrap(), hidden_names());
    let held = hidden.lock();
    let a = folder.path().join("a.csv");
    let (tell, made) = mpsc::channel();
    thread::spawn(move || {
        let mut outputs = Outputs::under(hidden);
        outputs.create(&a).unwrap();
        tell.send(()).unwrap();
        // The file stays until the test has seen it.
        thread::park();
    });
    thread::sleep(MOMENT);
    assert!(held.is_empty() && names(folder.path()).is_empty());
    drop(held);
    made.recv().unwrap();
    assert_eq!(hidden.lock().len(), 1);
    assert_eq!(names(folder.path()), [".a.csv.partial"]);
}

/// The names of ten files after a signal that came `delay` after their commit began.
fn after_a_signal(delay: Duration) -> Vec<String> {
    let (folder, hidden) = (tempfile::tempdir().unwrap(), hidden_names());
    let mut outputs = Outputs::under(hidden);
    for number in 0..10 {
        let path = folder.path().join(format!("{number}.csv"));
        outputs.add(&path, |out| out.write_all(b"new")).unwrap();
    }
    let begin = Arc::new(Barrier::new(2));
    let (tell, ended) = mpsc::channel();
    let both = Arc::clone(&begin);
    thread::spawn(move || {
        both.wait();
        // It waits for ever if the signal comes first, and so does the end of the files.
        let committed = outputs.commit();
        let _ = tell.send(committed.is_ok());
    });
    begin.wait();
    thread::sleep(delay);
    hidden.remove_all();
    if let Ok(is_committed) = ended.recv_timeout(MOMENT) {
        assert!(is_committed);
    }
    names(folder.path())
}

#[test]
fn whenever_a_signal_comes_all_files_have_their_names_or_none_is_left() {
    for round in 0..20 {
        let delay = Duration::from_micros(10 * round);
        let left = after_a_signal(delay);
        assert!([0, 10].contains(&left.len()), "{delay:?}: {left:?}");
        assert!(left.iter().all(|name| !name.starts_with('.')), "{left:?}");
    }
}
