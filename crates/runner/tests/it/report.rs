//! `mlops report --page` from outside: a checkout with results, and a tracker in memory.

use experiments::testing::Repository;
use insta::assert_snapshot;
use registry::testing::{Tracker, metadata};
use serde_json::json;
use stage::testing::ProgramOutput;

/// The files of two models; nothing here looks into them.
const FIRST: &[u8] = b"first";
const SECOND: &[u8] = b"second";

const METRICS: &str = r#"{"accuracy":0.75,"roc_auc":0.8611,"log_loss":9.0,"per_class":{"setosa":{"precision":0.5,"recall":1.0}},
    "intervals":{"confidence_level":0.95,"n_resamples":1000,"accuracy":[0.25,1.0],"per_class":{"setosa":{"recall":[1.0,1.0]}}}}"#;

/// A committed checkout after a run that made the model in `file`.
fn checkout(file: &[u8]) -> Repository {
    let repository = Repository::new();
    let sandbox = &repository.sandbox;
    sandbox.write(
        "dvc.yaml",
        "stages:\n  train:\n    cmd: a\n  evaluate:\n    cmd: b\n",
    );
    sandbox.write("models/model_metadata.json", metadata(file).to_json());
    sandbox.write("metrics/metrics.json", METRICS);
    let labels = ["setosa", "versicolor", "virginica"];
    let matrix = json!({"data": [[1, 0, 0], [0, 1, 0], [1, 0, 1]], "labels": labels, "rows": []});
    sandbox.write("metrics/confusion_matrix.json", matrix.to_string());
    let roc = [(0.0, 0.0), (0.0, 1.0), (1.0, 1.0)]
        .map(|(fpr, tpr)| json!({"class": "virginica", "fpr": fpr, "tpr": tpr, "threshold": null}));
    sandbox.write("metrics/roc.json", json!(roc).to_string());
    let curve = json!([{"class": "virginica", "recall": 1.0, "precision": 0.5, "threshold": 0.1}]);
    sandbox.write("metrics/precision_recall.json", curve.to_string());
    sandbox.write("metrics/calibration.json", "[]");
    repository.commit();
    repository
}

fn report(tracker: &Tracker, repository: &Repository) -> ProgramOutput {
    let uri = tracker.uri();
    let program = env!("CARGO_BIN_EXE_mlops");
    let args = ["report", "--page", "report.html"];
    repository
        .sandbox
        .run(program, &args, &[("MLFLOW_TRACKING_URI", uri.as_str())])
}

fn page(tracker: &Tracker, repository: &Repository) -> String {
    report(tracker, repository).assert_success();
    repository.sandbox.read("report.html")
}

#[track_caller]
fn holds(page: &str, parts: &[&str]) {
    for part in parts {
        assert!(page.contains(part), "{part}");
    }
}

#[test]
fn the_page_has_the_scores_the_verdict_and_the_pictures_of_the_model() {
    let tracker = Tracker::evaluated(&[(FIRST, 0.75)]);
    let repository = checkout(FIRST);
    let output = report(&tracker, &repository);
    output.assert_success();
    let page = repository.sandbox.read("report.html");
    let size = page.len().div_ceil(1000).to_string();
    assert_snapshot!(output.stdout.replace(&size, "N"), @"report     report.html (N kB): iris-classifier version 1");
    holds(
        &page,
        &[
            "<h1><bdi>iris-classifier version 1</bdi></h1>",
            "Gate: passed",
            "; first model.",
            "This version is in production.",
            "0.7500",
            "0.2500 to 1.0000",
            "3 of 4 test rows right (75.0 %)",
            "ROC in numbers",
            "<code>train.max_depth</code>",
            "not run here",
        ],
    );
    assert!(
        !page.contains("Calibration in numbers"),
        "there is no such curve"
    );
    let same = self::page(&tracker, &repository);
    assert!(same == page, "the same report has other bytes");
    assert_eq!(
        repository.git(&["status", "--porcelain"]),
        "?? report.html",
        "nothing else was written"
    );
}

