//! The gate, and the versions of the model.

use crate::after_first_run;
use crate::exit_codes::assert_ends_with;

#[test]
fn a_hard_gate_that_is_not_met_fails_evaluate_alone_and_leaves_the_scores() {
    let guard = after_first_run();
    let clone = &guard.0;
    let earlier = clone.digests();
    // Another model than production's, which would be kept whatever its scores.
    let before = clone.edit("params.yaml", "max_depth: 5", "max_depth: 2");
    let _ = clone.edit("params.yaml", "    accuracy: 0.9\n", "    accuracy: 1\n");
    let output = clone.make("run").assert_success();
    assert_eq!(output.ran(), ["train", "evaluate"]);
    output.assert_contains("gate       failed: accuracy");
    let _ = clone.edit("params.yaml", "hard: false", "hard: true");
    let output = clone.make("run").assert_failure();
    assert_eq!(
        output.ran(),
        ["evaluate"],
        "a changed gate concerns nothing else"
    );
    output.assert_contains("failed to pass the gate of params.yaml");
    assert_ends_with(clone, 4);
    assert!(clone.path("metrics/metrics.json").exists());
    clone.write("params.yaml", &before);
    assert_eq!(
        clone.make("run").assert_success().ran(),
        ["train", "evaluate"]
    );
    assert_eq!(clone.digests(), earlier);
    assert_eq!(clone.changes(), "");
}

#[test]
fn a_person_lists_promotes_and_rolls_back_versions() {
    let guard = after_first_run();
    let clone = &guard.0;
    let _ = clone
        .in_runner(&["dvc", "repro", "--force", "--single-item", "train"])
        .assert_success();
    let listed = clone.make("models").assert_success();
    listed.assert_contains("production");
    listed.assert_contains("passed (first_model)");
    let newest = listed
        .text
        .lines()
        .find_map(|line| line.split_whitespace().next()?.parse::<u64>().ok())
        .expect("a table of versions");
    let version = format!("VERSION={newest}");
    let output = clone
        .command("make", &["promote", &version])
        .assert_success();
    output.assert_contains(&format!(
        "production iris-classifier version {newest} instead of"
    ));
    let output = clone.make("rollback").assert_success();
    output.assert_contains(&format!("instead of version {newest}"));
    clone
        .make("promote")
        .assert_failure()
        .assert_contains("make promote VERSION=3");
    assert_eq!(clone.changes(), "");
}
