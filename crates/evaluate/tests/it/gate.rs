//! The gate and the registry, from outside, against a registry in memory.
//!
//! Of the four test rows the usual model gets three right, a better one all
//! four and a worse one two.

use crate::common::{Tracker, better, evaluated, onnx, sandbox, trained, worse};
use insta::assert_snapshot;
use registry::testing::metadata;
use serde_json::json;

const METRICS: &str = "metrics/metrics.json";
const PAGE: &str = "PATCH model-versions/update";
const FILE: &str = "GET /api/2.0/mlflow-artifacts/artifacts/1";

fn file(version: u64) -> String {
    format!("{FILE}/r{version}/artifacts/model/model.onnx")
}

#[test]
fn the_first_model_that_passes_becomes_production() {
    let onnx = onnx();
    let tracker = Tracker::with(&onnx);
    let ended = tracker.run(&sandbox(&onnx));
    ended.assert_success();
    assert_snapshot!(ended.stdout, @"
    evaluate: accuracy 0.7500, precision 0.8750, recall 0.7500, F1 0.7500 on 4 test rows
    evaluate: balanced accuracy 0.8333, ROC AUC 0.8611, average precision 0.7500, log loss 9.0109, Brier score 0.5000
    evaluate: gate passed: accuracy 0.7500 (minimum 0.5000); first model
    ");
    assert_eq!(tracker.alias("production"), Some(1));
    let record = tracker.record(1);
    assert_eq!(record["judged"]["verdict"], "passed");
    assert_eq!(record["judged"]["reason"], "first_model");
    assert_eq!(record["judged"]["scores"]["accuracy"], 0.75);
    assert_eq!(
        record["promoted"],
        json!({"number": 1, "reason": "first_model"})
    );
    assert_eq!(
        tracker.take_orders(),
        [
            "GET model-versions/search",
            "GET runs/get",
            &file(1),
            "GET registered-models/alias",
            "POST runs/log-batch",
            "POST model-versions/set-tag",
            "POST registered-models/alias",
            "GET registered-models/alias",
            "PATCH model-versions/update",
        ]
    );
}

#[test]
fn the_verdict_and_its_numbers_are_in_the_run_as_well() {
    let onnx = onnx();
    let tracker = Tracker::with(&onnx);
    tracker.run(&sandbox(&onnx)).assert_success();
    let logged = &tracker.bodies("POST runs/log-batch")[0];
    let tag = |key: &str| {
        let tags = logged["tags"].as_array().unwrap();
        let found = tags.iter().find(|tag| tag["key"] == key);
        found.unwrap_or_else(|| panic!("no {key}"))["value"].clone()
    };
    assert_eq!(tag("promotion_reason"), "first_model");
    assert_eq!(
        tag("gate"),
        "passed: accuracy 0.7500 (minimum 0.5000); first model"
    );
    assert!(
        tag("mlops.gate")
            .as_str()
            .unwrap()
            .contains("\"minimum\":{\"accuracy\":0.5}")
    );
    assert_eq!(logged["params"][0]["key"], "mlops.successor.1");
}

#[test]
fn a_model_that_fails_becomes_staging_and_the_pipeline_goes_on() {
    let onnx = onnx();
    let (sandbox, tracker) = (trained(&onnx), Tracker::with(&onnx));
    let ended = tracker.run(&sandbox);
    ended.assert_success();
    assert_snapshot!(ended.stdout, @"
    evaluate: accuracy 0.7500, precision 0.8750, recall 0.7500, F1 0.7500 on 4 test rows
    evaluate: balanced accuracy 0.8333, ROC AUC 0.8611, average precision 0.7500, log loss 9.0109, Brier score 0.5000
    evaluate: gate failed: accuracy 0.7500 (minimum 0.9000); accuracy is below the minimum
    ");
    assert_eq!(tracker.alias("production"), None);
    assert_eq!(tracker.alias("staging"), Some(1));
    assert_eq!(
        tracker.record(1)["judged"]["reason"],
        "insufficient_accuracy"
    );
}

#[test]
fn a_hard_gate_ends_with_four_and_leaves_the_scores() {
    let onnx = onnx();
    let (sandbox, tracker) = (trained(&onnx), Tracker::with(&onnx));
    sandbox.edit_params("hard: false", "hard: true");
    let ended = tracker.run(&sandbox);
    assert_snapshot!(ended.failed_with(4), @"evaluate: failed to pass the gate of params.yaml with version 1: accuracy 0.7500 (minimum 0.9000); accuracy is below the minimum; train a better model, or `make promote VERSION=1`");
    assert!(sandbox.read(METRICS).contains("\"accuracy\": 0.75"));
    assert_eq!(sandbox.list("metrics").len(), 5);
    assert_eq!(tracker.alias("staging"), Some(1));
}

#[test]
fn a_better_model_replaces_production_and_archives_it() {
    let tracker = evaluated(&[onnx()]);
    let better = better();
    tracker.register(&metadata(&better), &better);
    let ended = tracker.run(&sandbox(&better));
    ended.assert_success();
    assert_snapshot!(ended.stdout, @"
    evaluate: accuracy 1.0000, precision 1.0000, recall 1.0000, F1 1.0000 on 4 test rows
    evaluate: balanced accuracy 1.0000, ROC AUC 1.0000, average precision 1.0000, log loss 0.0000, Brier score 0.0000
    evaluate: gate passed: accuracy 1.0000 (minimum 0.5000, version 1 has 0.7500); better than production
    evaluate: this model alone is right on 1 of 4 rows, version 1 alone on 0; McNemar p 1.0000
    ");
    assert_eq!(tracker.alias("production"), Some(2));
    assert_eq!(tracker.alias("archived"), Some(1));
    assert_eq!(
        tracker.record(2)["promoted"],
        json!({"number": 2, "reason": "better_accuracy", "previous": 1})
    );
    assert_eq!(
        tracker.record(2)["judged"]["production"]["paired"],
        json!({"rows": 4, "only_candidate_right": 1, "only_production_right": 0, "p_value": 1.0})
    );
    // Production was judged on the same rows, but its tag does not say which it got right.
    assert_eq!(
        tracker.take_orders(),
        [
            "GET model-versions/search",
            "GET runs/get",
            &file(2),
            "GET registered-models/alias",
            &file(1),
            "POST runs/log-batch",
            "POST runs/log-batch",
            "POST model-versions/set-tag",
            "POST registered-models/alias",
            "GET registered-models/alias",
            "POST registered-models/alias",
            "POST model-versions/set-tag",
            "PATCH model-versions/update",
            "PATCH model-versions/update",
        ]
    );
    let state = tracker.state();
    assert_eq!(state.versions[0].tags["status"], "archived");
    assert!(
        state.params[&("r1".to_owned(), "mlops.successor.2".to_owned())].starts_with("version 2")
    );
}

#[test]
fn a_model_that_is_not_better_leaves_production() {
    let tracker = evaluated(&[onnx()]);
    let worse = worse();
    tracker.register(&metadata(&worse), &worse);
    let ended = tracker.run(&sandbox(&worse));
    ended.assert_success();
    assert_snapshot!(ended.stdout, @"
    evaluate: accuracy 0.5000, precision 0.2500, recall 0.5000, F1 0.3333 on 4 test rows
    evaluate: balanced accuracy 0.6667, ROC AUC 0.7222, average precision 0.5000, log loss 18.0218, Brier score 1.0000
    evaluate: gate failed: accuracy 0.5000 (minimum 0.5000, version 1 has 0.7500); accuracy is not better than that of production version 1
    evaluate: this model alone is right on 0 of 4 rows, version 1 alone on 1; McNemar p 1.0000
    ");
    assert_eq!(tracker.alias("production"), Some(1));
    assert_eq!(tracker.alias("staging"), Some(2));
}

#[test]
fn production_is_scored_again_where_the_test_rows_are_others() {
    let tracker = evaluated(&[better()]);
    let onnx = onnx();
    tracker.register(&metadata(&onnx), &onnx);
    let sandbox = sandbox(&onnx);
    // Of these rows the model that was better gets one of two right.
    sandbox.write("data/processed/test.csv", "size,target\n2,0\n15,1\n");
    let ended = tracker.run(&sandbox);
    ended.assert_success();
    assert_snapshot!(ended.stdout, @"
    evaluate: accuracy 1.0000, precision 1.0000, recall 1.0000, F1 1.0000 on 2 test rows
    evaluate: balanced accuracy 1.0000, log loss 0.0000, Brier score 0.0000
    evaluate: no roc_auc, no average_precision: no test row is of class `virginica`
    evaluate: gate passed: accuracy 1.0000 (minimum 0.5000, version 1 has 0.5000); better than production
    evaluate: this model alone is right on 1 of 2 rows, version 1 alone on 0; McNemar p 1.0000
    ");
    assert_eq!(tracker.alias("production"), Some(2));
    assert!(tracker.take_requests().contains(&file(1)));
}

#[test]
fn a_production_model_that_cannot_be_scored_is_not_replaced_by_itself() {
    let tracker = evaluated(&[better()]);
    let onnx = onnx();
    tracker.register(&metadata(&onnx), &onnx);
    tracker.state().runs[0].file[100] ^= 1;
    let sandbox = sandbox(&onnx);
    sandbox.write("data/processed/test.csv", "size,target\n2,0\n15,1\n");
    let ended = tracker.run(&sandbox);
    ended.assert_success();
    assert_snapshot!(ended.stdout, @"
    evaluate: accuracy 1.0000, precision 1.0000, recall 1.0000, F1 1.0000 on 2 test rows
    evaluate: balanced accuracy 1.0000, log loss 0.0000, Brier score 0.0000
    evaluate: no roc_auc, no average_precision: no test row is of class `virginica`
    evaluate: gate failed: accuracy 1.0000 (minimum 0.5000); cannot be compared with production: the file of version 1 was changed in the tracker
    ");
    assert_eq!(tracker.alias("production"), Some(1));
    assert_eq!(tracker.record(2)["judged"]["reason"], "not_comparable");
}

#[test]
fn where_productions_file_is_damaged_its_recorded_scores_decide_unless_chance_is_to_be_excluded() {
    let better = better();
    for (significance, production, reason) in
        [(false, 2, "better_accuracy"), (true, 1, "not_comparable")]
    {
        let tracker = evaluated(&[onnx()]);
        tracker.register(&metadata(&better), &better);
        tracker.state().runs[0].file[100] ^= 1;
        let sandbox = sandbox(&better);
        if significance {
            sandbox.edit_params("significance: null", "significance: 0.05");
        }
        let ended = tracker.run(&sandbox);
        ended.assert_success();
        assert!(!ended.stdout.contains("McNemar"), "{}", ended.stdout);
        assert_eq!(tracker.alias("production"), Some(production));
        assert_eq!(tracker.record(2)["judged"]["reason"], reason);
    }
}

#[test]
fn one_row_of_four_is_not_enough_where_chance_is_to_be_excluded() {
    let tracker = evaluated(&[onnx()]);
    let better = better();
    tracker.register(&metadata(&better), &better);
    let sandbox = sandbox(&better);
    sandbox.edit_params("significance: null", "significance: 0.05");
    let ended = tracker.run(&sandbox);
    ended.assert_success();
    let gate = ended.stdout.lines().find(|line| line.contains("gate"));
    assert_snapshot!(gate.unwrap_or_default(), @"evaluate: gate failed: accuracy 1.0000 (minimum 0.5000, version 1 has 0.7500); the difference from production version 1 may be chance: McNemar p 1.0000 is above 0.05");
    assert_eq!(tracker.alias("production"), Some(1));
    assert_eq!(tracker.alias("staging"), Some(2));
}

#[test]
fn the_same_model_trained_again_is_kept_also_by_a_hard_gate() {
    let onnx = onnx();
    let tracker = evaluated(std::slice::from_ref(&onnx));
    tracker.register(&metadata(&onnx), &onnx);
    let sandbox = trained(&onnx);
    sandbox.edit_params("hard: false", "hard: true");
    let ended = tracker.run(&sandbox);
    ended.assert_success();
    assert_snapshot!(ended.stdout, @"
    evaluate: accuracy 0.7500, precision 0.8750, recall 0.7500, F1 0.7500 on 4 test rows
    evaluate: balanced accuracy 0.8333, ROC AUC 0.8611, average precision 0.7500, log loss 9.0109, Brier score 0.5000
    evaluate: gate kept: accuracy 0.7500 (minimum 0.9000); production version 1 is the same model
    ");
    assert_eq!(tracker.alias("production"), Some(1));
    assert_eq!(tracker.alias("staging"), None);
}

/// The run that took the model into production must not lose where a rollback leads.
#[test]
fn judging_production_once_more_keeps_what_its_promotion_was() {
    let tracker = evaluated(&[onnx(), better()]);
    tracker.run(&sandbox(&better())).assert_success();
    let record = tracker.record(2);
    assert_eq!(record["judged"]["verdict"], "kept");
    assert_eq!(record["promoted"]["previous"], 1);
}

#[test]
fn a_deleted_run_is_named_and_nothing_is_promoted() {
    let onnx = onnx();
    let tracker = Tracker::with(&onnx);
    tracker.state().deleted_runs.push("r1".into());
    let ended = tracker.run(&sandbox(&onnx));
    assert_snapshot!(ended.failed_with(5), @"evaluate: failed to log the scores of version 1: its run r1 is deleted; restore it in MLflow, or run `dvc repro -f -s train` for a new one");
    assert_eq!(tracker.alias("production"), None);
}

/// A process can die after any request: production is the old version or the
/// new one, and the next attempt ends well.
#[test]
fn whatever_request_is_the_last_production_is_the_old_version_or_the_new_one() {
    let better = better();
    for answers in 0..24 {
        let tracker = evaluated(&[onnx()]);
        tracker.register(&metadata(&better), &better);
        tracker.state().answers = Some(answers);
        let ended = tracker.run(&sandbox(&better));
        let (production, moved) = (tracker.alias("production"), answers >= 19);
        assert_eq!(
            production,
            Some(if moved { 2 } else { 1 }),
            "{answers}: {ended:?}"
        );
        assert_eq!(
            ended.code,
            Some(if answers < 20 { 5 } else { 0 }),
            "{answers}: {ended:?}"
        );
        // The claim of the one that died is there: only that is worth the wait.
        if matches!(answers, 17 | 19) {
            tracker.state().answers = None;
            tracker.run(&sandbox(&better)).assert_success();
            assert_eq!(tracker.alias("production"), Some(2), "{answers}");
            let number = &tracker.record(2)["promoted"]["number"];
            assert_eq!(number, &json!(if answers == 17 { 3 } else { 2 }));
        }
    }
}

/// A page that could not be written had evaluate end with 5 and lose its scores, although the
/// verdict was on record.
#[test]
fn a_page_that_cannot_be_written_is_a_warning() {
    let onnx = onnx();
    let (sandbox, tracker) = (trained(&onnx), Tracker::with(&onnx));
    tracker.state().refused.push(PAGE.to_owned());
    let ended = tracker.run(&sandbox);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let warning = ended.stderr.replace(&tracker.uri(), "TRACKER");
    assert_snapshot!(warning, @"evaluate: version 1 is judged; failed to say so on its page: describe version 1 of `iris-classifier`: `TRACKER` refuses access (403: the test says no); check MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN, in .env");
    assert_eq!(tracker.alias("staging"), Some(1));
    assert!(sandbox.read(METRICS).contains("\"accuracy\": 0.75"));
}

#[test]
fn who_is_overtaken_says_by_whom_and_is_worth_a_retry() {
    let tracker = evaluated(&[worse(), onnx()]);
    let better = better();
    tracker.register(&metadata(&better), &better);
    let sandbox = sandbox(&better);
    sandbox.write(METRICS, "earlier");
    {
        let mut state = tracker.state();
        let claim = ("r2".to_owned(), "mlops.successor.3".to_owned());
        state.params.insert(claim, "version 1 0000".into());
        // Between the first look and the second.
        state.at_look = Some((state.looks + 2, 1));
        // The run has to say it, whatever becomes of the page of the version.
        state.refused.push(PAGE.to_owned());
    }
    let ended = tracker.run(&sandbox);
    assert_snapshot!(ended.failed_with(5), @"evaluate: failed to make version 3 production: version 1 was promoted meanwhile, and it was not judged against that; run the same command again");
    assert_eq!(tracker.alias("production"), Some(1));
    assert_eq!(tracker.record(3)["judged"]["verdict"], "undecided");
    let gate = tracker.state().runs[2].tags["gate"].clone();
    assert!(gate.starts_with("undecided: "), "{gate}");
    tracker.state().refused.clear();
    assert_eq!(sandbox.read(METRICS), "earlier");
    tracker.run(&sandbox).assert_success();
    assert_eq!(tracker.alias("production"), Some(3));
}
