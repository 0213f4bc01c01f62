//! Experiments of DVC: judged, and nothing in the registry moves.

use crate::common::{Tracker, better, evaluated, onnx, sandbox, trained, worse};
use insta::assert_snapshot;
use registry::testing::metadata;
use stage::testing::{ProgramOutput, Sandbox};

const METRICS: &str = "metrics/metrics.json";

/// Runs `evaluate` in an experiment that is called `brave-ant`.
fn evaluate(tracker: &Tracker, sandbox: &Sandbox) -> ProgramOutput {
    tracker.run_with(sandbox, &[("MLOPS_EXPERIMENT", "brave-ant")])
}

/// What was asked of the tracker, without the paths that every file has.
fn requests(tracker: &Tracker) -> Vec<String> {
    let requests = tracker.take_orders().into_iter();
    let short = requests.map(|request| request.replace("/api/2.0/mlflow-artifacts/artifacts", ""));
    short.collect()
}

/// `dvc exp run` promoted its model on four rows, over the head of whoever was content with
/// production.
#[test]
fn a_better_model_of_an_experiment_is_judged_and_not_promoted() {
    let (tracker, better) = (evaluated(&[onnx()]), better());
    let run = tracker.experiment("brave-ant", &metadata(&better), &better);
    let ended = evaluate(&tracker, &sandbox(&better));
    ended.assert_success();
    assert_snapshot!(ended.stdout, @"
    evaluate: accuracy 1.0000, precision 1.0000, recall 1.0000, F1 1.0000 on 4 test rows
    evaluate: balanced accuracy 1.0000, ROC AUC 1.0000, average precision 1.0000, log loss 0.0000, Brier score 0.0000
    evaluate: gate passed: accuracy 1.0000 (minimum 0.5000, version 1 has 0.7500); better than production
    evaluate: this model alone is right on 1 of 4 rows, version 1 alone on 0; McNemar p 1.0000
    evaluate: experiment `brave-ant` does not change production; to let the gate decide, `dvc exp apply brave-ant` and `make run`; to overrule it, `make promote RUN=e2`
    ");
    assert_snapshot!(requests(&tracker).join("\n"), @"
    GET experiments/get-by-name
    POST runs/search
    GET model-versions/search
    GET /1/e2/artifacts/model/model.onnx
    GET registered-models/alias
    GET /1/r1/artifacts/model/model.onnx
    POST runs/log-batch
    ");
    assert_eq!(tracker.alias("production"), Some(1));
    assert_eq!(
        (tracker.alias("staging"), tracker.state().versions.len()),
        (None, 1)
    );
    let state = tracker.state();
    let tags = &state
        .runs
        .iter()
        .find(|found| found.id == run)
        .unwrap()
        .tags;
    assert_eq!(tags["promotion_reason"], "better_accuracy");
    assert!(tags["mlops.gate"].contains("\"verdict\":\"passed\""));
    drop(state);
    let logged = &tracker.state().params;
    assert_eq!(logged.len(), 1, "the claim of version 1 alone: {logged:?}");
}

#[test]
fn a_first_model_of_an_experiment_claims_nothing() {
    let (tracker, onnx) = (Tracker::new(), onnx());
    let _ = tracker.experiment("brave-ant", &metadata(&onnx), &onnx);
    evaluate(&tracker, &sandbox(&onnx)).assert_success();
    assert_eq!(tracker.alias("production"), None);
    assert!(tracker.state().params.is_empty());
}

/// The same parameters once in the pipeline and once more in an experiment: same key.
#[test]
fn a_version_with_the_key_of_an_experiment_stays_as_it_is() {
    let (tracker, onnx) = (evaluated(&[onnx()]), onnx());
    let before = tracker.record(1);
    let run = tracker.experiment("brave-ant", &metadata(&onnx), &onnx);
    let ended = evaluate(&tracker, &sandbox(&onnx));
    ended.assert_success();
    assert_snapshot!(ended.stdout, @"
    evaluate: accuracy 0.7500, precision 0.8750, recall 0.7500, F1 0.7500 on 4 test rows
    evaluate: balanced accuracy 0.8333, ROC AUC 0.8611, average precision 0.7500, log loss 9.0109, Brier score 0.5000
    evaluate: gate kept: accuracy 0.7500 (minimum 0.5000); production version 1 is the same model
    evaluate: experiment `brave-ant` does not change production; to let the gate decide, `dvc exp apply brave-ant` and `make run`; to overrule it, `make promote RUN=e2`
    ");
    assert_eq!(tracker.record(1), before);
    assert_eq!(tracker.alias("production"), Some(1));
    let state = tracker.state();
    let reason = |id: &str| {
        let run = state.runs.iter().find(|run| run.id == id).unwrap();
        run.tags["promotion_reason"].clone()
    };
    assert_eq!(
        (reason("r1"), reason(&run)),
        ("first_model".into(), "same_model".into())
    );
}

/// `dvc exp run -S gate.minimum.accuracy=1`: train does not run again, and the run is the
/// pipeline's own.
#[test]
fn an_experiment_with_the_gate_alone_leaves_the_verdict_on_record() {
    let (tracker, onnx) = (evaluated(&[onnx()]), onnx());
    let sandbox = trained(&onnx);
    let ended = evaluate(&tracker, &sandbox);
    ended.assert_success();
    assert_snapshot!(ended.stdout, @"
    evaluate: accuracy 0.7500, precision 0.8750, recall 0.7500, F1 0.7500 on 4 test rows
    evaluate: balanced accuracy 0.8333, ROC AUC 0.8611, average precision 0.7500, log loss 9.0109, Brier score 0.5000
    evaluate: gate kept: accuracy 0.7500 (minimum 0.9000); production version 1 is the same model
    evaluate: experiment `brave-ant` changes neither production nor the verdict on record in run r1
    ");
    assert!(sandbox.read(METRICS).contains("\"accuracy\": 0.75"));
    assert!(tracker.bodies("POST runs/log-batch").is_empty());
    assert!(tracker.bodies("POST model-versions/set-tag").is_empty());
}

/// Nor is the run of an experiment touched that was registered since.
#[test]
fn an_experiment_whose_run_was_registered_leaves_the_verdict_on_record() {
    let (tracker, onnx) = (Tracker::new(), onnx());
    let run = tracker.experiment("brave-ant", &metadata(&onnx), &onnx);
    let run = tracker.client().run(&run).unwrap();
    registry::register_run(&tracker.client(), "iris-classifier", &run).unwrap();
    tracker.run(&sandbox(&onnx)).assert_success();
    assert_eq!(tracker.alias("production"), Some(1));
    let _ = tracker.take_requests();
    evaluate(&tracker, &trained(&onnx)).assert_success();
    assert!(tracker.bodies("POST runs/log-batch").is_empty());
    assert_eq!(tracker.record(1)["judged"]["verdict"], "passed");
}

/// It was told to go on with an experiment that is gone by then, and `make promote` of its run.
#[test]
fn a_model_that_was_made_again_is_scored_in_its_own_run_without_a_word_of_the_gate() {
    let (tracker, onnx) = (evaluated(&[onnx()]), onnx());
    let own = tracker.experiment("reproduce-version-1", &metadata(&onnx), &onnx);
    let other = tracker.experiment("brave-ant", &metadata(&onnx), &onnx);
    let sandbox = trained(&onnx);
    sandbox.edit_params("hard: false", "hard: true");
    let environment = [("MLOPS_EXPERIMENT", "reproduce-version-1")];
    let ended = tracker.run_with(&sandbox, &environment);
    ended.assert_success();
    assert_snapshot!(ended.stdout, @"
    evaluate: accuracy 0.7500, precision 0.8750, recall 0.7500, F1 0.7500 on 4 test rows
    evaluate: balanced accuracy 0.8333, ROC AUC 0.8611, average precision 0.7500, log loss 9.0109, Brier score 0.5000
    ");
    let written = tracker.bodies("POST runs/log-batch");
    assert_eq!(written.len(), 1);
    assert_eq!(written[0]["run_id"], own.as_str(), "and not {other}");
}

/// The newest run of the model is that which only made it again.
#[test]
fn an_experiment_passes_over_the_runs_that_made_its_model_again() {
    let (tracker, onnx) = (evaluated(&[onnx()]), onnx());
    let _ = tracker.experiment("reproduce-version-1", &metadata(&onnx), &onnx);
    let ended = evaluate(&tracker, &trained(&onnx));
    ended.assert_success();
    let last = ended.stdout.lines().last().unwrap_or_default();
    assert_snapshot!(last, @"evaluate: experiment `brave-ant` changes neither production nor the verdict on record in run r1");
    assert!(tracker.bodies("POST runs/log-batch").is_empty());
}

#[test]
fn a_hard_gate_names_the_run_of_the_experiment() {
    let (tracker, worse) = (evaluated(&[onnx()]), worse());
    let _ = tracker.experiment("brave-ant", &metadata(&worse), &worse);
    let sandbox = trained(&worse);
    sandbox.edit_params("hard: false", "hard: true");
    let ended = evaluate(&tracker, &sandbox);
    assert_snapshot!(ended.failed_with(4), @"evaluate: failed to pass the gate of params.yaml with run e2: accuracy 0.5000 (minimum 0.9000, version 1 has 0.7500); accuracy is below the minimum; train a better model, or `make promote RUN=e2`");
    assert_eq!(tracker.alias("staging"), None);
}

#[test]
fn an_experiment_with_a_model_that_the_tracker_never_saw_says_what_to_do() {
    let (tracker, onnx) = (Tracker::new(), onnx());
    let ended = evaluate(&tracker, &sandbox(&onnx));
    let message = ended.failed_with(5).replace(&tracker.uri(), "TRACKER");
    assert_snapshot!(message, @"evaluate: failed to find the model: the experiment `iris` of `TRACKER` has no finished run with the key of models/model_metadata.json; `make run` brings it in");
}
