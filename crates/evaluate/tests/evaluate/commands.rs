//! `report`, `promote`, `rollback` and `models`, from outside.

use crate::common::{Tracker, better, judged, metadata, onnx, sandbox, worse};
use stage::testing::Sandbox;

#[test]
fn the_report_shows_version_verdict_production_and_link() {
    let onnx = onnx();
    let (sandbox, tracker) = (sandbox(&onnx), Tracker::with(&onnx));
    tracker.evaluate(&sandbox, &[]).assert_done();
    let ended = tracker.evaluate(&sandbox, &["report"]);
    ended.assert_done();
    let expected = "accuracy   0.7500\nprecision  0.8750\nrecall     0.7500\nF1         0.7500\n\
                    model      iris-classifier version 1\n\
                    gate       passed: accuracy 0.7500 (minimum 0.5000); first model\n\
                    production iris-classifier version 1\n\
                    tracker    http://127.0.0.1:";
    assert!(ended.stdout.starts_with(expected), "{}", ended.stdout);
}

/// Training again with the same result gives a version that DVC sees no reason to judge.
#[test]
fn the_report_of_a_model_that_was_judged_earlier_shows_that_verdict() {
    let onnx = onnx();
    let (sandbox, tracker) = (sandbox(&onnx), Tracker::with(&onnx));
    tracker.evaluate(&sandbox, &[]).assert_done();
    tracker.register(&metadata(&onnx), &onnx);
    let ended = tracker.evaluate(&sandbox, &["report"]);
    ended.assert_done();
    assert!(
        ended
            .stdout
            .contains("model      iris-classifier version 2\ngate       passed:"),
        "{ended:?}"
    );
    assert!(
        ended
            .stdout
            .contains("production iris-classifier version 1\n"),
        "{ended:?}"
    );
}

#[test]
fn the_report_without_a_verdict_names_the_command() {
    let onnx = onnx();
    let (sandbox, tracker) = (sandbox(&onnx), Tracker::with(&onnx));
    sandbox.write(
        "metrics/metrics.json",
        r#"{"accuracy":1,"precision":1,"recall":1,"f1_score":1}"#,
    );
    let ended = tracker.evaluate(&sandbox, &["report"]);
    ended.assert_done();
    assert!(
        ended
            .stdout
            .contains("not asked yet; run `dvc repro -f -s evaluate`\nproduction none\n"),
        "{ended:?}"
    );
    let ended = Tracker::empty().evaluate(&sandbox, &["report"]);
    assert_eq!(ended.code, Some(5));
    assert!(
        ended
            .stderr
            .contains("run `dvc repro -f -s train` to train it into"),
        "{ended:?}"
    );
}

#[test]
fn a_person_promotes_what_the_gate_refused_and_rolls_back() {
    let tracker = judged(&[onnx(), worse()]);
    let sandbox = Sandbox::new();
    let ended = tracker.evaluate_as(&sandbox, &["promote", "2"], "ada");
    ended.assert_done();
    assert_eq!(
        ended.stdout,
        "production iris-classifier version 2 instead of version 1\n"
    );
    assert_eq!(tracker.alias("production"), Some(2));
    assert_eq!(tracker.alias("staging"), None);
    let record = tracker.record(2);
    assert_eq!(
        record["judged"]["verdict"], "failed",
        "the gate's word stays"
    );
    assert_eq!(record["promoted"]["by"], "ada");
    assert_eq!(record["promoted"]["previous"], 1);
    assert_eq!(
        tracker.registry.state().versions[1].tags["promotion_reason"],
        "manual"
    );

    let ended = tracker.evaluate(&sandbox, &["promote", "2"]);
    ended.assert_done();
    assert_eq!(
        ended.stdout,
        "production iris-classifier version 2 already\n"
    );

    let ended = tracker.evaluate(&sandbox, &["rollback"]);
    ended.assert_done();
    assert_eq!(
        ended.stdout,
        "production iris-classifier version 1 instead of version 2\n"
    );
    assert_eq!(
        (tracker.alias("production"), tracker.alias("archived")),
        (Some(1), Some(2))
    );
    assert_eq!(tracker.record(1)["promoted"]["number"], 3);
    let state = tracker.registry.state();
    assert_eq!(state.versions[0].tags["status"], "production");
    assert_eq!(state.versions[1].tags["status"], "archived");
}

