//! The program `evaluate`, from outside, against a tracker that answers as told.

use crate::common::{Tracker, onnx, onnx_of, trained};
use ::stage::testing::Sandbox;
use hyperparameters::{
    DecisionTreeParams, GaussianNbParams, LogisticRegressionParams, ModelParams,
};
use insta::assert_snapshot;
use registry::testing::metadata;
use serde_json::json;
use stage::digest::sha256_hex;

const METRICS: &str = "metrics/metrics.json";
const CONFUSION: &str = "metrics/confusion_matrix.json";
const METADATA: &str = "models/model_metadata.json";

#[test]
fn the_tracked_model_is_judged_on_the_test_rows() {
    let onnx = onnx();
    let (sandbox, tracker) = (trained(&onnx), Tracker::with(&onnx));
    let ended = tracker.run(&sandbox);
    ended.assert_success();
    assert!(sandbox.read(METRICS).contains("\"accuracy\": 0.75"));
    let confusion: serde_json::Value = serde_json::from_str(&sandbox.read(CONFUSION)).unwrap();
    assert_eq!(confusion["data"], json!([[1, 0, 0], [0, 1, 0], [1, 0, 1]]));
    assert_eq!(
        confusion["labels"],
        json!(["setosa", "versicolor", "virginica"])
    );
    assert_eq!(
        confusion["rows"][3],
        json!({"actual": "virginica", "predicted": "setosa"})
    );
}

#[test]
fn a_tracker_that_never_saw_the_model_is_told_from_one_that_is_away() {
    let onnx = onnx();
    let (sandbox, tracker) = (trained(&onnx), Tracker::new());
    sandbox.write(METRICS, "earlier");
    let ended = tracker.run(&sandbox);
    let message = ended.failed_with(5).replace(&tracker.uri(), "TRACKER");
    assert_snapshot!(message, @"evaluate: failed to find the model: the registered model `iris-classifier` of `TRACKER` has no version with the key of models/model_metadata.json; `make run` brings it in");
    assert_eq!(sandbox.read(METRICS), "earlier");
}

#[test]
fn a_model_that_was_changed_in_the_tracker_is_not_judged() {
    let onnx = onnx();
    let mut changed = onnx.clone();
    changed[200] ^= 1;
    let (sandbox, tracker) = (trained(&onnx), Tracker::new());
    tracker.register(&metadata(&onnx), &changed);
    let ended = tracker.run(&sandbox);
    let message = ended.failed_with(3);
    let message = message.replace(&sha256_hex(&changed), "FOUND");
    let message = message.replace(&sha256_hex(&onnx), "EXPECTED");
    assert_snapshot!(message, @"evaluate: failed to check the model of version 1: its sha256 is FOUND, but train wrote down EXPECTED; the file was changed in the tracker, run `dvc repro -f -s train` to store it again");
    assert!(sandbox.list("metrics").is_empty());
    assert!(tracker.bodies("POST runs/log-batch").is_empty());
}

/// The names of the classes were taken from the file as they came: reversed, they gave another
/// confusion matrix, and the stage ended with 0.
#[test]
fn metadata_whose_classes_were_reversed_is_refused() {
    let onnx = onnx();
    let (sandbox, tracker) = (trained(&onnx), Tracker::with(&onnx));
    let text = sandbox.read(METADATA);
    let (first, last) = ("\"setosa\"", "\"virginica\"");
    let reversed = text.replace(first, "X").replace(last, first);
    sandbox.write(METADATA, reversed.replace('X', last));
    let ended = tracker.run(&sandbox);
    let message = ended.failed_with(3).replace(&metadata(&onnx).key, "KEY");
    let found = message.find("the rest is ").expect("the digest is told") + "the rest is ".len();
    let message = message.replace(&message[found..found + 64], "FOUND");
    assert_snapshot!(message, @"evaluate: failed to read `models/model_metadata.json`: it is not as train wrote it (its `key` is KEY, and the SHA-256 of the rest is FOUND); run `dvc repro train` to write it anew");
    assert!(sandbox.list("metrics").is_empty());
    assert!(tracker.take_requests().is_empty());
}

#[test]
fn test_rows_of_other_features_are_refused() {
    let onnx = onnx();
    let (sandbox, tracker) = (trained(&onnx), Tracker::with(&onnx));
    sandbox.write("data/processed/test.csv", "weight,target\n5,0\n");
    let ended = tracker.run(&sandbox);
    assert_snapshot!(ended.failed_with(3), @"evaluate: failed to use `data/processed/test.csv`: its features are not those of the model; run `dvc repro` to train on the present data");
}

#[test]
fn without_a_tracker_it_says_how_to_start_one_and_keeps_the_earlier_scores() {
    let sandbox = trained(&onnx());
    sandbox.write(METRICS, "earlier");
    let program = env!("CARGO_BIN_EXE_evaluate");
    let nowhere = [
        ("MLFLOW_TRACKING_URI", "http://127.0.0.1:9"),
        ("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0"),
    ];
    let ended = sandbox.run(program, &[], &nowhere);
    assert_snapshot!(ended.failed_with(5), @"evaluate: failed to reach the tracker: no tracker answers at `http://127.0.0.1:9` (Connection refused (os error 111)); start it with `make up` or set MLFLOW_TRACKING_URI in .env");
    let ended = sandbox.run(program, &[], &[]);
    assert_snapshot!(ended.failed_with(2), @"evaluate: failed to find a tracker: MLFLOW_TRACKING_URI is not set; set it in .env, for example to `http://localhost:5000`");
    assert_eq!(sandbox.read(METRICS), "earlier");
}

#[test]
fn without_a_trained_model_it_names_the_command_to_run() {
    let ended = Sandbox::new().run(env!("CARGO_BIN_EXE_evaluate"), &[], &[]);
    assert_snapshot!(ended.failed_with(3), @"evaluate: failed to read `models/model_metadata.json`: No such file or directory (os error 2); run `dvc repro train`");
}

#[test]
fn a_model_of_every_family_is_judged() {
    let families = [
        ModelParams::DecisionTree(DecisionTreeParams::default()),
        ModelParams::LogisticRegression(LogisticRegressionParams::default()),
        ModelParams::GaussianNb(GaussianNbParams::default()),
    ];
    for family in families {
        let onnx = onnx_of(&family);
        let (sandbox, tracker) = (trained(&onnx), Tracker::with(&onnx));
        tracker.run(&sandbox).assert_success();
        let scores = sandbox.read(METRICS);
        assert!(
            scores.starts_with("{\n  \"accuracy\": 0.75,\n"),
            "{family:?}: {scores}"
        );
    }
}
