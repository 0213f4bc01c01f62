//! What a person asks of the registry, and what is printed for it.

use insta::assert_snapshot;
use registry::RegistryError;
use registry::commands::{Report, ReportInputs, Versions, models, promote, report, rollback};
use registry::testing::{NAME, Tracker, metadata, tuned_metadata};
use stage::exit::{Exit, Failure as _};
use stage::metadata::ModelMetadata;

/// The files of three models; the registry does not look into them.
const FIRST: &[u8] = b"first";
const WORSE: &[u8] = b"worse";
const BETTER: &[u8] = b"better";

/// A report on the model in `file` with the default files of the stages.
fn report_on(tracker: &Tracker, file: &[u8]) -> Result<Report, RegistryError> {
    let scores = r#"{"accuracy":0.75,"precision":0.875,"recall":0.75,"f1_score":0.75}"#;
    report_with(tracker, file, scores)
}

/// The same with these metrics.
fn report_with(tracker: &Tracker, file: &[u8], metrics: &str) -> Result<Report, RegistryError> {
    report_of(tracker, &metadata(file), metrics)
}

/// The same for what train wrote of the model.
fn report_of(
    tracker: &Tracker,
    metadata: &ModelMetadata,
    metrics: &str,
) -> Result<Report, RegistryError> {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let path = folder.path();
    let write = |name: &str, text: String| {
        std::fs::write(path.join(name), text).expect("a file can be written");
    };
    write("model_metadata.json", metadata.to_json());
    write("metrics.json", metrics.to_owned());
    let inputs = ReportInputs::read(
        &path.join("model_metadata.json"),
        &path.join("metrics.json"),
    )?;
    let client = tracker.client();
    let versions = Versions::read(&client, NAME)?;
    report(&client, &versions, &inputs, Some("http://localhost:5000"))
}

/// The message of an error and its exit code.
fn refused<T: std::fmt::Debug>(result: Result<T, RegistryError>) -> (String, Exit) {
    let error = result.expect_err("the registry refuses");
    (error.to_string(), error.exit())
}

