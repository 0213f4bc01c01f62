//! `train.tune`: several settings are validated, each has a run of its own, and the best is trained.

use insta::assert_snapshot;
use serde_json::{Value, json};
use stage::testing::Sandbox;

use crate::common::{Tracker, pairs};

const METADATA: &str = "models/model_metadata.json";
const MODEL: &str = "models/model.onnx";

/// Sixty rows of two features, of which one says the class of all but every eleventh.
fn sandbox(train: &str) -> Sandbox {
    let sandbox = Sandbox::new();
    let row = |i: usize| {
        let class = if i.is_multiple_of(11) { i % 3 } else { i / 20 };
        format!("{i}.5,{},{class}\n", i * 7 % 13)
    };
    let rows: String = (0..60).map(row).collect();
    for name in ["train", "test"] {
        let table = format!("size,noise,target\n{rows}");
        sandbox.write(&format!("data/processed/{name}.csv"), table);
    }
    sandbox.edit_params("  validation: none\n", train);
    sandbox
}

const GRID: &str = "  validation: {method: k_fold, n_splits: 4}\n  tune:\n    metric: log_loss\n    \
                    params: {max_depth: [1, 3, 3], n_estimators: [4, 8]}\n";

fn metadata(sandbox: &Sandbox) -> Value {
    serde_json::from_str(&sandbox.read(METADATA)).unwrap()
}

