//! What a run says of where it comes from, through the program `train`.

use crate::common::{Tracker, pairs};
use insta::assert_snapshot;
use md5::{Digest, Md5};
use serde_json::{Value, json};
use stage::digest::hex;
use stage::testing::Sandbox;

const ROWS: &str = "size,target\n1,0\n2,1\n6,2\n3,0\n";
const SOURCE: &str = "72de67d2f0a43b9f53c08f399d9e96ef";
const RAW: &str = "9b81a5b2beab90b5e381dfb33627d536";

fn md5() -> String {
    hex(&Md5::digest(ROWS))
}

fn locked(path: &str, md5: &str, size: usize) -> String {
    format!("    - path: {path}\n      hash: md5\n      md5: {md5}\n      size: {size}\n")
}

/// As DVC writes it after ingest and preprocess.
fn lock(train_md5: &str) -> String {
    [
        "schema: '2.0'\nstages:\n  ingest:\n    cmd: x\n    deps:\n",
        &locked("Cargo.lock", "82e87078e6893ebff24c733205b1a55a", 111_622),
        &locked("data/source/iris.csv", SOURCE, 3878),
        "    outs:\n",
        &locked("data/raw/iris.csv", RAW, 4189),
        "  preprocess:\n    cmd: y\n    outs:\n",
        &locked("data/processed/test.csv", &md5(), ROWS.len()),
        &locked("data/processed/train.csv", train_md5, ROWS.len()),
    ]
    .concat()
}

pub(crate) fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("data/processed/train.csv", ROWS);
    sandbox.write("data/processed/test.csv", ROWS);
    sandbox.write("dvc.lock", lock(&md5()));
    sandbox
}

pub(crate) fn assert_holds(found: &[String], expected: &[&str]) {
    for entry in expected {
        assert!(
            found.iter().any(|found| found == entry),
            "no {entry} in {found:#?}"
        );
    }
}

/// The Python reference's formula, written out again.
pub(crate) fn data_version() -> String {
    let md5 = md5();
    let joined = format!(
        "data/processed/test.csv:{md5}_data/processed/train.csv:{md5}_data/raw/iris.csv:{RAW}"
    );
    hex(&Md5::digest(joined))[..8].to_owned()
}

/// Names of tags and values of what a person reads in a list of runs, without what the registry looks for.
fn read_by_people(tags: &[String]) -> Vec<&str> {
    let machines = |tag: &&String| !tag.starts_with("mlflow.") && !tag.starts_with("mlops.");
    tags.iter().filter(machines).map(String::as_str).collect()
}

/// A run had thirty tags and fifteen params, most of them digests and sizes.
#[test]
fn a_run_has_a_few_tags_and_its_params_are_what_a_person_sets() {
    let (sandbox, tracker) = (sandbox(), Tracker::modern());
    let environment = [
        ("GIT_COMMIT", "ab12"),
        ("GIT_BRANCH", "main"),
        ("GIT_DIRTY", "false"),
        ("MLOPS_IMAGE", "mlops-train:0a sha256:77"),
    ];
    let ended = tracker.train_with(&sandbox, &environment);
    ended.assert_success();
    assert!(!ended.stdout.contains("dvc.lock"), "{ended:?}");
    let version = data_version();
    assert_eq!(
        read_by_people(&tracker.tags()),
        [
            "git_commit=ab12",
            "git_branch=main",
            "git_dirty=false",
            &format!("data_version={version}"),
        ]
    );
    let mut params = tracker.params();
    params.sort();
    assert_eq!(
        params,
        [
            "max_depth=5",
            "model_type=RandomForest",
            "n_estimators=100",
            "random_state=42",
            "test_size=0.2",
        ]
    );
    assert_eq!(tracker.bodies("runs/create")[0]["run_name"], "rf d5 n100");
    let versions = tracker.bodies("model-versions/create");
    let tags = pairs(&versions[0]["tags"]).unwrap();
    assert_holds(&tags, &[&format!("data_version={version}")]);
    // The file's own field is a function of the tables alone, and stays.
    let metadata: Value =
        serde_json::from_str(&sandbox.read("models/model_metadata.json")).unwrap();
    assert_eq!(metadata["data_version"].as_str().unwrap().len(), 32);
}

#[test]
fn without_dvc_lock_the_run_goes_on_and_says_so_in_a_line() {
    let (sandbox, tracker) = (sandbox(), Tracker::modern());
    std::fs::remove_file(sandbox.path("dvc.lock")).unwrap();
    let ended = tracker.train(&sandbox);
    ended.assert_success();
    let lines = ended.stdout.lines();
    assert_eq!(
        lines.filter(|line| line.contains("`dvc.lock`")).count(),
        1,
        "{ended:?}"
    );
    let tags = tracker.tags();
    let of_data = |tag: &&String| tag.starts_with("dvc_") || tag.starts_with("data_version");
    assert_eq!(tags.iter().find(of_data), None);
}

