//! Experiments from day to day: `make exp`, `make compare`, `make apply`.

use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use end_to_end::Checkout;

use crate::after_first_run;

const SET: &str = "SET=train.max_depth=2,3";
/// How long the queue may take to its start on a busy machine.
const PATIENCE: Duration = Duration::from_mins(2);

/// Types `make exp` in a shell of its own.
fn typed(clone: &Checkout) -> Child {
    let mut make = Command::new("make");
    make.args(["exp", SET, "JOBS=2"])
        .current_dir(clone.root())
        .process_group(0);
    make.stdout(Stdio::null()).stderr(Stdio::null());
    make.spawn().unwrap()
}

/// Waits until the queue is at work, and ends whatever the shell has started, at once.
fn kill_once_the_queue_works(clone: &Checkout, mut shell: Child) {
    let since = Instant::now();
    let name = clone.container("queue");
    let running = ["inspect", "--format", "{{.State.Running}}", &name];
    while clone.command("docker", &running).text.trim() != "true" {
        assert!(since.elapsed() < PATIENCE, "the queue does not start");
        assert_eq!(shell.try_wait().unwrap(), None, "`make exp` has ended");
        thread::sleep(Duration::from_millis(50));
    }
    let group = format!("-{}", shell.id());
    let _ = clone
        .command("kill", &["-9", "--", &group])
        .assert_success();
    shell.wait().unwrap();
}

/// The queue was a part of the shell's container, and ended with it.
#[test]
fn a_grid_runs_on_without_its_shell_and_the_best_of_it_becomes_a_version() {
    let guard = after_first_run();
    let clone = &guard.0;
    let (earlier, changes) = (clone.digests(), clone.changes());
    let shell = typed(clone);
    kill_once_the_queue_works(clone, shell);
    let followed = clone.make("exp").assert_success();
    for expected in ["2/2  max_depth=", "exp: 2 experiments ended", "0.9"] {
        followed.assert_contains(expected);
    }
    assert_eq!(
        (clone.digests(), clone.changes()),
        (earlier.clone(), changes.clone())
    );

    let again = clone.command("make", &["exp", SET]).assert_success();
    again.assert_contains("already made from these sources, not queued again");

    let json = clone
        .command("make", &["--silent", "compare", "FORMAT=json"])
        .assert_success();
    let json: serde_json::Value = serde_json::from_str(&json.text).unwrap();
    let rows = json["rows"].as_array().unwrap();
    let found = |depth: &str| {
        // The tracker of an earlier clone at this place is this one's, with its experiments.
        let is_it = |row: &&serde_json::Value| {
            let is_ours = row["kind"] == "experiment" && row["note"].is_null();
            is_ours && row["params"]["train.max_depth"] == depth && row["run_id"].is_string()
        };
        let row = rows.iter().find(is_it);
        row.unwrap_or_else(|| panic!("no depth {depth} in {json:#}"))
    };
    let (name, other) = (
        found("3")["name"].as_str().unwrap(),
        found("2")["name"].as_str().unwrap(),
    );
    assert!(found("3")["interval"].is_array(), "{json:#}");
    for kind in ["workspace", "version"] {
        assert!(rows.iter().any(|row| row["kind"] == kind), "{json:#}");
    }

    let before = clone.edit("params.yaml", "n_estimators: 100", "n_estimators: 99");
    let apply = ["apply", &format!("EXP={name}")];
    let refused = clone.command("make", &apply).assert_failure();
    refused.assert_contains("would be lost: `train.n_estimators`");
    assert_eq!(clone.digests(), earlier);
    clone.write("params.yaml", &before);

    let applied = clone.command("make", &apply).assert_success();
    applied.assert_contains(&format!("applied {name}: max_depth=3"));
    assert!(clone.read("params.yaml").contains("max_depth: 3"));
    let run = clone.make("run").assert_success();
    // Nothing is trained: the model of the experiment is registered, unless an earlier clone did so.
    assert!(!run.ran().contains(&"train"), "{}", run.text);
    run.assert_contains("model      iris-classifier version");

    let _ = clone
        .command("git", &["checkout", "params.yaml", "dvc.lock"])
        .assert_success();
    let _ = clone.make("run").assert_success();
    let _ = clone
        .in_runner(&["dvc", "queue", "remove", "--success"])
        .assert_success();
    let _ = clone
        .in_runner(&["dvc", "exp", "remove", name, other])
        .assert_success();
    assert_eq!((clone.digests(), clone.changes()), (earlier, changes));
}

#[test]
fn wrong_settings_queue_nothing_and_are_all_told() {
    let guard = after_first_run();
    let clone = &guard.0;
    let changes = clone.changes();
    let set = "SET=train.max_dept=3 train.n_estimators=0";
    let refused = clone.command("make", &["exp", set]).assert_failure();
    refused.assert_contains("did you mean `max_depth`?");
    refused.assert_contains("`train.n_estimators` is 0; expected");
    assert_ends_with_args(clone, &["mlops", "exp", "--", "train.max_dept=3"], 2);
    assert_ends_with_args(clone, &["mlops", "apply", "--", "no-such"], 2);
    assert_eq!(clone.changes(), changes);
}

fn assert_ends_with_args(clone: &Checkout, args: &[&str], code: i32) {
    assert_eq!(clone.in_runner(args).code, Some(code));
}
