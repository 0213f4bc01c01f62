//! `metrics/metrics.json`, what the run gets of it, and gates that ask for other metrics than
//! accuracy, from outside.

use crate::common::{Tracker, better, evaluated, onnx, sandbox, trained};
use insta::assert_snapshot;
use registry::testing::{metadata, tuned_metadata};
use serde_json::{Value, json};

const METRICS: &str = "metrics/metrics.json";
const TEST: &str = "data/processed/test.csv";

fn file(version: u64) -> String {
    format!("GET /api/2.0/mlflow-artifacts/artifacts/1/r{version}/artifacts/model/model.onnx")
}

/// `dvc metrics diff` compares settings by them.
#[test]
fn the_validation_scores_of_train_follow_the_metrics_on_the_test_rows() {
    let (onnx, tracker) = (onnx(), Tracker::new());
    let tuned = tuned_metadata(&onnx);
    tracker.register(&tuned, &onnx);
    let sandbox = trained(&onnx);
    sandbox.write("models/model_metadata.json", tuned.to_json());
    tracker.run(&sandbox).assert_success();
    let found: Value = serde_json::from_str(&sandbox.read(METRICS)).unwrap();
    let keys: Vec<_> = found.as_object().unwrap().keys().collect();
    assert_eq!(
        keys[8..],
        [
            "brier_score",
            "validation_accuracy",
            "validation_accuracy_std",
            "validation_f1",
            "validation_f1_std",
            "per_class",
            "intervals"
        ]
    );
    assert_eq!(found["validation_f1_std"], 0.0625);
}

#[test]
fn the_four_metrics_of_the_reference_come_first_as_they_always_were() {
    let onnx = onnx();
    let (sandbox, tracker) = (trained(&onnx), Tracker::with(&onnx));
    tracker.run(&sandbox).assert_success();
    let found = sandbox.read(METRICS);
    let expected = "{\n  \"accuracy\": 0.75,\n  \"precision\": 0.875,\n  \"recall\": 0.75,\n  \
                    \"f1_score\": 0.75,\n  \"balanced_accuracy\": 0.8333333333333334,\n";
    assert!(found.starts_with(expected), "{found}");
    let found: Value = serde_json::from_str(&found).unwrap();
    let keys: Vec<_> = found.as_object().unwrap().keys().collect();
    assert_eq!(
        keys[5..],
        [
            "roc_auc",
            "average_precision",
            "log_loss",
            "brier_score",
            "per_class",
            "intervals"
        ]
    );
    assert_eq!(
        found["per_class"]["virginica"],
        json!({"precision": 1.0, "recall": 0.5, "f1_score": 0.666_666_666_666_666_6})
    );
    let intervals = &found["intervals"];
    assert_eq!(intervals["n_resamples"], 1000);
    assert_eq!(intervals["accuracy"], json!([0.25, 1.0]));
    assert_eq!(
        intervals["per_class"]["setosa"]["recall"],
        json!([1.0, 1.0])
    );
    // Of four rows, most resamples lack a class.
    assert_eq!(intervals.get("roc_auc"), None);
}

#[test]
fn any_number_of_threads_gives_the_same_file() {
    let onnx = onnx();
    let files = ["1", "3"].map(|threads| {
        let (sandbox, tracker) = (trained(&onnx), Tracker::with(&onnx));
        let ended = tracker.run_with(&sandbox, &[("RAYON_NUM_THREADS", threads)]);
        ended.assert_success();
        sandbox.read(METRICS)
    });
    assert_eq!(files[0], files[1]);
}

#[test]
fn without_resamples_there_are_no_intervals() {
    let onnx = onnx();
    let (sandbox, tracker) = (trained(&onnx), Tracker::with(&onnx));
    sandbox.edit_params("n_resamples: 1000", "n_resamples: 0");
    let ended = tracker.run(&sandbox);
    ended.assert_success();
    assert!(!sandbox.read(METRICS).contains("intervals"));
    assert!(!ended.stdout.contains("resamples"), "{}", ended.stdout);
}

