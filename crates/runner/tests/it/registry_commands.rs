//! `check`, `report`, `models`, `promote` and `rollback` from outside, against a tracker in
//! memory in which models were evaluated.

use insta::assert_snapshot;
use registry::testing::{Tracker, metadata};
use stage::testing::{ProgramOutput, Sandbox};

/// The files of three models; nothing here looks into them.
const FIRST: &[u8] = b"first";
const WORSE: &[u8] = b"worse";
const BETTER: &[u8] = b"better";

fn mlops(tracker: &Tracker, sandbox: &Sandbox, args: &[&str]) -> ProgramOutput {
    let uri = tracker.uri();
    sandbox.run(
        env!("CARGO_BIN_EXE_mlops"),
        args,
        &[("MLFLOW_TRACKING_URI", &uri)],
    )
}

/// The same without files of the stages, and with nothing said on stderr.
fn said(tracker: &Tracker, args: &[&str]) -> String {
    let output = mlops(tracker, &Sandbox::new(), args);
    output.assert_success();
    output.stdout
}

/// A sandbox after evaluate, with what the stages wrote about the model in `file`.
fn evaluated(file: &[u8]) -> Sandbox {
    let sandbox = Sandbox::new();
    let text = metadata(file).to_json();
    sandbox.write("models/model_metadata.json", text);
    sandbox.write(
        "metrics/metrics.json",
        r#"{"accuracy":0.75,"precision":0.875,"recall":0.75,"f1_score":0.75}"#,
    );
    sandbox
}

