//! The gate, and the versions of the model.

use crate::{after_first_run, digests};

#[test]
fn a_hard_gate_that_is_not_met_fails_evaluate_alone_and_leaves_the_scores() {
    let guard = after_first_run();
    let clone = &guard.0;
    let earlier = digests(clone);
    // Another model than production's, which would be kept whatever its scores.
    let before = clone.edit("params.yaml", "max_depth: 5", "max_depth: 2");
    let _ = clone.edit("params.yaml", "    accuracy: 0.9\n", "    accuracy: 1\n");
    let said = clone.make("run").well();
    assert_eq!(said.ran(), ["train", "evaluate"]);
    said.assert_says("gate       failed: accuracy");
    let _ = clone.edit("params.yaml", "hard: false", "hard: true");
    let said = clone.make("run").badly();
    assert_eq!(
        said.ran(),
        ["evaluate"],
        "a changed gate concerns nothing else"
    );
    said.assert_says("failed to pass the gate of params.yaml");
    assert!(clone.path("metrics/metrics.json").exists());
    clone.write("params.yaml", &before);
    assert_eq!(clone.make("run").well().ran(), ["train", "evaluate"]);
    assert_eq!(digests(clone), earlier);
    assert_eq!(clone.changes(), "");
}

#[test]
fn a_person_lists_promotes_and_rolls_back_versions() {
    let guard = after_first_run();
    let clone = &guard.0;
    let _ = clone
        .in_runner(&["dvc", "repro", "--force", "--single-item", "train"])
        .well();
    let listed = clone.make("models").well();
    listed.assert_says("production");
    listed.assert_says("passed (first_model)");
    let newest = listed
        .text
        .lines()
        .find_map(|line| line.split_whitespace().next()?.parse::<u64>().ok())
        .expect("a table of versions");
    let version = format!("VERSION={newest}");
    let said = clone.command("make", &["promote", &version]).well();
    said.assert_says(&format!(
        "production iris-classifier version {newest} instead of"
    ));
    let said = clone.make("rollback").well();
    said.assert_says(&format!("instead of version {newest}"));
    clone
        .make("promote")
        .badly()
        .assert_says("make promote VERSION=3");
    assert_eq!(clone.changes(), "");
}
