//! Runs that fail: the exit codes are those of `make run`, which the tests in `pipeline` tell, and only what may pass is tried
//! again.

use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use end_to_end::Checkout;

use crate::after_first_run;
use crate::ran::{SKIPPED, states};

/// How long a run may take to its training on a busy machine.
const PATIENCE: Duration = Duration::from_mins(3);
/// How long what was stopped may take to its end.
const END: Duration = Duration::from_secs(30);

/// Checks that `make airflow-run` ends with `code`, and gives what it said.
fn ends_with(clone: &Checkout, code: i32) -> String {
    let make = clone.make("airflow-run").assert_failure();
    make.assert_contains(&format!("airflow-run] Error {code}\n"));
    make.text
}

#[test]
fn wrong_params_end_with_2_before_any_stage() {
    let guard = after_first_run();
    let clone = &guard.0;
    let before = clone.edit("params.yaml", "max_depth: 5", "max_dept: 5");
    let text = ends_with(clone, 2);
    assert!(text.contains("did you mean `max_depth`?"), "{text}");
    assert_eq!(states(&text)["mlops.check"], "failed", "{text}");
    assert_eq!(states(&text)["ingest"], "upstream_failed", "{text}");
    clone.write("params.yaml", &before);
    assert_eq!(clone.changes(), "");
}

#[test]
fn a_hard_gate_ends_with_4_at_once() {
    let guard = after_first_run();
    let clone = &guard.0;
    let before = clone.edit("params.yaml", "accuracy: 0.9\n", "accuracy: 0.99\n");
    let _ = clone.edit("params.yaml", "hard: false", "hard: true");
    let text = ends_with(clone, 4);
    assert_eq!(states(&text)["train"], SKIPPED, "{text}");
    assert_eq!(states(&text)["evaluate"], "failed", "{text}");
    assert_eq!(
        text.matches("Running stage 'evaluate'").count(),
        1,
        "{text}"
    );
    assert!(
        text.contains("evaluate ended with 4 (quality gate not met): "),
        "{text}"
    );
    clone.write("params.yaml", &before);
    assert_eq!(clone.changes(), "");
}

/// Nobody listens at port 9.
#[test]
fn a_tracker_that_does_not_answer_is_asked_again_and_ends_with_5() {
    let guard = after_first_run();
    let clone = &guard.0;
    let command = "MLFLOW_TRACKING_URI=http://127.0.0.1:9 MLOPS_RETRIES=1 make airflow-run";
    let run = clone.command("sh", &["-c", command]).assert_failure();
    run.assert_contains("airflow-run] Error 5\n");
    assert_eq!(
        run.text.matches(" ended with 5 (").count(),
        2,
        "{}",
        run.text
    );
}

#[test]
fn a_stage_that_airflow_cannot_run_is_told_before_anything_is_started() {
    let guard = after_first_run();
    let clone = &guard.0;
    let before = clone.edit(
        "dvc.yaml",
        "stages:\n  ingest:\n",
        "stages:\n  page:\n    cmd: python page.py\n  ingest:\n",
    );
    let run = clone.command("scripts/airflow", &["run"]);
    assert_eq!(run.code, Some(2), "{}", run.text);
    let expected = "airflow: failed to read `dvc.yaml`: stage `page` has the cmd `python page.py`; expected `mlops stage page` (docs/add-a-stage.md)";
    run.assert_contains(expected);
    clone.write("dvc.yaml", &before);
}

/// Whoever ends the run ends the stage, and no second try begins.
#[test]
fn a_run_that_is_terminated_stops_its_stage_and_ends_with_143() {
    let guard = after_first_run();
    let clone = &guard.0;
    let before = clone.edit(
        "params.yaml",
        "n_estimators: 100\n",
        "n_estimators: 100000\n",
    );
    let mut run = Command::new("scripts/airflow");
    run.arg("run").current_dir(clone.root());
    let mut run = run
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let name = clone.container("train");
    let is_there = || clone.command("docker", &["inspect", &name]).success;
    wait_until(PATIENCE, || {
        assert_eq!(run.try_wait().unwrap(), None, "it ended before it trained");
        is_there()
    });
    let _ = clone
        .command("kill", &[&run.id().to_string()])
        .assert_success();
    let since = Instant::now();
    assert_eq!(run.wait().unwrap().code(), Some(143));
    assert!(since.elapsed() < END, "{:?}", since.elapsed());
    assert!(!is_there(), "the stage goes on");
    clone.write("params.yaml", &before);
    assert_eq!(clone.changes(), "");
}

fn wait_until(limit: Duration, mut is_so: impl FnMut() -> bool) {
    let since = Instant::now();
    while !is_so() {
        assert!(since.elapsed() < limit, "it does not come");
        thread::sleep(Duration::from_millis(50));
    }
}
