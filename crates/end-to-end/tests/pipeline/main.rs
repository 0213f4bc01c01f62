//! The whole pipeline from a fresh clone, as a user meets it.
//!
//! One clone and one tracker serve all tests, one test at a time; each puts back what it changed.
//! What is in which file:
//!
//! - `added_stages`: docs/add-a-stage.md, in a clone of its own.
//! - `checkouts`: the clone itself, and copies of it.
//! - `dagshub`: a stand-in for DagsHub.
//! - `dataset`: another dataset.
//! - `doctor`: `make doctor`.
//! - `exit_codes`: how failures reach the caller.
//! - `experiments`: grids of experiments.
//! - `help`: the stages' programs say what they take.
//! - `model_state`: models that the tracker does not know yet.
//! - `pages`: the pages of the documentation, typed.
//! - `published`: images that are pulled.
//! - `publish`: what a run made goes where others get it.
//! - `queue`: DVC's queue of experiments.
//! - `registry`: the gate and the versions.
//! - `remotes`: `make remote` with folders and S3.
//! - `report`: the page of `make report`.
//! - `reproduce`: models made again.
//! - `selection`: scores to choose by, and a search inside of train.
//! - `serving`: `make serve`.
//! - `shards`: a forest that several containers grow.
//! - `sharing`: data that comes and goes.
//! - `stages`: how stages are started.
//! - `stranger`: who types them.
//! - `tasks`: the pipeline step by step, as an orchestrator takes it.
//! - `tls`: a tracker behind https.
//! - `tracker`: the container of the clone's own.
//! - `tracking`: runs.
//! - `without_runner`: DVC on the host.
//! - `workflows`: those for GitHub.
//!
//! The rest is here.

mod added_stages;
mod checkouts;
mod dagshub;
mod dataset;
mod doctor;
mod exit_codes;
mod experiments;
mod help;
mod model_state;
mod pages;
mod publish;
mod published;
mod queue;
mod registry;
mod remotes;
mod report;
mod reproduce;
mod selection;
mod serving;
mod shards;
mod sharing;
mod stages;
mod stranger;
mod tasks;
mod tls;
mod tracker;
mod tracking;
mod without_runner;
mod workflows;

use std::path::Path;
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

use end_to_end::{Checkout, CommandOutput};

use crate::exit_codes::assert_ends_with;

/// The path has a space, which is where unquoted shell breaks.
static CLONE: LazyLock<Mutex<(Checkout, CommandOutput)>> = LazyLock::new(|| {
    let clone = Checkout::fresh(&Path::new(env!("CARGO_TARGET_TMPDIR")).join("fresh clone"));
    let first = clone.make("run");
    clone.commit_new_lock();
    Mutex::new((clone, first))
});

/// The clone after its first `make run`, and its output.
fn after_first_run() -> MutexGuard<'static, (Checkout, CommandOutput)> {
    let guard = CLONE.lock().unwrap_or_else(PoisonError::into_inner);
    assert!(
        guard.1.success,
        "the first `make run` failed:\n{}",
        guard.1.text
    );
    guard
}

#[test]
fn the_first_run_runs_all_stages_and_shows_metrics_version_and_link() {
    let guard = after_first_run();
    let (_, first) = &*guard;
    assert_eq!(first.ran(), ["ingest", "preprocess", "train", "evaluate"]);
    let expected = [
        "accuracy   0.9333",
        "model      iris-classifier version 1",
        "gate       passed: accuracy 0.9333 (minimum 0.9000); first model",
        "production iris-classifier version 1",
        "http://",
    ];
    for expected in expected {
        first.assert_contains(expected);
    }
}

#[test]
fn the_data_files_and_metrics_are_the_python_references() {
    let guard = after_first_run();
    let clone = &guard.0;
    let references = [
        ("data/raw/iris.csv", "9b81a5b2beab90b5e381dfb33627d536"),
        (
            "data/processed/train.csv",
            "47fd89ce6c52daa555a94670836c67a2",
        ),
        (
            "data/processed/test.csv",
            "12633f6b7b7282fb932761e33b24d21d",
        ),
    ];
    for (name, md5) in references {
        assert_eq!(clone.md5(name), md5, "{name}");
    }
    // The reference's whole file; more metrics follow.
    let scores = ["accuracy", "precision", "recall", "f1_score"];
    let lines = scores.map(|score| format!("  \"{score}\": 0.9333333333333333,\n"));
    let metrics = clone.read("metrics/metrics.json");
    let expected = format!("{{\n{}", lines.concat());
    assert!(metrics.starts_with(&expected), "{metrics}");
}

#[test]
fn a_run_leaves_the_checkout_clean_and_dvc_up_to_date() {
    let guard = after_first_run();
    let clone = &guard.0;
    assert_eq!(clone.changes(), "");
    clone
        .make("status")
        .assert_success()
        .assert_contains("up to date");
}

