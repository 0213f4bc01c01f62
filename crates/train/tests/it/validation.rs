//! Scores on training rows that the model did not learn from, beside scikit-learn's; the fixture is
//! made by `oracle/validation.py`.

use std::collections::BTreeMap;

use insta::assert_snapshot;
use serde::Deserialize;
use serde_json::{Value, json};
use stage::testing::Sandbox;

use crate::common::Tracker;

const METADATA: &str = "models/model_metadata.json";

/// A table, and what scikit-learn says of it by each method.
#[derive(Deserialize)]
struct Case {
    name: String,
    table: String,
    columns: Option<String>,
    methods: BTreeMap<String, Expected>,
}

#[derive(Deserialize)]
struct Expected {
    rows: usize,
    scores: BTreeMap<String, f64>,
    std: Option<BTreeMap<String, f64>>,
}

fn cases() -> Vec<Case> {
    serde_json::from_str(include_str!("../fixtures/validation.json")).unwrap()
}

impl Case {
    /// A folder in which the table is split, and a validation is asked for.
    fn sandbox(&self, validation: &str) -> Sandbox {
        let sandbox = Sandbox::new();
        sandbox.write("data/processed/train.csv", &self.table);
        sandbox.write("data/processed/test.csv", &self.table);
        sandbox.edit_params("validation: none", &format!("validation: {validation}"));
        if let Some(columns) = &self.columns {
            sandbox.edit_params("columns: null", &format!("columns: {columns}"));
            sandbox.edit_params("[setosa, versicolor, virginica]", "[no, yes]");
            sandbox.edit_params("n_estimators: 100", "n_estimators: 20");
        }
        sandbox
    }
}

fn iris() -> Case {
    cases().swap_remove(0)
}

fn metadata(sandbox: &Sandbox) -> Value {
    serde_json::from_str(&sandbox.read(METADATA)).unwrap()
}

/// All metrics logged to the run, by name.
fn logged(tracker: &Tracker) -> BTreeMap<String, f64> {
    let bodies = tracker.bodies("runs/log-batch").into_iter();
    let metrics = bodies.flat_map(|body| body["metrics"].as_array().cloned().unwrap_or_default());
    let named = |metric: Value| {
        let key = metric["key"].as_str().unwrap().to_owned();
        (key, metric["value"].as_f64().unwrap())
    };
    metrics.map(named).collect()
}

fn assert_close(found: f64, expected: f64, what: &str) {
    assert!(
        (found - expected).abs() <= 1e-12,
        "{what}: {found} instead of {expected}"
    );
}

#[test]
fn every_validation_score_is_scikit_learns() {
    for case in cases() {
        for (method, expected) in &case.methods {
            let (sandbox, tracker) = (case.sandbox(method), Tracker::new());
            tracker.train(&sandbox).assert_success();
            let what = format!("{} {method}", case.name);
            let found = &metadata(&sandbox)["validation"];
            assert_eq!(found["method"], method.as_str(), "{what}");
            assert_eq!(found["rows"], expected.rows, "{what}");
            let logged = logged(&tracker);
            for (metric, score) in &expected.scores {
                assert_close(logged[&format!("validation_{metric}")], *score, &what);
                let name = if metric == "f1" { "f1_score" } else { metric };
                assert_close(found[name].as_f64().unwrap(), *score, &what);
            }
            for (metric, std) in expected.std.iter().flatten() {
                assert_close(logged[&format!("validation_{metric}_std")], *std, &what);
            }
        }
    }
}

#[test]
fn a_validation_leaves_the_model_as_it_is_and_stands_in_its_metadata() {
    let plain = iris().sandbox("none");
    let tracker = Tracker::new();
    tracker.train(&plain).assert_success();
    assert!(!plain.read(METADATA).contains("validation"));
    assert!(
        tracker
            .params()
            .iter()
            .all(|param| !param.contains("validation"))
    );
    for method in [
        "out_of_bag",
        "{method: k_fold, n_splits: 3, random_state: 1}",
    ] {
        let (sandbox, tracker) = (iris().sandbox(method), Tracker::new());
        tracker.train(&sandbox).assert_success();
        let models =
            [&sandbox, &plain].map(|one| std::fs::read(one.path("models/model.onnx")).unwrap());
        assert_eq!(models[0], models[1], "{method}");
    }
    let (sandbox, tracker) = (iris().sandbox("k_fold"), Tracker::new());
    let ended = tracker.train(&sandbox);
    assert_snapshot!(ended.stdout, @r"
    train: `dvc.lock` holds no data files, so the run does not say which it used; `dvc repro` writes it
    train: accuracy 1.0000 on train rows, 1.0000 on test rows
    train: validation accuracy 0.9500, standard deviation 0.0312 over 5 folds
    train: registered iris-classifier version 1
    ");
    let validation = &metadata(&sandbox)["validation"];
    assert_eq!(validation["n_splits"], json!(5));
    let params = tracker.params();
    for param in [
        "validation_method=k_fold",
        "validation_n_splits=5",
        "validation_random_state=42",
    ] {
        assert!(params.iter().any(|found| found == param), "{params:?}");
    }
}

#[test]
fn rows_that_cannot_be_split_are_refused_with_what_to_change() {
    let refused = |validation: &str, table: &str| {
        let sandbox = iris().sandbox(validation);
        sandbox.write("data/processed/train.csv", table);
        sandbox.write("data/processed/test.csv", table);
        let tracker = Tracker::new();
        let said = tracker.train(&sandbox).failed_with(2).to_owned();
        // The forest was grown before, which takes minutes where rows are many.
        assert!(tracker.requests().is_empty(), "there is no run of it");
        said
    };
    let few = "size,target\n1,0\n2,1\n6,2\n3,0\n4,1\n7,2\n";
    assert_snapshot!(refused("k_fold", few), @"train: failed to split the rows: `train.validation.n_splits` is 5, more than the 2 rows of the largest class; lower it in params.yaml");
    assert_snapshot!(refused("{method: held_out, test_size: 2}", few), @"train: failed to split the rows: `train.validation.test_size` leaves 2 of 6 for the test part, fewer than the 3 classes; raise it in params.yaml");
    assert_snapshot!(refused("k_fold", "size,target\n1,0\n2,1\n6,2\n3,0\n4,1\n"), @"train: failed to split the training rows as `train.validation` says: there is only 1 of `virginica`; expected at least 2 of each class: add rows, or write `validation: none`");
}

#[test]
fn a_validated_model_is_brought_in_unless_another_validation_is_asked_for() {
    let sandbox = iris().sandbox("k_fold");
    Tracker::new().train(&sandbox).assert_success();
    let bring_in = || {
        let tracker = Tracker::new();
        let ended = tracker.bring_in(&sandbox, &[]);
        (ended, logged(&tracker))
    };
    let (ended, logged) = bring_in();
    ended.assert_success();
    assert!(logged.contains_key("validation_accuracy_std"), "{logged:?}");
    for validation in ["none", "held_out"] {
        sandbox.edit_params("validation: k_fold", &format!("validation: {validation}"));
        let (ended, _) = bring_in();
        let message = ended.failed_with(3);
        assert!(message.contains("write now (`validation`)"), "{message}");
        sandbox.edit_params(&format!("validation: {validation}"), "validation: k_fold");
    }
}