#[test]
fn check_is_silent_about_right_params_and_tells_all_problems_of_wrong_ones() {
    let sandbox = Sandbox::new();
    let check = |sandbox: &Sandbox| sandbox.run(env!("CARGO_BIN_EXE_mlops"), &["check"], &[]);
    let output = check(&sandbox);
    output.assert_success();
    assert_eq!(output.stdout, "");
    sandbox.edit_params("max_depth: 5", "max_dept: 5");
    sandbox.edit_params("hard: false", "hard: maybe");
    assert_snapshot!(check(&sandbox).failed_with(2), @"
    mlops: failed to check `params.yaml`: 3 problems
      line 24: missing key `train.max_depth`; expected null or an integer from 1 to 2147483647
      line 29: unknown key `train.max_dept`; did you mean `max_depth`?
      line 62: `gate.hard` is maybe; expected true or false
    ");
}

/// A stage's own section, which nobody would read under another name.
#[test]
fn check_knows_the_stages_that_may_have_parameters_of_their_own() {
    let sandbox = Sandbox::new();
    let stages = "stages:\n  sumary: {quantiles: [0.5]}\n";
    let params = sandbox.read("params.yaml");
    sandbox.write("params.yaml", params + stages);
    let check = || sandbox.run(env!("CARGO_BIN_EXE_mlops"), &["check"], &[]);
    check().assert_success();
    let entry = |name: &str| format!("  {name}:\n    cmd: mlops stage {name}\n");
    let dvc_yaml = |added: &str| format!("stages:\n{}{}", entry("train"), entry(added));
    sandbox.write("dvc.yaml", dvc_yaml("sumary"));
    check().assert_success();
    sandbox.write("dvc.yaml", dvc_yaml("summary"));
    assert_snapshot!(check().failed_with(2), @"mlops: failed to check `params.yaml`: line 77: `stages.sumary` is there for no stage of dvc.yaml; did you mean `summary`?");
}

#[test]
fn the_report_shows_version_verdict_production_and_link() {
    let tracker = Tracker::evaluated(&[(FIRST, 0.75)]);
    let output = mlops(&tracker, &evaluated(FIRST), &["report"]);
    output.assert_success();
    assert_snapshot!(output.stdout.replace(&tracker.uri(), "TRACKER"), @"
    accuracy   0.7500
    precision  0.8750
    recall     0.7500
    F1         0.7500
    model      iris-classifier version 1
    gate       passed: accuracy 0.7500 (minimum 0.5000); first model
    production iris-classifier version 1
    tracker    TRACKER/#/experiments/1/runs/r1?workflowType=machine_learning
    ");
}

#[test]
fn the_report_names_the_address_that_a_browser_sees() {
    let tracker = Tracker::evaluated(&[(FIRST, 0.75)]);
    let environment = [
        ("MLFLOW_TRACKING_URI", tracker.uri()),
        ("MLFLOW_UI_URL", "http://localhost:5000".to_owned()),
    ];
    let environment = environment
        .each_ref()
        .map(|(name, value)| (*name, value.as_str()));
    let program = env!("CARGO_BIN_EXE_mlops");
    let output = evaluated(FIRST).run(program, &["report"], &environment);
    output.assert_success();
    let last = output.stdout.lines().last().unwrap_or_default();
    assert!(
        last.starts_with("tracker    http://localhost:5000/"),
        "{last}"
    );
}

#[test]
fn a_report_without_files_or_version_names_the_command() {
    let tracker = Tracker::new();
    let output = mlops(&tracker, &Sandbox::new(), &["report"]);
    assert_snapshot!(output.failed_with(3), @"mlops: failed to read `models/model_metadata.json`: No such file or directory (os error 2); run `dvc repro train`");
    let output = mlops(&tracker, &evaluated(FIRST), &["report"]);
    let message = output.failed_with(5).replace(&tracker.uri(), "TRACKER");
    assert_snapshot!(message, @"mlops: failed to find the model: the registered model `iris-classifier` of `TRACKER` has no version with the key of models/model_metadata.json; `make run` brings it in");
}

#[test]
fn a_person_promotes_what_the_gate_refused_and_rolls_back() {
    let tracker = Tracker::evaluated(&[(FIRST, 0.75), (WORSE, 0.5)]);
    let environment = [
        ("MLFLOW_TRACKING_URI", tracker.uri()),
        ("MLFLOW_TRACKING_USERNAME", "ada".to_owned()),
        ("MLFLOW_TRACKING_PASSWORD", "secret".to_owned()),
    ];
    let environment = environment
        .each_ref()
        .map(|(name, value)| (*name, value.as_str()));
    let program = env!("CARGO_BIN_EXE_mlops");
    let output = Sandbox::new().run(program, &["promote", "2"], &environment);
    output.assert_success();
    assert_snapshot!(output.stdout, @"production iris-classifier version 2 instead of version 1");
    assert_eq!(tracker.alias("production"), Some(2));
    assert_eq!(tracker.record(2)["promoted"]["by"], "ada");
    assert_snapshot!(said(&tracker, &["promote", "2"]), @"production iris-classifier version 2 already");
    assert_snapshot!(said(&tracker, &["rollback"]), @"production iris-classifier version 1 instead of version 2");
    assert_eq!(
        (tracker.alias("production"), tracker.alias("archived")),
        (Some(1), Some(2))
    );
}

/// The model of an experiment is in no version: a person names its run.
#[test]
fn a_person_promotes_the_run_of_an_experiment() {
    let tracker = Tracker::evaluated(&[(FIRST, 0.75)]);
    let run = tracker.experiment("brave-ant", &metadata(BETTER), BETTER);
    let verdict = (tracker.record(1)["judged"]).to_string();
    let gate = format!("{{\"judged\":{verdict}}}");
    tracker.state().runs[1]
        .tags
        .insert("mlops.gate".into(), gate);
    let promote = ["promote", "--run", &run];
    assert_snapshot!(said(&tracker, &promote), @"production iris-classifier version 2 instead of version 1");
    assert_eq!(tracker.alias("production"), Some(2));
    assert_eq!(tracker.record(2)["promoted"]["reason"], "manual");
    assert_eq!(tracker.record(2)["judged"].to_string(), verdict);
    assert_eq!(
        tracker.state().versions[1].tags["mlops.experiment"],
        "brave-ant"
    );
    // Once more it makes no other version.
    assert_snapshot!(said(&tracker, &promote), @"production iris-classifier version 2 already");
    assert_eq!(tracker.state().versions.len(), 2);
    assert_snapshot!(said(&tracker, &["rollback"]), @"production iris-classifier version 1 instead of version 2");
    // The run of a version is as good as the version.
    assert_snapshot!(said(&tracker, &promote), @"production iris-classifier version 2 instead of version 1");
}

#[test]
fn a_run_that_cannot_be_promoted_is_a_wrong_command_line() {
    let tracker = Tracker::evaluated(&[(FIRST, 0.75)]);
    let refused = |args: &[&str]| {
        let output = mlops(&tracker, &Sandbox::new(), args);
        output.failed_with(2).to_owned()
    };
    assert_snapshot!(refused(&["promote", "--run", "e9"]), @"mlops: failed to promote the model of run `e9`: the tracker has no such run; the link of a run ends with its id");
    assert_snapshot!(refused(&["promote"]), @"mlops: failed to promote a version: none is named; say which, as in `make promote VERSION=3` or `make promote RUN=0a1b...`; `make models` lists the versions");
    for wrong in ["", "a/b", "a b", "'"] {
        let message = refused(&["promote", "--run", wrong]);
        assert!(
            message.contains("as in `make promote RUN=0a1b...`"),
            "{message}"
        );
    }
    let run = tracker.experiment("brave-ant", &metadata(BETTER), BETTER);
    tracker.state().runs[1].tags.remove("mlops.key");
    assert_snapshot!(refused(&["promote", "--run", &run]), @"mlops: failed to register the model of run `e2`: it is no run of train");
    assert_eq!(
        (tracker.alias("production"), tracker.state().versions.len()),
        (Some(1), 1)
    );
}

#[test]
fn a_promotion_whose_marks_fail_is_done_and_says_so() {
    let tracker = Tracker::evaluated(&[(FIRST, 0.75), (WORSE, 0.5)]);
    // Up to the look at the alias after it moved.
    tracker.state().answers = Some(7);
    let output = mlops(&tracker, &Sandbox::new(), &["promote", "2"]);
    assert_eq!(output.code, Some(0), "{output:?}");
    let warning = output.stderr.replace(&tracker.uri(), "TRACKER");
    assert_snapshot!(warning, @"mlops: version 2 is production; failed to mark what it replaced, to say why on its page, to say so on the page of version 1: point the alias `archived` of `iris-classifier` to version 1: `TRACKER` refuses access (403: the test says no); check MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN, in .env");
    assert_snapshot!(output.stdout, @"production iris-classifier version 2 instead of version 1");
}

#[test]
fn rollbacks_go_back_one_by_one_until_nothing_is_left() {
    let tracker = Tracker::evaluated(&[(WORSE, 0.5), (FIRST, 0.75), (BETTER, 1.0)]);
    for expected in [2, 1] {
        let _ = said(&tracker, &["rollback"]);
        assert_eq!(tracker.alias("production"), Some(expected));
    }
    let output = mlops(&tracker, &Sandbox::new(), &["rollback"]);
    assert_snapshot!(output.failed_with(2), @"mlops: failed to roll back `iris-classifier`: version 1 replaced none; `make models` lists the versions, `make promote VERSION=...` chooses one");
    assert_eq!(tracker.alias("production"), Some(1));
}

#[test]
fn a_version_that_is_missing_or_no_number_is_a_wrong_command_line() {
    let tracker = Tracker::evaluated(&[(FIRST, 0.75)]);
    let sandbox = Sandbox::new();
    let output = mlops(&tracker, &sandbox, &["promote", "9"]);
    assert_snapshot!(output.failed_with(2), @"mlops: failed to promote version 9: `iris-classifier` has no such version; `make models` lists them");
    for wrong in ["", "three", "0", "-1", "1.5"] {
        let output = mlops(&tracker, &sandbox, &["promote", "--", wrong]);
        let message = output.failed_with(2);
        assert!(
            message.contains("as in `make promote VERSION=3`; `make models` lists them"),
            "{wrong}: {message}"
        );
    }
    assert_eq!(tracker.alias("production"), Some(1));
}

#[test]
fn the_versions_are_listed_newest_first() {
    let tracker = Tracker::evaluated(&[(FIRST, 0.75), (WORSE, 0.5)]);
    tracker.register(&metadata(BETTER), BETTER);
    assert_snapshot!(said(&tracker, &["models"]), @"
    version  aliases     created (UTC)        accuracy  F1      data      model         gate
    3        -           2026-11-23 07:25:21  -         -       00000000  -             -
    2        staging     2026-11-23 07:25:21  0.5000    0.5000  00000000  RandomForest  failed (insufficient_accuracy)
    1        production  2026-11-23 07:25:21  0.7500    0.7500  00000000  RandomForest  passed (first_model)
    ");
    assert_snapshot!(said(&Tracker::new(), &["models"]), @"iris-classifier has no versions yet; `make run` registers the first");
}

#[test]
fn lineage_leads_back_from_production_and_forward_from_its_data() {
    let tracker = Tracker::evaluated(&[(FIRST, 0.75), (WORSE, 0.25)]);
    let back = said(&tracker, &["lineage"]);
    assert_snapshot!(back, @"
    iris-classifier version 1  production
    ├─ gate passed: accuracy 0.7500 (minimum 0.5000); first model
    ├─ run rf n10 (0.7500)  r1  1970-01-01 00:00 UTC
    ├─ code not known to git
    ├─ params none
    └─ data 00000000000000000000000000000000, as of version 2
    ");
    assert_eq!(said(&tracker, &["lineage", "--run=r1"]), back);
    let forward = said(&tracker, &["lineage", "--data=00000000"]);
    assert!(
        forward.contains("├─ version 2  rf n10  accuracy 0.2500 failed  staging\n"),
        "{forward}"
    );
    let json = said(&tracker, &["lineage", "--version=2", "--json"]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["version"]["version"], 2);
    let refused = |args: &[&str]| {
        let ended = mlops(&tracker, &Sandbox::new(), args);
        ended.failed_with(2).to_owned()
    };
    assert_snapshot!(refused(&["lineage", "--version=9"]), @"mlops: failed to follow the lineage of version `9`: `iris-classifier` has no such version; the nearest are 2, 1");
    assert_snapshot!(refused(&["lineage", "--data=beef"]), @"mlops: failed to follow data `beef`: no version of `iris-classifier` was trained on it; there are versions of data `00000000000000000000000000000000`");
    assert!(refused(&["lineage", "--version=1", "--run=r1"]).contains("cannot be used with"));
}

/// Nobody could tell from a version's page who had promoted it, or whether anybody had.
#[test]
fn a_promotion_and_a_rollback_by_hand_say_on_the_page_who_did_it() {
    let tracker = Tracker::evaluated(&[(FIRST, 0.75), (WORSE, 0.25)]);
    let uri = tracker.uri();
    let by = |args: &[&str], user: &str| {
        let environment = [("MLFLOW_TRACKING_URI", uri.as_str()), ("MLOPS_USER", user)];
        let ended = Sandbox::new().run(env!("CARGO_BIN_EXE_mlops"), args, &environment);
        ended.assert_success();
    };
    let page = |version: u64| tracker.state().descriptions[&version].clone();
    by(&["promote", "2"], "Ann");
    let found = page(2);
    assert!(
        found.starts_with("**Standing**: production since 20"),
        "{found}"
    );
    assert!(
        found.contains(" UTC: Ann promoted it, whatever the gate says, replacing version 1\n"),
        "{found}"
    );
    let found = page(1);
    assert!(
        found.contains("version 2 took its place, as Ann promoted it"),
        "{found}"
    );
    by(&["rollback"], "none");
    let found = page(1);
    assert!(
        found.contains(" UTC: a person rolled back to it\n"),
        "{found}"
    );
    let found = page(2);
    assert!(
        found.contains("version 1 took its place, as a person rolled back to it"),
        "{found}"
    );
}