#[test]
fn two_rollbacks_go_back_twice_and_a_third_says_that_nothing_is_left() {
    let tracker = judged(&[worse(), onnx(), better()]);
    let sandbox = Sandbox::new();
    for expected in [2, 1] {
        tracker.evaluate(&sandbox, &["rollback"]).assert_done();
        assert_eq!(tracker.alias("production"), Some(expected));
    }
    let ended = tracker.evaluate(&sandbox, &["rollback"]);
    assert_eq!(ended.code, Some(2));
    assert!(
        ended.stderr.starts_with(
            "evaluate: failed to roll back `iris-classifier`: version 1 replaced none; "
        ),
        "{ended:?}"
    );
    assert_eq!(tracker.alias("production"), Some(1));
}

/// It is better by its scores, and still a person went back from it.
#[test]
fn what_was_rolled_back_from_does_not_return_by_being_judged_or_trained_again() {
    let (onnx, better) = (onnx(), better());
    let tracker = judged(&[onnx, better.clone()]);
    tracker
        .evaluate(&Sandbox::new(), &["rollback"])
        .assert_done();
    tracker.register(&metadata(&better), &better);
    let ended = tracker.evaluate(&sandbox(&better), &[]);
    ended.assert_done();
    assert!(
        ended
            .stdout
            .contains("production was rolled back from this model to version 1"),
        "{ended:?}"
    );
    assert_eq!(tracker.alias("production"), Some(1));
    tracker
        .evaluate(&Sandbox::new(), &["promote", "3"])
        .assert_done();
    assert_eq!(tracker.alias("production"), Some(3));
}

#[test]
fn a_version_that_is_missing_or_no_number_is_a_wrong_command_line() {
    let tracker = judged(&[onnx()]);
    let sandbox = Sandbox::new();
    let ended = tracker.evaluate(&sandbox, &["promote", "9"]);
    ended.assert_refused(
        2,
        "evaluate: failed to promote version 9: `iris-classifier` has no such version; `make models` lists them\n",
    );
    for wrong in ["", "three", "0", "-1", "1.5"] {
        let ended = tracker.evaluate(&sandbox, &["promote", "--", wrong]);
        assert_eq!(ended.code, Some(2), "{wrong}");
        assert!(
            ended.stderr.contains("as in `make promote VERSION=3`"),
            "{wrong}: {ended:?}"
        );
    }
    assert_eq!(tracker.alias("production"), Some(1));
}

#[test]
fn without_production_there_is_nothing_to_roll_back() {
    let ended = Tracker::with(&onnx()).evaluate(&Sandbox::new(), &["rollback"]);
    assert_eq!(ended.code, Some(2));
    assert!(
        ended
            .stderr
            .contains("no version is production; `make models`"),
        "{ended:?}"
    );
}

#[test]
fn the_versions_are_listed_newest_first() {
    let tracker = judged(&[onnx(), worse()]);
    tracker.register(&metadata(&better()), &better());
    let ended = tracker.evaluate(&Sandbox::new(), &["models"]);
    ended.assert_done();
    assert_eq!(
        ended.stdout,
        "version  aliases     created (UTC)        accuracy  F1      data      model         gate\n\
         3        -           2026-11-23 07:25:21  -         -       00000000  -             -\n\
         2        staging     2026-11-23 07:25:21  0.5000    0.3333  00000000  RandomForest  failed (insufficient_accuracy)\n\
         1        production  2026-11-23 07:25:21  0.7500    0.7500  00000000  RandomForest  passed (first_model)\n"
    );
    let ended = Tracker::empty().evaluate(&Sandbox::new(), &["models"]);
    ended.assert_done();
    assert_eq!(
        ended.stdout,
        "iris-classifier has no versions yet; `make run` registers the first\n"
    );
}