#[test]
fn what_only_the_tracker_has_is_in_it() {
    let tracker = Tracker::evaluated(&[(FIRST, 0.75)]);
    let profile = json!({
        "num_rows": 120, "num_columns": 2, "classes": {"setosa": 40, "versicolor": 41, "virginica": 39},
        "feature: size": {"min": 0.5, "mean": 1.25, "max": 4.0, "missing": 3},
    });
    let dataset = |name: &str| {
        let schema = json!({"mlflow_colspec": [{"name": "size", "type": "double"}]});
        json!({"dataset": {
            "name": name, "digest": "0a1b2c", "schema": schema.to_string(), "profile": profile.to_string(),
        }})
    };
    let inputs = json!({"dataset_inputs": [dataset("train_data"), dataset("test_data")]});
    tracker.state().inputs.insert("r1".to_owned(), inputs);
    let table = |name: &str, columns: serde_json::Value, rows: serde_json::Value| {
        let path = format!("1/r1/artifacts/tables/{name}.json");
        let table = json!({"columns": columns, "data": rows});
        tracker.state().tables.insert(path, table);
    };
    table(
        "importances",
        json!(["feature", "importance"]),
        json!([["size", 1.0]]),
    );
    table(
        "classes",
        json!(["class", "roc_auc"]),
        json!([["virginica", 0.8125]]),
    );
    let page = page(&tracker, &checkout(FIRST));
    holds(
        &page,
        &[
            "0.5 … 1.25 … 4, 3 missing",
            "virginica: 39 training rows, 39 test rows",
            "The most important: size 1.0000",
            "AUC 0.812",
            "<bdi>double</bdi>",
        ],
    );
}

/// The tracker has the most important columns alone.
#[test]
fn importances_that_are_not_known_are_counted() {
    let mut model = metadata(FIRST);
    model.features = ["weight", "size"].map(str::to_owned).to_vec();
    let model = model.with_key();
    let tracker = Tracker::new();
    tracker.register(&model, FIRST);
    let table = json!({"columns": ["feature", "importance"], "data": [["size", 0.75]]});
    let path = "1/r1/artifacts/tables/importances.json".to_owned();
    tracker.state().tables.insert(path, table);
    let repository = checkout(FIRST);
    let sandbox = &repository.sandbox;
    sandbox.write("models/model_metadata.json", model.to_json());
    let page = page(&tracker, &repository);
    holds(
        &page,
        &["… and 1 more, together 0.2500", "<p>… and 1 more</p>"],
    );
}

/// The page is sent to others.
#[test]
fn no_password_is_in_the_link_to_the_run() {
    let tracker = Tracker::evaluated(&[(FIRST, 0.75)]);
    let repository = checkout(FIRST);
    let uri = tracker.uri();
    let environment = [
        ("MLFLOW_TRACKING_URI", uri.as_str()),
        ("MLFLOW_UI_URL", "https://ann:s3cret@tracker.example.org"),
    ];
    let args = ["report", "--page", "report.html"];
    let sandbox = &repository.sandbox;
    let output = sandbox.run(env!("CARGO_BIN_EXE_mlops"), &args, &environment);
    output.assert_success();
    let page = sandbox.read("report.html");
    holds(&page, &["href=\"https://tracker.example.org/#/experiments"]);
    assert!(!page.contains("s3cret"));
}

#[test]
fn a_model_that_is_not_production_is_compared_with_it() {
    let tracker = Tracker::evaluated(&[(FIRST, 0.75), (SECOND, 0.5)]);
    for (run, depth) in [("r1", "3"), ("r2", "5")] {
        let key = (run.to_owned(), "max_depth".to_owned());
        tracker.state().params.insert(key, depth.to_owned());
    }
    let repository = checkout(SECOND);
    let page = page(&tracker, &repository);
    holds(
        &page,
        &[
            "iris-classifier version 2",
            "In production is version 1.",
            "Production (version 1)",
            "the same",
            "differs",
        ],
    );
}

/// The page said that another version was in production, beside a comparison as of production.
#[test]
fn a_model_that_was_trained_again_is_in_production_as_the_version_before() {
    let tracker = Tracker::evaluated(&[(SECOND, 0.5), (FIRST, 0.75)]);
    tracker.register(&metadata(FIRST), FIRST);
    let page = page(&tracker, &checkout(FIRST));
    holds(
        &page,
        &[
            "iris-classifier version 3",
            "This model is in production, as version 2.",
            "Version 1, which it replaced",
        ],
    );
}

