//! What the pages of runs and versions say after an evaluation, from outside.

use insta::assert_snapshot;

use crate::common::{Tracker, better, evaluated, onnx, sandbox};

/// What a page says, without the minute in which it was written.
fn timeless(page: &str) -> String {
    let Some((before, behind)) = page.split_once(" UTC") else {
        return page.to_owned();
    };
    let end = before.len() - "2026-11-28 15:20".len();
    format!("{}NOW{behind}", &before[..end])
}

/// Whoever opened a version in MLflow saw an alias and JSON, and asked why it was production.
#[test]
fn run_and_version_say_in_words_what_became_of_them() {
    let tracker = evaluated(&[onnx(), better()]);
    let state = tracker.state();
    assert_snapshot!(timeless(&state.descriptions[&2]), @"
    **Standing**: production since NOW: the gate passed it, replacing version 1

    **Gate**: passed: accuracy 1.0000 (minimum 0.5000, version 1 has 0.7500); better than production

    **Model**: RandomForest of data `00000000000000000000000000000000`; the page of its source run says where it comes from
    ");
    assert_snapshot!(timeless(&state.descriptions[&1]), @"
    **Standing**: not production since NOW: version 2 took its place, as the gate passed it

    **Gate**: passed: accuracy 0.7500 (minimum 0.5000); first model

    **Model**: RandomForest of data `00000000000000000000000000000000`; the page of its source run says where it comes from
    ");
    let tags = &state.runs[1].tags;
    assert_eq!(tags["mlflow.runName"], "rf n10 (1.0000)");
    assert_eq!(
        tags["mlflow.note.content"],
        "**Gate**: passed: accuracy 1.0000 (minimum 0.5000, version 1 has 0.7500); better than production"
    );
    drop(state);
    // Judged once more, it stays production since then.
    tracker.run(&sandbox(&better())).assert_success();
    let state = tracker.state();
    let page = &state.descriptions[&2];
    assert!(
        page.starts_with("**Standing**: production since "),
        "{page}"
    );
    let name = &state.runs[1].tags["mlflow.runName"];
    assert_eq!(name, "rf n10 (1.0000)");
}

#[test]
fn a_name_that_a_person_chose_stays_and_a_refused_version_says_so() {
    let onnx = onnx();
    let (sandbox, tracker) = (sandbox(&onnx), Tracker::with(&onnx));
    sandbox.edit_params("run_name: null", "run_name: mine");
    sandbox.edit_params("    accuracy: 0.5\n", "    accuracy: 0.8\n");
    tracker.run(&sandbox).assert_success();
    let state = tracker.state();
    assert_eq!(state.runs[0].tags.get("mlflow.runName"), None);
    let page = &state.descriptions[&1];
    assert!(
        page.starts_with("**Standing**: not production: the gate refused it\n"),
        "{page}"
    );
}
