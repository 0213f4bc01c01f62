//! `compare` and `apply` from outside: a checkout with experiments, and a tracker in memory.

use experiments::testing::Repository;
use insta::assert_snapshot;
use registry::testing::{Tracker, metadata};
use stage::testing::ProgramOutput;

/// The files of two models; nothing here looks into them.
const FIRST: &[u8] = b"first";
const SECOND: &[u8] = b"second";

const METRICS: &str = r#"{"accuracy":0.9,"intervals":{"confidence_level":0.95,"n_resamples":1000,"accuracy":[0.8,1.0],"per_class":{}}}"#;

fn mlops(tracker: &Tracker, repository: &Repository, args: &[&str]) -> ProgramOutput {
    let uri = tracker.uri();
    let environment = [("MLFLOW_TRACKING_URI", uri.as_str())];
    let program = env!("CARGO_BIN_EXE_mlops");
    repository.sandbox.run(program, args, &environment)
}

/// An experiment with a depth of its own, whose model is the one in `file`.
fn save(repository: &Repository, name: &str, depth: &str, file: &[u8], digit: char) {
    let key = metadata(file).to_json();
    let next = char::from(digit as u8 + 1);
    let stages = [
        repository.output("train", "models/model_metadata.json", digit, &key),
        repository.output("evaluate", "metrics/metrics.json", next, METRICS),
    ];
    let depth = format!("max_depth: {depth}");
    let _ = repository.save(name, ("max_depth: 5", &depth), &Repository::lock(&stages));
}

/// Two versions, an experiment with a run, one whose run is gone, and a run whose experiment is.
fn scene() -> (Tracker, Repository) {
    let tracker = Tracker::evaluated(&[(FIRST, 0.75), (SECOND, 0.5)]);
    let repository = Repository::new();
    save(&repository, "brave-ant", "3", b"third", 'a');
    save(&repository, "calm-bee", "4", b"fourth", 'c');
    tracker.experiment("brave-ant", &metadata(b"third"), b"third");
    tracker.experiment("dire-cat", &metadata(b"fifth"), b"fifth");
    let params = [("r1", "5"), ("r2", "2"), ("e3", "3"), ("e4", "6")];
    let others = [
        ("model_type", "RandomForest"),
        ("n_estimators", "100"),
        ("random_state", "42"),
        ("dvc_data_raw_iris.csv_size", "2000"),
    ];
    for (run, depth) in params {
        let key = (run.to_owned(), "max_depth".to_owned());
        tracker.state().params.insert(key, depth.to_owned());
        for (name, value) in others {
            let key = (run.to_owned(), name.to_owned());
            tracker.state().params.insert(key, value.to_owned());
        }
    }
    let key = ("e4".to_owned(), "eval_accuracy".to_owned());
    tracker.state().metrics.insert(key, 0.7);
    (tracker, repository)
}

fn compared(tracker: &Tracker, repository: &Repository, args: &[&str]) -> String {
    let output = mlops(tracker, repository, &[&["compare"], args].concat());
    output.assert_success();
    output.stdout
}

