//! Every family through the program `train`, from params.yaml to the tracker and
//! the files.

use insta::assert_snapshot;

use crate::common::Tracker;
use ndarray::array;
use onnx::Classifier;
use serde_json::{Value, json};
use stage::digest::sha256_hex;
use stage::testing::Sandbox;

const METADATA: &str = "models/model_metadata.json";

/// Forty rows of two features; the class is the tens of the first, up to 2.
fn sandbox(model: &str) -> Sandbox {
    let sandbox = Sandbox::new();
    let row = |i: usize| format!("{i}.5,{},{}\n", i % 7, (i / 10).min(2));
    let rows: String = (0..40).map(row).collect();
    for name in ["train", "test"] {
        let table = format!("size,noise,target\n{rows}");
        sandbox.write(&format!("data/processed/{name}.csv"), table);
    }
    sandbox.edit_params("model: random_forest", &format!("model: {model}"));
    sandbox
}

fn metadata(sandbox: &Sandbox) -> Value {
    serde_json::from_str(&sandbox.read(METADATA)).unwrap()
}

/// Trains, and checks what holds for every family.
fn trained(model: &str, model_type: &str) -> (Value, Vec<String>) {
    let (sandbox, tracker) = (sandbox(model), Tracker::new());
    let ended = tracker.train(&sandbox);
    ended.assert_success();
    let metadata = metadata(&sandbox);
    let onnx = std::fs::read(sandbox.path("models/model.onnx")).unwrap();
    assert_eq!(metadata["model_type"], model_type);
    assert_eq!(metadata["model_sha256"], sha256_hex(&onnx));
    let classifier = Classifier::from_bytes(&onnx).unwrap();
    let rows = array![[2.0, 0.0], [15.0, 1.0], [37.0, 2.0]];
    assert_eq!(classifier.predict(&rows.view()).labels, array![0, 1, 2]);
    assert!(
        metadata["train_accuracy"].as_f64().unwrap() > 0.9,
        "{metadata}"
    );
    // Again: the same bytes, whatever the process.
    let first = sandbox.read(METADATA);
    tracker.train(&sandbox).assert_success();
    assert_eq!(sandbox.read(METADATA), first);
    assert_eq!(
        std::fs::read(sandbox.path("models/model.onnx")).unwrap(),
        onnx
    );
    (metadata["params"].clone(), tracker.params())
}

#[test]
fn the_random_forest_is_described_as_the_reference_describes_it() {
    let (params, logged) = trained("random_forest", "RandomForest");
    assert_eq!(
        serde_json::to_string(&params).unwrap(),
        r#"{"n_estimators":100,"max_depth":5,"random_state":42}"#
    );
    assert_eq!(
        logged,
        [
            "n_estimators=100",
            "max_depth=5",
            "random_state=42",
            "model_type=RandomForest",
            "test_size=0.2",
        ]
    );
}

#[test]
fn a_decision_tree_is_trained_and_tracked() {
    let (params, logged) = trained("decision_tree", "DecisionTree");
    assert_eq!(params["split_quality"], "gini");
    assert_eq!(logged[0], "model=decision_tree");
    assert!(
        logged.contains(&"split_quality=gini".to_owned()),
        "{logged:?}"
    );
}

#[test]
fn logistic_regression_is_trained_and_tracked() {
    let (params, logged) = trained("logistic_regression", "LogisticRegression");
    assert_eq!(params["alpha"], json!(1.0));
    assert!(
        logged.contains(&"fit_intercept=True".to_owned()),
        "{logged:?}"
    );
}

#[test]
fn naive_bayes_is_trained_and_tracked() {
    let (params, logged) = trained("gaussian_nb", "GaussianNB");
    assert_eq!(
        params,
        json!({"model": "gaussian_nb", "var_smoothing": 1e-9})
    );
    assert_eq!(
        logged,
        [
            "model=gaussian_nb",
            "var_smoothing=1e-9",
            "model_type=GaussianNB",
            "test_size=0.2",
        ]
    );
}

#[test]
fn an_optimiser_that_is_stopped_early_is_warned_about() {
    let sandbox = sandbox("logistic_regression\n  logistic_regression: {max_iterations: 2}");
    let ended = Tracker::new().train(&sandbox);
    ended.assert_success();
    assert_snapshot!(ended.stdout, @"
    train: `dvc.lock` holds no data files, so the run does not say which it used; `dvc repro` writes it
    train: the optimiser stopped at a gradient of 6.7e0, not below `train.logistic_regression.tolerance` 0.0001; raise `max_iterations`, or `tolerance` if this is good enough
    train: accuracy 0.8250 on train rows, 0.8250 on test rows
    train: registered iris-classifier version 1
    ");
}

#[test]
fn extra_trees_are_trained_and_tracked() {
    let (params, logged) = trained("extra_trees", "ExtraTrees");
    assert_eq!(params["bootstrap"], json!(false));
    assert_eq!(logged[0], "model=extra_trees");
}

#[test]
fn what_the_forest_cannot_follow_exactly_is_refused_before_anything_is_read() {
    let sandbox = sandbox("random_forest\n  class_weight: balanced_subsample");
    let ended = Tracker::new().train(&sandbox);
    assert_eq!(ended.code, Some(2), "{ended:?}");
    assert_snapshot!(ended.stderr, @"train: failed to check `params.yaml`: line 28: `train.class_weight` is balanced_subsample; expected another weight where `bootstrap` is true, because the sums of subsample weights depend on the order of additions");
}