/// JSON has no NaN.
#[test]
fn what_is_not_defined_is_left_out_and_said() {
    let onnx = onnx();
    let (sandbox, tracker) = (trained(&onnx), Tracker::with(&onnx));
    sandbox.write(TEST, "size,target\n2,0\n5,0\n");
    let ended = tracker.run(&sandbox);
    ended.assert_success();
    assert_snapshot!(ended.stdout, @"
    evaluate: accuracy 1.0000, precision 1.0000, recall 1.0000, F1 1.0000 on 2 test rows
    evaluate: balanced accuracy 1.0000, log loss 0.0000, Brier score 0.0000
    evaluate: no roc_auc, no average_precision: no test row is of class `versicolor`, nor of 1 more
    evaluate: gate passed: accuracy 1.0000 (minimum 0.9000); first model
    ");
    let found: Value = serde_json::from_str(&sandbox.read(METRICS)).unwrap();
    assert_eq!(found.get("roc_auc"), None);
    assert_eq!(found["per_class"]["virginica"], json!({}));
}

#[test]
fn all_metrics_are_logged_to_the_run_of_the_model() {
    let onnx = onnx();
    let tracker = Tracker::with(&onnx);
    tracker.run(&trained(&onnx)).assert_success();
    let logged = &tracker.bodies("POST runs/log-batch")[0];
    assert_eq!(logged["run_id"], "r1");
    let keys: Vec<_> = logged["metrics"]
        .as_array()
        .unwrap()
        .iter()
        .map(|metric| metric["key"].as_str().unwrap())
        .collect();
    assert_eq!(
        keys[..12],
        [
            "eval_accuracy",
            "eval_precision",
            "eval_recall",
            "eval_f1",
            "eval_balanced_accuracy",
            "eval_roc_auc",
            "eval_average_precision",
            "eval_log_loss",
            "eval_brier_score",
            "eval_precision_setosa",
            "eval_recall_setosa",
            "eval_f1_setosa"
        ]
    );
    assert_eq!(keys.len(), 9 + 3 * 3);
}

#[test]
fn a_gate_may_ask_for_any_metric() {
    let onnx = onnx();
    let (sandbox, tracker) = (sandbox(&onnx), Tracker::with(&onnx));
    sandbox.edit_params(
        "    accuracy: 0.5\n",
        "    roc_auc: 0.9\n  maximum:\n    log_loss: 10\n",
    );
    let ended = tracker.run(&sandbox);
    ended.assert_success();
    assert_snapshot!(ended.stdout, @"
    evaluate: accuracy 0.7500, precision 0.8750, recall 0.7500, F1 0.7500 on 4 test rows
    evaluate: balanced accuracy 0.8333, ROC AUC 0.8611, average precision 0.7500, log loss 9.0109, Brier score 0.5000
    evaluate: gate failed: accuracy 0.7500, roc_auc 0.8611 (minimum 0.9000), log_loss 9.0109 (maximum 10.0000); roc_auc is below the minimum
    ");
    assert_eq!(tracker.alias("staging"), Some(1));
}

/// The loss of the model in production is not in a tag that was written before there were losses.
#[test]
fn production_is_scored_again_where_its_tag_lacks_a_metric_that_is_compared() {
    let tracker = evaluated(&[onnx()]);
    let better = better();
    tracker.register(&metadata(&better), &better);
    {
        let mut state = tracker.state();
        let tag = state.versions[0].tags.get_mut("mlops.gate").unwrap();
        let mut record: Value = serde_json::from_str(tag).unwrap();
        let scores = record["judged"]["scores"].as_object_mut().unwrap();
        scores.retain(|name, _| name != "log_loss");
        *tag = record.to_string();
    }
    let sandbox = sandbox(&better);
    sandbox.edit_params("    accuracy: 0.0\n", "    log_loss: 0.5\n");
    let ended = tracker.run(&sandbox);
    ended.assert_success();
    assert_snapshot!(ended.stdout, @"
    evaluate: accuracy 1.0000, precision 1.0000, recall 1.0000, F1 1.0000 on 4 test rows
    evaluate: balanced accuracy 1.0000, ROC AUC 1.0000, average precision 1.0000, log loss 0.0000, Brier score 0.0000
    evaluate: gate passed: accuracy 1.0000 (minimum 0.5000), log_loss 0.0000 (version 1 has 9.0109); better than production
    evaluate: this model alone is right on 1 of 4 rows, version 1 alone on 0; McNemar p 1.0000
    ");
    assert!(tracker.take_requests().contains(&file(1)));
    assert_eq!(tracker.alias("production"), Some(2));
    assert_eq!(tracker.record(2)["judged"]["reason"], "better_log_loss");
}