#[test]
fn everything_there_is_stands_in_one_table_with_what_is_missing_of_it() {
    let (tracker, repository) = scene();
    let _ = tracker.take_requests();
    let table = compared(&tracker, &repository, &[]);
    assert_snapshot!(table, @"
                          max_depth  accuracy            data      gate
    brave-ant             3          0.9000 (0.80-1.00)  00000000  -       -
    calm-bee              4          0.9000 (0.80-1.00)  -         -       no run
    version 1 production  5          0.7500              00000000  passed  -
    dire-cat              6          0.7000              00000000  -       only in the tracker
    version 2 staging     2          0.5000              00000000  failed  -
    workspace             5          -                   -         -       -
    ");
    // However many rows there are: versions, aliases, and the runs of the experiment.
    assert!(tracker.take_requests().len() <= 4);
}

#[test]
fn a_version_whose_run_was_deleted_says_so_and_keeps_its_scores() {
    let (tracker, repository) = scene();
    tracker.state().deleted_runs.push("r1".to_owned());
    let table = compared(&tracker, &repository, &[]);
    let line = table
        .lines()
        .find(|line| line.contains("version 1"))
        .unwrap();
    assert!(
        line.contains("0.7500") && line.contains("run not found"),
        "{line}"
    );
}

/// A model that was made again has the key of the first, and its run, the newest, stood in the first one's
/// place.
#[test]
fn models_that_were_only_made_again_are_left_out() {
    let (tracker, repository) = scene();
    let before = compared(&tracker, &repository, &["--csv"]);
    tracker.experiment("reproduce-version-1", &metadata(FIRST), FIRST);
    tracker.experiment("reproduce-run-e3", &metadata(b"third"), b"third");
    tracker.experiment("reproduce-run-0", &metadata(b"fourth"), b"fourth");
    assert_eq!(compared(&tracker, &repository, &["--csv"]), before);
}

#[test]
fn validation_scores_order_the_rows_where_there_are_some() {
    let (tracker, repository) = scene();
    for (run, value) in [("e3", 0.8), ("r2", 0.85)] {
        let key = (run.to_owned(), "validation_accuracy".to_owned());
        tracker.state().metrics.insert(key, value);
    }
    let json = compared(&tracker, &repository, &["--json"]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["ordered_by"], "validation");
    let names = json["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["name"].as_str().unwrap());
    assert_eq!(
        names.take(2).collect::<Vec<_>>(),
        ["version 2", "brave-ant"]
    );
}

#[test]
fn csv_has_a_line_for_each_row_and_other_formats_are_refused() {
    let (tracker, repository) = scene();
    let csv = compared(&tracker, &repository, &["--csv"]);
    assert_snapshot!(csv, @"
    kind,name,aliases,train.max_depth,accuracy,accuracy_low,accuracy_high,validation_accuracy,validation_accuracy_std,data_version,gate,run_id,note
    experiment,brave-ant,,3,0.9,0.8,1,,,00000000000000000000000000000000,,e3,
    experiment,calm-bee,,4,0.9,0.8,1,,,,,,no run
    version,version 1,production,5,0.75,,,,,00000000000000000000000000000000,passed,r1,
    experiment,dire-cat,,6,0.7,,,,,00000000000000000000000000000000,,e4,only in the tracker
    version,version 2,staging,2,0.5,,,,,00000000000000000000000000000000,failed,r2,
    workspace,workspace,,5,,,,,,,,,
    ");
    let output = mlops(&tracker, &repository, &["compare", "--xml"]);
    assert_eq!(output.code, Some(2));
}

#[test]
fn two_hundred_rows_are_a_few_requests() {
    let tracker = Tracker::new();
    let repository = Repository::new();
    for number in 0..100 {
        let name = format!("e{number}");
        save(
            &repository,
            &name,
            &(number + 10).to_string(),
            name.as_bytes(),
            'a',
        );
        tracker.register(&metadata(name.as_bytes()), name.as_bytes());
    }
    let _ = tracker.take_requests();
    let table = compared(&tracker, &repository, &[]);
    assert!(table.lines().count() > 200, "{table}");
    let requests = tracker.take_requests();
    assert!(requests.len() <= 4, "{requests:#?}");
}

#[test]
fn an_experiment_that_cannot_be_applied_changes_nothing() {
    let (tracker, repository) = scene();
    let refused = |args: &[&str]| {
        let output = mlops(&tracker, &repository, &[&["apply"], args].concat());
        output.failed_with(2).to_owned()
    };
    assert_snapshot!(refused(&[]), @"mlops: failed to apply an experiment: none is named; say which, as in `make apply EXP=brave-ant`; `make compare` lists them");
    assert_snapshot!(refused(&["--", "brave-aunt"]), @"mlops: failed to apply `brave-aunt`: there is no such experiment (`make compare` lists them); did you mean `brave-ant`?");
    repository
        .sandbox
        .edit_params("n_estimators: 100", "n_estimators: 7");
    let before = repository.git(&["status", "--porcelain"]);
    assert_snapshot!(refused(&["--", "brave-ant"]), @"mlops: failed to apply `brave-ant`: `params.yaml` has changes that would be lost: `train.n_estimators`; keep them with `git commit` or `git stash push params.yaml`, or drop them with `git checkout params.yaml`");
    assert_eq!(repository.git(&["status", "--porcelain"]), before);
    assert!(
        repository
            .sandbox
            .read("params.yaml")
            .contains("n_estimators: 7")
    );
}