#[test]
fn the_report_shows_version_verdict_production_and_link() {
    let tracker = Tracker::evaluated(&[(FIRST, 0.75)]);
    assert_snapshot!(report_on(&tracker, FIRST).unwrap(), @"
    accuracy   0.7500
    precision  0.8750
    recall     0.7500
    F1         0.7500
    model      iris-classifier version 1
    gate       passed: accuracy 0.7500 (minimum 0.5000); first model
    production iris-classifier version 1
    tracker    http://localhost:5000/#/experiments/1/runs/r1?workflowType=machine_learning
    ");
}

#[test]
fn the_report_shows_how_the_model_was_validated_and_chosen() {
    let (tracker, tuned) = (Tracker::new(), tuned_metadata(FIRST));
    tracker.register(&tuned, FIRST);
    assert_snapshot!(report_of(&tracker, &tuned, r#"{"accuracy":0.75}"#).unwrap(), @"
    accuracy   0.7500
    validation accuracy 0.9500, standard deviation 0.0312 over 5 folds
    tuned      max_depth=3, the best of 2 by accuracy (0.9500)
    model      iris-classifier version 1
    gate       not asked yet; run `make run`
    production none
    tracker    http://localhost:5000/#/experiments/1/runs/r1?workflowType=machine_learning
    ");
}

#[test]
fn the_report_shows_the_main_metrics_with_their_intervals() {
    let tracker = Tracker::evaluated(&[(FIRST, 0.75)]);
    let metrics = r#"{"accuracy":0.75,"precision":0.875,"recall":0.75,"f1_score":0.75,
        "balanced_accuracy":0.8,"roc_auc":0.86,"log_loss":9.0109,"brier_score":0.5,
        "per_class":{"setosa":{"precision":0.5},"virginica":{}},
        "intervals":{"confidence_level":0.95,"n_resamples":1000,"accuracy":[0.25,1.0],
        "log_loss":[0.5,27.03],"per_class":{"setosa":{},"virginica":{}}},"of a later version":[1]}"#;
    assert_snapshot!(report_with(&tracker, FIRST, metrics).unwrap(), @r"
    accuracy   0.7500  0.2500 to 1.0000 (95 %)
    precision  0.8750
    recall     0.7500
    F1         0.7500
    ROC AUC    0.8600
    log loss   9.0109  0.5000 to 27.0300 (95 %)
    model      iris-classifier version 1
    gate       passed: accuracy 0.7500 (minimum 0.5000); first model
    production iris-classifier version 1
    tracker    http://localhost:5000/#/experiments/1/runs/r1?workflowType=machine_learning
    ");
}

#[test]
fn a_file_without_metrics_is_not_reported_on() {
    let tracker = Tracker::evaluated(&[(FIRST, 0.75)]);
    let (message, exit) = refused(report_with(&tracker, FIRST, "{}"));
    let message = message.split_once("metrics.json").map(|(_, rest)| rest);
    assert_snapshot!(message.unwrap_or_default(), @"`: it holds no metrics; run `make run`");
    assert_eq!(exit, Exit::Data);
}

/// Training again with the same result gives a version that DVC sees no reason to judge.
#[test]
fn the_report_of_a_model_that_was_judged_earlier_shows_that_verdict() {
    let tracker = Tracker::evaluated(&[(FIRST, 0.75)]);
    tracker.register(&metadata(FIRST), FIRST);
    let report = report_on(&tracker, FIRST).unwrap();
    assert_eq!((report.version, report.production), (2, Some(1)));
    assert_eq!(
        report.gate,
        "passed: accuracy 0.7500 (minimum 0.5000); first model"
    );
}

#[test]
fn the_report_of_a_model_that_production_holds_unjudged_says_so() {
    let tracker = Tracker::new();
    tracker.register(&metadata(FIRST), FIRST);
    promote(&tracker.client(), NAME, 1, None).unwrap();
    assert_eq!(
        report_on(&tracker, FIRST).unwrap().gate,
        "not asked: production version 1 is the same model"
    );
}

#[test]
fn the_report_without_a_verdict_names_the_command() {
    let tracker = Tracker::new();
    tracker.register(&metadata(FIRST), FIRST);
    assert_snapshot!(report_on(&tracker, FIRST).unwrap(), @"
    accuracy   0.7500
    precision  0.8750
    recall     0.7500
    F1         0.7500
    model      iris-classifier version 1
    gate       not asked yet; run `make run`
    production none
    tracker    http://localhost:5000/#/experiments/1/runs/r1?workflowType=machine_learning
    ");
}

#[test]
fn a_report_on_a_model_that_the_tracker_does_not_know_names_the_command() {
    let tracker = Tracker::new();
    let (message, exit) = refused(report_on(&tracker, FIRST));
    assert!(
        message.starts_with(
            "find the model: the registered model `iris-classifier` of `http://127.0.0.1:"
        ),
        "{message}"
    );
    assert!(message.ends_with("; `make run` brings it in"), "{message}");
    assert_eq!(exit, Exit::Tracker);
}

#[test]
fn a_report_without_its_files_names_the_command_that_makes_them() {
    let folder = tempfile::tempdir().unwrap();
    let (metadata_path, metrics) = (folder.path().join("m.json"), folder.path().join("s.json"));
    let (message, exit) = refused(ReportInputs::read(&metadata_path, &metrics));
    assert!(message.ends_with("run `dvc repro train`"), "{message}");
    assert_eq!(exit, Exit::Data);
    let text = metadata(FIRST).to_json();
    std::fs::write(&metadata_path, text).unwrap();
    let (message, exit) = refused(ReportInputs::read(&metadata_path, &metrics));
    assert!(
        message.ends_with("s.json`: No such file or directory (os error 2); run `make run`"),
        "{message}"
    );
    assert_eq!(exit, Exit::Data);
}

#[test]
fn a_person_promotes_what_the_gate_refused_and_rolls_back() {
    let tracker = Tracker::evaluated(&[(FIRST, 0.75), (WORSE, 0.5)]);
    let client = tracker.client();
    assert_eq!(tracker.alias("staging"), Some(2));
    let promoted = promote(&client, NAME, 2, Some("ada")).unwrap();
    assert_snapshot!(promoted, @"production iris-classifier version 2 instead of version 1");
    assert_eq!(promoted.warning(), None);
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
        tracker.state().versions[1].tags["promotion_reason"],
        "manual"
    );

    assert_snapshot!(promote(&client, NAME, 2, None).unwrap(), @"production iris-classifier version 2 already");

    assert_snapshot!(rollback(&client, NAME, None).unwrap(), @"production iris-classifier version 1 instead of version 2");
    assert_eq!(
        (tracker.alias("production"), tracker.alias("archived")),
        (Some(1), Some(2))
    );
    assert_eq!(tracker.record(1)["promoted"]["number"], 3);
    assert_eq!(tracker.record(1)["promoted"].get("by"), None);
    let state = tracker.state();
    assert_eq!(state.versions[0].tags["status"], "production");
    assert_eq!(state.versions[1].tags["status"], "archived");
}

#[test]
fn a_promotion_whose_marks_fail_is_done_and_warns() {
    let tracker = Tracker::evaluated(&[(FIRST, 0.75), (WORSE, 0.5)]);
    // Up to the look at the alias after it moved.
    tracker.state().answers = Some(7);
    let promoted = promote(&tracker.client(), NAME, 2, None).unwrap();
    assert_eq!(tracker.alias("production"), Some(2));
    let warning = promoted
        .warning()
        .expect("version 1 is not marked as archived");
    let beginning = "version 2 is production; failed to mark what it replaced, to say why on its page, \
                     to say so on the page of version 1: point the alias `archived`";
    assert!(warning.starts_with(beginning), "{warning}");
}

/// The pages of both versions kept what they had said before, and nothing told of it.
#[test]
fn a_promotion_whose_marks_fail_is_written_on_the_pages_nevertheless() {
    let tracker = Tracker::evaluated(&[(FIRST, 0.75), (WORSE, 0.5)]);
    let refused = "DELETE registered-models/alias";
    tracker.state().refused.push(refused.to_owned());
    let promoted = promote(&tracker.client(), NAME, 2, None).unwrap();
    let warning = promoted.warning().expect("version 2 is staging still");
    let beginning = "version 2 is production; failed to mark what it replaced: ";
    assert!(warning.starts_with(beginning), "{warning}");
    let pages = &tracker.state().descriptions;
    for (version, beginning) in [
        (1, "**Standing**: not production since "),
        (2, "**Standing**: production since "),
    ] {
        let page = &pages[&version];
        assert!(page.starts_with(beginning), "{page}");
    }
}

#[test]
fn two_rollbacks_go_back_twice_and_a_third_says_that_nothing_is_left() {
    let tracker = Tracker::evaluated(&[(WORSE, 0.5), (FIRST, 0.75), (BETTER, 1.0)]);
    let client = tracker.client();
    assert_eq!(tracker.alias("production"), Some(3));
    for expected in [2, 1] {
        rollback(&client, NAME, None).unwrap();
        assert_eq!(tracker.alias("production"), Some(expected));
    }
    let (message, exit) = refused(rollback(&client, NAME, None));
    assert_snapshot!(message, @"roll back `iris-classifier`: version 1 replaced none; `make models` lists the versions, `make promote VERSION=...` chooses one");
    assert_eq!(exit, Exit::Usage);
    assert_eq!(tracker.alias("production"), Some(1));
}

/// It is better by its scores, and still a person went back from it.
#[test]
fn what_was_rolled_back_from_does_not_return_by_being_judged_or_trained_again() {
    let tracker = Tracker::evaluated(&[(FIRST, 0.75), (BETTER, 1.0)]);
    let client = tracker.client();
    rollback(&client, NAME, None).unwrap();
    tracker.register(&metadata(BETTER), BETTER);
    let evaluation = tracker.evaluate(BETTER, 1.0).unwrap();
    assert_snapshot!(evaluation.result, @"failed: accuracy 1.0000 (minimum 0.5000); production was rolled back from this model to version 1");
    assert_eq!(tracker.alias("production"), Some(1));
    promote(&client, NAME, 3, None).unwrap();
    assert_eq!(tracker.alias("production"), Some(3));
}

#[test]
fn a_version_that_is_missing_is_a_wrong_command_line() {
    let tracker = Tracker::evaluated(&[(FIRST, 0.75)]);
    let (message, exit) = refused(promote(&tracker.client(), NAME, 9, None));
    assert_snapshot!(message, @"promote version 9: `iris-classifier` has no such version; `make models` lists them");
    assert_eq!(exit, Exit::Usage);
    assert_eq!(tracker.alias("production"), Some(1));
}

#[test]
fn without_production_there_is_nothing_to_roll_back() {
    let tracker = Tracker::new();
    tracker.register(&metadata(FIRST), FIRST);
    let (message, exit) = refused(rollback(&tracker.client(), NAME, None));
    assert_snapshot!(message, @"roll back `iris-classifier`: no version is production; `make models` lists the versions, `make promote VERSION=...` chooses one");
    assert_eq!(exit, Exit::Usage);
}

#[test]
fn the_versions_are_listed_newest_first() {
    let tracker = Tracker::evaluated(&[(FIRST, 0.75), (WORSE, 0.5)]);
    tracker.register(&metadata(BETTER), BETTER);
    assert_snapshot!(models(&tracker.client(), NAME).unwrap(), @"
    version  aliases     created (UTC)        accuracy  F1      data      model         gate
    3        -           2026-11-23 07:25:21  -         -       00000000  -             -
    2        staging     2026-11-23 07:25:21  0.5000    0.5000  00000000  RandomForest  failed (insufficient_accuracy)
    1        production  2026-11-23 07:25:21  0.7500    0.7500  00000000  RandomForest  passed (first_model)
    ");
    assert_snapshot!(models(&Tracker::new().client(), NAME).unwrap(), @"iris-classifier has no versions yet; `make run` registers the first");
}