#[test]
fn a_second_run_runs_nothing() {
    let guard = after_first_run();
    let again = guard.0.make("run").assert_success();
    assert!(again.ran().is_empty(), "{}", again.text);
    again.assert_contains("iris-classifier version 1");
}

#[test]
fn an_edited_depth_reruns_train_and_evaluate_and_going_back_does_too() {
    let guard = after_first_run();
    let clone = &guard.0;
    let before = clone.edit("params.yaml", "max_depth: 5", "max_depth: 1");
    let output = clone.make("run").assert_success();
    assert_eq!(output.ran(), ["train", "evaluate"]);
    assert_eq!(
        clone.changes().lines().count(),
        2,
        "params.yaml and dvc.lock"
    );
    clone.write("params.yaml", &before);
    assert_eq!(
        clone.make("run").assert_success().ran(),
        ["train", "evaluate"]
    );
    assert_eq!(clone.changes(), "");
}

#[test]
fn an_edited_split_typed_by_hand_reruns_everything_behind_it() {
    let guard = after_first_run();
    let clone = &guard.0;
    let before = clone.edit("params.yaml", "test_size: 0.2", "test_size: 0.4");
    let output = clone.in_runner(&["dvc", "repro"]).assert_success();
    assert_eq!(output.ran(), ["preprocess", "train", "evaluate"]);
    assert_eq!(clone.read("data/processed/test.csv").lines().count(), 61);
    clone.write("params.yaml", &before);
    let _ = clone.in_runner(&["dvc", "repro"]).assert_success();
    assert_eq!(clone.changes(), "");
}

#[test]
fn wrong_params_stop_before_any_work_and_leave_the_outputs() {
    let guard = after_first_run();
    let clone = &guard.0;
    let earlier = clone.digests();
    let before = clone.edit("params.yaml", "max_depth: 5", "max_dept: 5");
    let output = clone.make("run").assert_failure();
    output.assert_contains("did you mean `max_depth`?");
    assert!(output.ran().is_empty(), "{}", output.text);
    assert_ends_with(clone, 2);
    clone.write("params.yaml", &before);
    assert_eq!(clone.digests(), earlier);
    assert_eq!(clone.changes(), "");
}

#[test]
fn a_wrong_dataset_is_named_by_its_line_and_leaves_the_outputs() {
    let guard = after_first_run();
    let clone = &guard.0;
    let earlier = clone.digests();
    let before = clone.edit("dataset/iris.csv", "4.9,3.0", "4.9,three");
    let output = clone.make("run").assert_failure();
    output.assert_contains(
        "line 3, column `sepal width (cm)` holds `three`; expected a finite number",
    );
    assert_ends_with(clone, 3);
    assert_eq!(clone.digests(), earlier);
    clone.write("dataset/iris.csv", &before);
    assert!(clone.make("run").assert_success().ran().is_empty());
    assert_eq!(clone.changes(), "");
}

#[test]
fn a_stage_whose_sources_changed_after_the_build_is_not_run() {
    let guard = after_first_run();
    let clone = &guard.0;
    let earlier = clone.digests();
    let source = "crates/train/src/model.rs";
    let before = clone.read(source);
    clone.write(source, &format!("{before}\n// Changed after the build.\n"));
    let output = clone.in_runner(&["dvc", "repro"]).assert_failure();
    output.assert_contains("make build");
    clone.write(source, &before);
    assert_eq!(clone.digests(), earlier);
    assert_eq!(clone.changes(), "");
}

#[test]
fn training_again_gives_the_same_bytes_and_another_version() {
    let guard = after_first_run();
    let clone = &guard.0;
    let earlier = clone.digests();
    let output = clone
        .in_runner(&["dvc", "repro", "--force"])
        .assert_success();
    assert_eq!(output.ran(), ["ingest", "preprocess", "train", "evaluate"]);
    assert_eq!(clone.digests(), earlier);
    assert_eq!(clone.changes(), "");
}

#[test]
fn dvc_draws_the_confusion_matrix() {
    let guard = after_first_run();
    let output = guard
        .0
        .in_runner(&["dvc", "plots", "show", "--json"])
        .assert_success();
    assert_eq!(
        output.text.matches("\"actual\": \"virginica\"").count(),
        10,
        "{}",
        output.text
    );
}

/// The page took its script from the internet, and was blank without.
#[test]
fn the_page_of_dvcs_plots_draws_without_internet() {
    let guard = after_first_run();
    let clone = &guard.0;
    let _ = clone.in_runner(&["dvc", "plots", "show"]).assert_success();
    let page = clone.read("dvc_plots/index.html");
    assert!(page.contains("window.vegaEmbed="), "no script in the page");
    for plot in ["confusion_matrix", "roc", "precision_recall", "calibration"] {
        let call = format!("vegaEmbed('#metrics_{plot}_json', spec)");
        assert!(page.contains(&call), "{call}");
    }
    for outside in ["src=\"http", "src='http", "href=\"http", "<link", "import("] {
        assert!(!page.contains(outside), "{outside}");
    }
    assert_eq!(clone.changes(), "");
}
