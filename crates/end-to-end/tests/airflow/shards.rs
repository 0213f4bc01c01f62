//! A forest that is grown in parts, each by a task of its own.

use end_to_end::Checkout;

use crate::after_first_run;
use crate::ran::{ENDED, SKIPPED, stages_that, states};

/// The tasks of the parts that were grown, and how they ended.
fn parts(text: &str) -> Vec<(String, String)> {
    let is_part = |(task, _): &(String, String)| task.starts_with("train.shard[");
    states(text).into_iter().filter(is_part).collect()
}

/// Has DVC find that train and evaluate changed.
fn forget(clone: &Checkout) {
    let _ = clone
        .command("git", &["checkout", "--quiet", "dvc.lock"])
        .assert_success();
}

#[test]
fn a_forest_in_three_parts_is_that_of_make_run_and_is_not_grown_again() {
    let guard = after_first_run();
    let clone = &guard.0;
    let before = clone.edit("params.yaml", "max_depth: 5", "max_depth: 3");
    let by_make = clone.make("run").assert_success();
    let (lock, outputs) = (clone.read("dvc.lock"), clone.digests());

    forget(clone);
    let _ = clone.edit("params.yaml", "shards: 1", "shards: 3");
    let by_airflow = clone.make("airflow-run").assert_success();
    assert_eq!(by_airflow.ran(), by_make.ran());
    assert_eq!(by_airflow.ran(), ["train", "evaluate"]);
    let ended = ["0..34", "34..67", "67..100"]
        .map(|trees| (format!("train.shard[{trees}]"), ENDED.to_owned()));
    assert_eq!(parts(&by_airflow.text), ended, "{}", by_airflow.text);
    // The stage has found them all there.
    by_airflow.assert_contains("in 3 shards, of which 3 are there already");
    assert_eq!(clone.read("dvc.lock"), lock);
    assert_eq!(clone.digests(), outputs);

    let again = clone.make("airflow-run").assert_success();
    assert!(again.ran().is_empty(), "{}", again.text);
    assert!(parts(&again.text).is_empty(), "{}", again.text);
    for task in ["train.plan", "train.shard", "train"] {
        assert_eq!(states(&again.text)[task], SKIPPED, "{}", again.text);
    }
    assert_eq!(stages_that(SKIPPED, &again.text).len(), 4);

    clone.write("params.yaml", &before);
    forget(clone);
    let _ = clone
        .command("scripts/runner", &["dvc", "checkout"])
        .assert_success();
    assert_eq!(clone.changes(), "");
}
