//! The folder in which a version is made again.

use std::fs;
use std::thread;
use std::time::Duration;

use insta::assert_snapshot;

use super::scene::scene;

/// One that began while another one made its folder took that folder away.
#[test]
fn of_two_at_once_the_second_waits_for_the_folder_and_names_who_is_at_work_in_it() {
    let scene = scene();
    let sandbox = &scene.repository.sandbox;
    let lock = ".dvc/tmp/mlops/reproduce.lock";
    sandbox.write(lock, "");
    let lock = fs::File::options().write(true).open(sandbox.path(lock));
    let lock = lock.unwrap();
    lock.lock().unwrap();
    thread::scope(|scope| {
        let second = scope.spawn(|| scene.mlops(&["reproduce", "--prepare", "1"]));
        thread::sleep(Duration::from_millis(500));
        assert!(!second.is_finished());
        lock.unlock().unwrap();
        let output = second.join().unwrap();
        assert_eq!(output.code, Some(0), "{output:?}");
    });

    let (own, stat) = (
        std::process::id(),
        fs::read_to_string("/proc/self/stat").unwrap(),
    );
    // Behind the name, which stands in parentheses, the start is the 20th.
    let started = stat.rsplit(')').next().unwrap().split_whitespace().nth(19);
    let owner = ".dvc/tmp/exps/reproduce-version-1/.dvc/tmp/mlops/reproduce.owner";
    sandbox.write(owner, format!("{own} {}", started.unwrap()));
    let said = scene.refused(&["reproduce", "1"], 2);
    let said = said.replace(&format!("process {own}"), "process N");
    let said = said.replace(&scene.commit()[..7], "COMMIT");
    assert_snapshot!(said, @"mlops: failed to reproduce version 1 of iris-classifier (run r1, commit COMMIT with changes): another `make reproduce` is at work on it in this checkout (process N); wait for it to end");
}

/// `scripts/reproduce` has the images built in between.
#[test]
fn a_folder_that_was_made_ready_is_gone_on_in_and_one_that_was_left_is_taken_away() {
    let scene = scene();
    let before = scene.state();
    let prepare = || {
        let output = scene.mlops(&["reproduce", "--prepare", "1"]);
        assert_eq!(output.code, Some(0), "{output:?}");
        output
            .stdout
            .trim()
            .strip_prefix("tree ")
            .unwrap()
            .to_owned()
    };
    let _left = prepare();
    let tree = prepare();
    assert_eq!(
        scene.repository.git(&["worktree", "list"]).lines().count(),
        2
    );
    let output = scene.mlops(&["reproduce", "--tree", &tree]);
    assert_eq!(output.code, Some(0), "{output:?}");
    assert_eq!(scene.state(), before);
    let root = scene.repository.root();
    let _ = scene.refused(&["reproduce", "--tree", root.to_str().unwrap()], 2);
    assert!(root.join("params.yaml").exists());
}
