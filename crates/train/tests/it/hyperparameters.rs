//! Every hyperparameter reaches its model: one that is dropped on the way changes nothing.

use serde_json::Value;
use stage::testing::Sandbox;

use crate::common::Tracker;

/// What `models/model_metadata.json` says of a model that is trained with this `train`.
fn trained(tracker: &Tracker, train: &str) -> Value {
    let sandbox = Sandbox::new();
    let table = format!("size,noise,shift,target\n{}", rows());
    for name in ["train", "test"] {
        sandbox.write(&format!("data/processed/{name}.csv"), &table);
    }
    let params = sandbox.read("params.yaml");
    let (head, rest) = params.split_once("\ntrain:\n").expect("there is a section");
    let (_, tail) = rest.split_once("\ngate:\n").expect("there is another one");
    sandbox.write(
        "params.yaml",
        format!("{head}\ntrain:\n{train}\ngate:\n{tail}"),
    );
    tracker.train(&sandbox).assert_success();
    serde_json::from_str(&sandbox.read("models/model_metadata.json")).unwrap()
}

/// 96 rows of three classes, of unequal sizes, that no feature tells apart without errors.
fn rows() -> String {
    let row = |i: u32| {
        let class = [0, 0, 0, 1, 1, 2][(i % 6) as usize];
        let (size, noise) = (7 * class + i * 37 % 19, i * i * 31 % 23);
        format!("{size}.25,{noise},{},{class}\n", 1000 + i % 11)
    };
    (0..96).map(row).collect()
}

/// Trains with the keys of `start`, and then with each of `changes` added to them: the
/// metadata must hold the value, and the model must be another one.
fn assert_each_changes_the_model(start: &str, indent: &str, changes: &[(&str, &str)]) {
    let tracker = Tracker::modern();
    let base = trained(&tracker, start);
    for (key, value) in changes {
        let without: String = start
            .split_inclusive('\n')
            .filter(|line| !line.trim_start().starts_with(&format!("{key}: ")))
            .collect();
        let other = trained(&tracker, &format!("{without}{indent}{key}: {value}\n"));
        let expected: Value = serde_json::from_str(value).unwrap_or_else(|_| (*value).into());
        assert_eq!(other["params"][key], expected, "{key}");
        assert_ne!(
            other["model_sha256"], base["model_sha256"],
            "{key}: {value}"
        );
    }
}

#[test]
fn all_hyperparameters_of_the_random_forest_reach_it() {
    let forest = "  n_estimators: 10\n  max_depth: null\n  random_state: 1\n";
    assert_each_changes_the_model(
        forest,
        "  ",
        &[
            ("n_estimators", "11"),
            ("max_depth", "3"),
            ("random_state", "2"),
            ("criterion", "entropy"),
            ("min_samples_split", "20"),
            ("min_samples_leaf", "0.1"),
            ("min_weight_fraction_leaf", "0.2"),
            ("max_features", "null"),
            ("max_leaf_nodes", "5"),
            ("min_impurity_decrease", "0.05"),
            ("bootstrap", "false"),
            ("max_samples", "0.5"),
            ("class_weight", "balanced"),
            ("class_weight", r#"{"virginica":2.5}"#),
        ],
    );
}

#[test]
fn all_hyperparameters_of_extra_trees_reach_them() {
    let trees = "  model: extra_trees\n  extra_trees:\n    n_estimators: 10\n    bootstrap: true\n    \
                 max_features: 3\n";
    assert_each_changes_the_model(
        trees,
        "    ",
        &[
            ("n_estimators", "11"),
            ("max_depth", "3"),
            ("random_state", "2"),
            ("criterion", "entropy"),
            ("min_samples_split", "0.2"),
            ("min_samples_leaf", "10"),
            ("min_weight_fraction_leaf", "0.2"),
            ("max_features", "1"),
            ("max_leaf_nodes", "5"),
            ("min_impurity_decrease", "0.05"),
            ("bootstrap", "false"),
            ("max_samples", "50"),
            ("class_weight", "balanced"),
            ("class_weight", r#"{"virginica":2.5}"#),
        ],
    );
}

#[test]
fn all_hyperparameters_of_the_decision_tree_reach_it() {
    assert_each_changes_the_model(
        "  model: decision_tree\n  decision_tree:\n    max_depth: 10\n",
        "    ",
        &[
            ("max_depth", "3"),
            ("min_weight_split", "20.0"),
            ("min_weight_leaf", "10.0"),
            ("min_impurity_decrease", "0.05"),
            ("split_quality", "entropy"),
        ],
    );
}

#[test]
fn all_hyperparameters_of_logistic_regression_reach_it() {
    assert_each_changes_the_model(
        "  model: logistic_regression\n  logistic_regression:\n    alpha: 1.0\n",
        "    ",
        &[
            ("alpha", "0.5"),
            ("max_iterations", "2"),
            ("tolerance", "0.1"),
            ("fit_intercept", "false"),
            ("standardize", "false"),
        ],
    );
}

#[test]
fn the_hyperparameter_of_naive_bayes_reaches_it() {
    assert_each_changes_the_model(
        "  model: gaussian_nb\n  gaussian_nb:\n    var_smoothing: 1e-9\n",
        "    ",
        &[("var_smoothing", "0.1")],
    );
}

/// The order in params.yaml is a person's, and the classes that are not named weigh 1.
#[test]
fn weights_of_classes_are_those_of_their_names() {
    let tracker = Tracker::modern();
    let model = |weights: &str| {
        let forest = "  n_estimators: 10\n  max_depth: null\n  random_state: 1\n";
        trained(&tracker, &format!("{forest}  class_weight: {weights}\n"))["model_sha256"].clone()
    };
    let named = model("{virginica: 3, setosa: 0.5}");
    assert_eq!(named, model("{setosa: 0.5, versicolor: 1, virginica: 3.0}"));
    assert_ne!(named, model("{virginica: 0.5, setosa: 3}"));
}
