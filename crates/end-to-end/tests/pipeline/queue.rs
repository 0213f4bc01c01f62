//! DVC's queue of experiments, whose workers outlive the command that starts them.

use std::thread;
use std::time::Duration;

use crate::after_first_run;

/// The container ended with the command, and took the workers along in the middle of an
/// experiment, which was "Running" for good.
#[test]
fn a_queue_that_was_started_runs_to_its_end_and_two_experiments_at_a_time() {
    let guard = after_first_run();
    let clone = &guard.0;
    let (earlier, changes) = (clone.digests(), clone.changes());
    for (name, depth) in [("one", "train.max_depth=2"), ("two", "train.max_depth=3")] {
        let trees = "train.n_estimators=30000";
        let queue = ["dvc", "exp", "run", "--queue", "--name", name];
        let set = ["--set-param", depth, "--set-param", trees];
        let _ = clone
            .in_runner(&[&queue[..], &set].concat())
            .assert_success();
    }
    let copies = clone.path(".dvc/tmp/exps/").display().to_string();
    let (output, most) = thread::scope(|scope| {
        let start = scope.spawn(|| clone.in_runner(&["dvc", "queue", "start", "--jobs", "2"]));
        let mut most = 0;
        while !start.is_finished() {
            // `dvc exp exec-run --infofile <below the clone>` is an experiment from its start to its end.
            let processes = clone.command("ps", &["-eo", "args"]).text;
            let found = processes
                .lines()
                .filter(|line| line.contains("exec-run") && line.contains(&*copies));
            most = most.max(found.count());
            thread::sleep(Duration::from_millis(100));
        }
        (start.join().expect("a command does not panic"), most)
    });
    output
        .assert_success()
        .assert_contains("mlops: DVC's queue of experiments is at work; this waits for it");
    assert_eq!(most, 2, "experiments at the same time");
    let status = clone
        .in_runner(&["dvc", "queue", "status"])
        .assert_success();
    for name in ["one", "two"] {
        let mut lines = status.text.lines();
        let row = lines.find(|line| line.split_whitespace().any(|word| word == name));
        let row = row.unwrap_or_else(|| panic!("no {name} in {}", status.text));
        assert!(row.trim_end().ends_with("Success"), "{row}");
    }
    assert_eq!(clone.digests(), earlier);
    let _ = clone
        .in_runner(&["dvc", "exp", "remove", "one", "two"])
        .assert_success();
    assert_eq!(clone.changes(), changes);
}