#[test]
fn the_best_setting_is_trained_on_all_training_rows_as_if_it_were_written() {
    let (sandbox, tracker) = (sandbox(GRID), Tracker::new());
    let ended = tracker.train(&sandbox);
    ended.assert_success();
    assert_snapshot!(ended.stdout, @r"
    train: `dvc.lock` holds no data files, so the run does not say which it used; `dvc repro` writes it
    train: tuned: max_depth=1 n_estimators=4, the best of 6 by log_loss (0.6833)
    train: accuracy 0.9333 on train rows, 0.9333 on test rows
    train: validation accuracy 0.8167, standard deviation 0.1443 over 4 folds
    train: registered iris-classifier version 1
    ");
    let metadata = metadata(&sandbox);
    let tries = metadata["tune"]["tries"].as_array().unwrap();
    let losses: Vec<_> = tries
        .iter()
        .map(|tried| tried["score"].as_f64().unwrap())
        .collect();
    let best = losses.iter().copied().fold(f64::INFINITY, f64::min);
    let first = losses
        .iter()
        .position(|loss| loss.to_bits() == best.to_bits())
        .unwrap();
    assert_eq!(
        metadata["tune"]["best"], first,
        "of equals the first: {losses:?}"
    );
    assert_eq!(
        metadata["validation"]["log_loss"]
            .as_f64()
            .unwrap()
            .to_bits(),
        best.to_bits()
    );
    assert_eq!(
        losses[2].to_bits(),
        losses[4].to_bits(),
        "3 stands there twice"
    );

    let params = &tries[first]["params"];
    assert_eq!(metadata["params"]["max_depth"], params["max_depth"]);
    assert_eq!(metadata["params"]["n_estimators"], params["n_estimators"]);
    let written = self::sandbox("  validation: {method: k_fold, n_splits: 4}\n");
    written.edit_params(
        "max_depth: 5",
        &format!("max_depth: {}", params["max_depth"]),
    );
    let n_estimators = format!("n_estimators: {}", params["n_estimators"]);
    written.edit_params("n_estimators: 100", &n_estimators);
    Tracker::new().train(&written).assert_success();
    let models = [&sandbox, &written].map(|one| std::fs::read(one.path(MODEL)).unwrap());
    assert!(models[0] == models[1], "the same model to the last byte");
    assert_eq!(
        self::metadata(&written)["validation"],
        metadata["validation"]
    );
}

#[test]
fn each_setting_has_a_run_below_that_of_the_model() {
    let (sandbox, tracker) = (sandbox(GRID), Tracker::new());
    let pipeline = [("MLOPS_PIPELINE", "p-1")];
    tracker.train_with(&sandbox, &pipeline).assert_success();
    let created = tracker.bodies("runs/create");
    assert_eq!(created.len(), 7, "the model's run and six below it");
    let names: Vec<_> = created
        .iter()
        .map(|run| run["run_name"].as_str().unwrap())
        .collect();
    assert_eq!(
        names[1..],
        [
            "max_depth=1 n_estimators=4",
            "max_depth=1 n_estimators=8",
            "max_depth=3 n_estimators=4",
            "max_depth=3 n_estimators=8",
            "max_depth=3 n_estimators=4",
            "max_depth=3 n_estimators=8",
        ]
    );
    for run in &created[1..] {
        let tags = pairs(&run["tags"]).unwrap();
        for tag in ["mlflow.parentRunId=r1", "mlops.pipeline=p-1"] {
            assert!(tags.iter().any(|found| found == tag), "{tags:?}");
        }
        assert!(!tags.iter().any(|tag| tag.starts_with("mlops.key")));
    }
    let batches = tracker.bodies("runs/log-batch");
    // The model's comes first.
    let of_tries = &batches[batches.len() - 6..];
    for batch in of_tries {
        let params = pairs(&batch["params"]).unwrap();
        assert!(
            params
                .iter()
                .any(|param| param == "model_type=RandomForest")
        );
        let metrics = batch["metrics"].as_array().unwrap();
        let names: Vec<_> = metrics
            .iter()
            .map(|metric| metric["key"].as_str().unwrap())
            .collect();
        assert!(names.contains(&"validation_log_loss") && names.contains(&"validation_f1_std"));
    }
    let ended = tracker.bodies("runs/update");
    assert_eq!(
        ended
            .iter()
            .filter(|run| run["status"] == "FINISHED")
            .count(),
        7
    );
    let plain = Tracker::new();
    let untuned = self::sandbox("  validation: k_fold\n");
    plain.train_with(&untuned, &pipeline).assert_success();
    assert_eq!(tracker.requests().len(), plain.requests().len() + 6 * 3);
}

/// The name that the model's run ends up with, of those that it is given one after the other.
fn last_name(tracker: &Tracker) -> String {
    let created = tracker.bodies("runs/create").swap_remove(0);
    let mut name = created["run_name"].as_str().unwrap().to_owned();
    let logged = tracker.bodies("runs/log-batch").into_iter();
    for tag in logged.filter_map(|body| pairs(&body["tags"])).flatten() {
        if let Some(newer) = tag.strip_prefix("mlflow.runName=") {
            newer.clone_into(&mut name);
        }
    }
    name
}

/// `d{max_depth}` was filled with what stands in `train`, which the search had replaced.
#[test]
fn a_run_is_called_after_the_best_setting_also_by_a_name_of_ones_own() {
    for (chosen, name) in [
        ("null", "rf d1 n4"),
        ("'{dataset} d{max_depth}'", "iris d1"),
        ("mine", "mine"),
    ] {
        let sandbox = sandbox(GRID);
        sandbox.edit_params("run_name: null", &format!("run_name: {chosen}"));
        let tracker = Tracker::new();
        tracker.train(&sandbox).assert_success();
        assert_eq!(last_name(&tracker), name, "{chosen}");
        let record: Value = serde_json::from_str(&tracker.uploaded("/lineage/run.json")).unwrap();
        assert_eq!(record["run"]["name"], name, "{chosen}");
        let tracker = Tracker::new();
        tracker.bring_in(&sandbox, &[]).assert_success();
        assert_eq!(last_name(&tracker), name, "{chosen}, brought in");
    }
}

/// A tracker that fails after hundreds of tries lost the model that they had found.
#[test]
fn a_tracker_that_takes_no_try_loses_no_model() {
    let (sandbox, tracker) = (sandbox(GRID), Tracker::new());
    tracker.refuse_more_runs();
    let ended = tracker.train(&sandbox);
    ended.assert_success();
    let said = ended.stdout.replace(&tracker.uri(), "TRACKER");
    let said = said.lines().find(|line| line.contains("going on"));
    assert_snapshot!(said.unwrap_or_default(), @"train: going on without the runs of settings that were tried: create the run `max_depth=1 n_estimators=4`: `TRACKER` refuses access (403: the test says no); check MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN, in .env");
    assert!(sandbox.path(MODEL).exists());
    assert_eq!(tracker.bodies("model-versions/create").len(), 1);
    assert_eq!(tracker.bodies("runs/update")[0]["status"], "FINISHED");
}

#[test]
fn a_search_gives_the_same_bytes_on_any_number_of_threads() {
    for search in [
        GRID.to_owned(),
        GRID.replace("tune:\n", "tune:\n    search: random\n    n_iter: 3\n"),
        GRID.replace("{method: k_fold, n_splits: 4}", "out_of_bag"),
    ] {
        let outputs = ["1", "5"].map(|threads| {
            let sandbox = sandbox(&search);
            let environment = [("RAYON_NUM_THREADS", threads)];
            Tracker::new()
                .train_with(&sandbox, &environment)
                .assert_success();
            sandbox.read(METADATA)
        });
        assert_eq!(outputs[0], outputs[1], "{search}");
    }
}

#[test]
fn a_metric_that_is_defined_for_no_setting_cannot_choose() {
    // Two rows held out of three classes leave one without a row.
    let sandbox = sandbox(
        "  validation: {method: held_out, test_size: 3}\n  tune: {metric: roc_auc, params: {max_depth: [1, 2]}}\n",
    );
    let row = |i: usize| format!("{i},{}\n", (i / 2).min(2));
    let rows: String = (0..60).map(row).collect();
    sandbox.write("data/processed/train.csv", format!("size,target\n{rows}"));
    sandbox.write("data/processed/test.csv", format!("size,target\n{rows}"));
    assert_snapshot!(Tracker::new().train(&sandbox).failed_with(2), @"train: failed to choose by `roc_auc`: it is not defined on the rows of `train.validation`, which lack classes; name another `train.tune.metric`, or hold out more rows");
}

#[test]
fn a_tuned_model_is_brought_in_unless_another_search_is_asked_for() {
    let sandbox = sandbox(GRID);
    Tracker::new().train(&sandbox).assert_success();
    let bring_in = || {
        let tracker = Tracker::new();
        let ended = tracker.bring_in(&sandbox, &[]);
        (ended, tracker.bodies("runs/create").len())
    };
    let (ended, runs) = bring_in();
    ended.assert_success();
    assert_eq!(runs, 1, "what was tried was tried elsewhere");
    sandbox.edit_params("max_depth: [1, 3, 3]", "max_depth: [1, 3, 4]");
    let message = bring_in().0.failed_with(3).to_owned();
    assert!(message.contains("write now (`tune`)"), "{message}");
    assert_eq!(metadata(&sandbox)["tune"]["search"], json!("grid"));
}