#[test]
fn tables_that_dvc_did_not_lock_are_tagged_as_such() {
    let (sandbox, tracker) = (sandbox(), Tracker::modern());
    sandbox.write("dvc.lock", lock("abababababababababababababababab"));
    let ended = tracker.train(&sandbox);
    ended.assert_success();
    assert_snapshot!(ended.stdout, @"
    train: the tables are not those in `dvc.lock`, so the run is tagged dvc_lock_matches=false; `dvc repro` runs what they come from
    train: accuracy 1.0000 on train rows, 1.0000 on test rows
    train: registered iris-classifier version 1
    ");
    assert_holds(&tracker.tags(), &["dvc_lock_matches=false"]);
}

#[test]
fn a_malformed_dvc_lock_is_refused_before_the_tracker_is_asked() {
    let (sandbox, tracker) = (sandbox(), Tracker::modern());
    sandbox.write("dvc.lock", lock(&md5()).replace("size: 4189", "size: -1"));
    assert_snapshot!(tracker.train(&sandbox).failed_with(3), @"train: failed to read `dvc.lock`: line 18: `size` is -1; expected a number of bytes; restore it with `git checkout dvc.lock`, or remove it and run `dvc repro`");
    assert!(tracker.requests().is_empty());
}

#[test]
fn the_run_names_commit_image_program_and_pipeline_and_no_password() {
    let (sandbox, tracker) = (sandbox(), Tracker::modern());
    let environment = [
        ("GIT_COMMIT", "ab12"),
        ("GIT_BRANCH", "main"),
        ("GIT_DIRTY", "true"),
        ("GIT_REPO_URL", "https://ann:hunter2@example.org/iris.git"),
        ("MLOPS_IMAGE", "mlops-train:0a1b2c3d4e5f sha256:77"),
        ("MLOPS_PIPELINE", "p-1"),
        ("MLFLOW_TRACKING_USERNAME", "ann"),
        ("MLFLOW_TRACKING_PASSWORD", "hunter2"),
    ];
    tracker.train_with(&sandbox, &environment).assert_success();
    assert_holds(
        &tracker.tags(),
        &[
            "mlflow.source.git.commit=ab12",
            "git_commit=ab12",
            "mlflow.source.git.branch=main",
            "git_dirty=true",
            "mlflow.source.git.repoURL=https://example.org/iris.git",
            "mlflow.docker.image.uri=mlops-train:0a1b2c3d4e5f",
            "mlflow.docker.image.id=sha256:77",
            "mlops.pipeline=p-1",
            "mlflow.user=ann",
        ],
    );
    for request in tracker.requests() {
        let body = String::from_utf8_lossy(&request.body);
        assert!(!body.contains("hunter2"), "{} {body}", request.url);
    }
}

#[test]
fn on_dagshub_every_data_file_has_a_link_to_its_commit() {
    let (sandbox, tracker) = (sandbox(), Tracker::new());
    let environment = [
        ("GIT_COMMIT", "ab12"),
        ("DAGSHUB_USER_NAME", "ann"),
        ("DAGSHUB_REPO", "iris"),
    ];
    tracker.train_with(&sandbox, &environment).assert_success();
    let link = "https://dagshub.com/ann/iris/src/ab12/data/raw/iris.csv";
    let record: Value = serde_json::from_str(&tracker.uploaded("/lineage/run.json")).unwrap();
    assert_eq!(record["dagshub_url"], "https://dagshub.com/ann/iris");
    assert!(tracker.uploaded("/lineage/data_lineage.md").contains(link));
}

#[test]
fn elsewhere_there_are_no_links_to_dagshub() {
    let (sandbox, tracker) = (sandbox(), Tracker::modern());
    tracker.train(&sandbox).assert_success();
    let record: Value = serde_json::from_str(&tracker.uploaded("/lineage/run.json")).unwrap();
    assert_eq!(record["dagshub_url"], Value::Null);
    assert!(
        !tracker
            .uploaded("/lineage/data_lineage.md")
            .contains("dagshub")
    );
}

#[test]
fn both_tables_are_inputs_with_schema_and_a_profile_that_tells_something() {
    let (sandbox, tracker) = (sandbox(), Tracker::modern());
    tracker.train(&sandbox).assert_success();
    let [inputs] = &tracker.bodies("runs/log-inputs")[..] else {
        panic!("one request logs both")
    };
    for (i, (name, context)) in [("train_data", "training"), ("test_data", "testing")]
        .into_iter()
        .enumerate()
    {
        let input = &inputs["datasets"][i];
        assert_eq!(input["dataset"]["name"], name);
        assert_eq!(input["dataset"]["digest"], md5());
        assert_eq!(input["tags"][0]["value"], context);
        let text = input["dataset"]["profile"].as_str().unwrap();
        let profile: Value = serde_json::from_str(text).unwrap();
        assert_eq!(
            profile,
            json!({
                "num_rows": 4, "num_elements": 8, "num_columns": 2,
                "classes": {"setosa": 2, "versicolor": 1, "virginica": 1},
                "feature: size": {"min": 1.0, "mean": 3.0, "max": 6.0},
            })
        );
    }
}

#[test]
fn the_page_for_people_names_files_stages_code_parameters_and_key() {
    let (sandbox, tracker) = (sandbox(), Tracker::modern());
    let environment = [
        ("GIT_COMMIT", "ab12"),
        ("MLOPS_IMAGE", "mlops-train:0a sha256:77"),
    ];
    tracker.train_with(&sandbox, &environment).assert_success();
    let page = tracker.uploaded("/lineage/data_lineage.md");
    for expected in [
        format!("- data version: {}", data_version()),
        format!("| data/source/iris.csv | read by ingest | {SOURCE} | 3878 |"),
        format!("| data/raw/iris.csv | written by ingest | {RAW} | 4189 |"),
        "- commit: ab12".to_owned(),
        "sha256:77".to_owned(),
        "- n_estimators: 100".to_owned(),
        "- key (tag mlops.key): ".to_owned(),
    ] {
        assert!(page.contains(&expected), "no {expected} in:\n{page}");
    }
    assert!(page.is_ascii());
}