#[test]
fn results_and_parameters_are_compared_with_the_last_commit() {
    let tracker = Tracker::evaluated(&[(FIRST, 0.75)]);
    let repository = checkout(FIRST);
    let metrics = repository.output(
        "evaluate",
        "metrics/metrics.json",
        'a',
        r#"{"accuracy":0.5}"#,
    );
    repository
        .sandbox
        .write("dvc.lock", Repository::lock(&[metrics]));
    repository.commit();
    repository
        .sandbox
        .edit_params("max_depth: 5", "max_depth: 6");
    let page = page(&tracker, &repository);
    let head = repository.git(&["rev-parse", "HEAD"]);
    let label = format!("Last commit ({})", &head[..7]);
    holds(&page, &[&label, "0.2500 better", "differs"]);
}

#[test]
fn a_model_that_the_tracker_does_not_know_has_a_page_that_says_so() {
    let page = page(&Tracker::new(), &checkout(FIRST));
    holds(
        &page,
        &[
            "iris-classifier, not registered",
            "Gate: not asked",
            "the tracker does not know this model",
            "No version is in production.",
        ],
    );
}

#[test]
fn files_that_are_missing_or_of_another_model_are_named() {
    let tracker = Tracker::evaluated(&[(FIRST, 0.75)]);
    let repository = checkout(FIRST);
    let sandbox = &repository.sandbox;
    let matrix = r#"{"data":[[1]],"labels":["other"]}"#;
    sandbox.write("metrics/confusion_matrix.json", matrix);
    assert_snapshot!(report(&tracker, &repository).failed_with(3), @"mlops: failed to use `metrics/confusion_matrix.json`: its classes are not those of the model; run `make run`, so that both are of one model");
    let repository = checkout(FIRST);
    let sandbox = &repository.sandbox;
    sandbox.write(
        "metrics/roc.json",
        r#"[{"class":"virginica","fpr":2.0,"tpr":0.0}]"#,
    );
    assert_snapshot!(report(&tracker, &repository).failed_with(3), @"mlops: failed to draw ROC curves: 2 of `virginica` is not between 0 and 1; run `dvc repro -f evaluate` to write it anew");
    for (name, text) in [
        ("metrics.json", METRICS.replace("setosa", "other")),
        (
            "roc.json",
            r#"[{"class":"other","fpr":0.0,"tpr":0.0}]"#.to_owned(),
        ),
        (
            "calibration.json",
            r#"[{"class":"other","prob_pred":0.5,"prob_true":0.5,"rows":2}]"#.to_owned(),
        ),
    ] {
        let repository = checkout(FIRST);
        repository.sandbox.write(&format!("metrics/{name}"), text);
        let output = report(&tracker, &repository);
        let expected = format!("`metrics/{name}`: its classes are not those of the model");
        let message = output.failed_with(3);
        assert!(message.contains(&expected), "{message}");
    }
    std::fs::remove_file(sandbox.path("metrics/roc.json")).unwrap();
    assert_snapshot!(report(&tracker, &repository).failed_with(3), @"mlops: failed to read `metrics/roc.json`: No such file or directory (os error 2); run `dvc repro evaluate`");
    assert!(!sandbox.path("report.html").exists());
}

/// A class may be called anything.
#[test]
fn what_a_stage_took_is_told_and_names_add_nothing_to_the_page() {
    let hostile = "<script>alert(1)</script>";
    let mut model = metadata(FIRST);
    model.classes[0] = hostile.to_owned();
    let model = model.with_key();
    let tracker = Tracker::new();
    tracker.register(&model, FIRST);
    let repository = checkout(FIRST);
    let sandbox = &repository.sandbox;
    let usage = r#"{"seconds":1.5,"peak_bytes":20971520,"ended":1795418721990}"#;
    sandbox.write(".dvc/tmp/mlops/usage/train.json", usage);
    sandbox.write("models/model_metadata.json", model.to_json());
    for name in ["metrics/metrics.json", "metrics/confusion_matrix.json"] {
        let text = sandbox.read(name).replace("setosa", hostile);
        sandbox.write(name, text);
    }
    let page = page(&tracker, &repository);
    holds(&page, &["1.50 s", "21 MB", "2026-11-23", "&lt;script&gt;"]);
    assert!(!page.contains("<script"));
}
