//! What a run keeps for programs and says to people, through the program `train`.

use insta::assert_snapshot;
use provenance::RunRecord;
use serde_json::{Value, json};

use crate::common::{Tracker, pairs};
use crate::lineage::{assert_holds, data_version, sandbox};

/// Whoever wanted to make a run again had to put it together from thirty tags, and `params.yaml` was in none.
#[test]
fn the_record_for_programs_holds_all_that_a_run_was_made_from() {
    let (sandbox, tracker) = (sandbox(), Tracker::modern());
    sandbox.write("data.dvc", "outs:\n- path: data/source/iris.csv\n");
    let environment = [
        ("GIT_COMMIT", "ab12"),
        ("GIT_BRANCH", "main"),
        ("GIT_DIRTY", "true"),
        ("GIT_REPO_URL", "https://ann:hunter2@example.org/iris.git"),
        ("MLOPS_IMAGE", "mlops-train:0a sha256:77"),
        ("MLOPS_EXPERIMENT", "brave-ant"),
    ];
    tracker.train_with(&sandbox, &environment).assert_success();
    let text = tracker.uploaded("/lineage/run.json");
    let json: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(json["format"], 1);
    let record = RunRecord::parse(text.as_bytes(), "r1").unwrap();
    assert_eq!(record.params_yaml, Some(sandbox.read("params.yaml")));
    assert_eq!(record.dvc_lock, Some(sandbox.read("dvc.lock")));
    assert_eq!(record.data_dvc, Some(sandbox.read("data.dvc")));
    assert_eq!(record.data_version, Some(data_version()));
    assert_eq!(record.lock_matches, Some(true));
    let paths: Vec<_> = record.data.iter().map(|file| &*file.path).collect();
    assert_eq!(
        paths,
        [
            "data/source/iris.csv",
            "data/raw/iris.csv",
            "data/processed/test.csv",
            "data/processed/train.csv"
        ]
    );
    assert_eq!(
        json["git"],
        json!({
            "commit": "ab12", "branch": "main", "dirty": true,
            "repo_url": "https://example.org/iris.git", "patch": null, "patch_omitted": null,
        })
    );
    assert_eq!(
        json["images"],
        json!({"train": {"name": "mlops-train:0a", "id": "sha256:77", "source_hash": "0a"}})
    );
    assert_eq!(
        json["run"],
        json!({"experiment": "iris", "name": "rf d5 n100"})
    );
    assert_eq!(record.dvc_experiment.as_deref(), Some("brave-ant"));
    let metadata: Value =
        serde_json::from_str(&sandbox.read("models/model_metadata.json")).unwrap();
    for name in ["key", "model_sha256", "model_name"] {
        assert_eq!(json[name], metadata[name], "{name}");
    }
    assert!(record.timings.train_seconds.unwrap() > 0.0);
}

/// A dataset from an address with a password took the password to the tracker.
#[test]
fn the_text_of_a_file_with_credentials_is_withheld_and_the_run_says_so() {
    let (sandbox, tracker) = (sandbox(), Tracker::modern());
    let secret = "deps:\n- path: https://ann:hunter2@example.org/iris.csv\n";
    sandbox.write("data.dvc", secret);
    let ended = tracker.train(&sandbox);
    ended.assert_success();
    let said = "train: the run does not keep the text of `data.dvc`, where credentials may be\n";
    assert!(ended.stdout.contains(said), "{ended:?}");
    let record = RunRecord::parse(tracker.uploaded("/lineage/run.json").as_bytes(), "r1").unwrap();
    assert_eq!(record.data_dvc, None);
    assert_eq!(record.withheld, ["data.dvc"]);
    assert_eq!(record.params_yaml, Some(sandbox.read("params.yaml")));
    let uploads = tracker.requests().into_iter();
    let texts = uploads.map(|one| String::from_utf8_lossy(&one.body).into_owned());
    assert!(texts.into_iter().all(|text| !text.contains("hunter2")));
}

/// The description that the run got with its model.
fn note(tracker: &Tracker) -> String {
    let bodies = tracker.bodies("runs/log-batch").into_iter();
    let tags: Vec<_> = bodies
        .filter_map(|body| pairs(&body["tags"]))
        .flatten()
        .collect();
    let note = tags
        .iter()
        .find_map(|tag| tag.strip_prefix("mlflow.note.content="));
    note.expect("the run has a description").to_owned()
}

#[test]
fn a_run_describes_itself_with_links_to_its_own_files() {
    let (sandbox, tracker) = (sandbox(), Tracker::modern());
    let environment = [
        ("GIT_COMMIT", "ab12cd34ef56"),
        ("GIT_BRANCH", "main"),
        ("GIT_DIRTY", "true"),
        ("GIT_REPO_URL", "git@github.com:ann/iris.git"),
    ];
    sandbox.write(".dvc/tmp/mlops/changes.patch", PATCH);
    tracker.train_with(&sandbox, &environment).assert_success();
    let metadata: Value =
        serde_json::from_str(&sandbox.read("models/model_metadata.json")).unwrap();
    let digest = &metadata["model_sha256"].as_str().unwrap()[..12];
    let note = note(&tracker)
        .replace(digest, "DIGEST")
        .replace(&data_version(), "VERSION");
    assert_snapshot!(note, @"
    **Model**: RandomForest with n_estimators 100, max_depth 5, random_state 42, SHA-256 `DIGEST`

    **Data**: version `VERSION`, [its files](#/experiments/1/runs/r1/artifacts/lineage/data_lineage.md)

    **Code**: commit [`ab12cd34e`](https://github.com/ann/iris/commit/ab12cd34ef56) on `main` with [changes that were not committed](#/experiments/1/runs/r1/artifacts/lineage/changes.patch)

    All of it: [record](#/experiments/1/runs/r1/artifacts/lineage/run.json).
    ");
}

const PATCH: &str = "# left out: `.env`, where credentials may be\ndiff --git a/params.yaml b/params.yaml\n\
                     @@ -1 +1 @@\n-max_depth: 5\n+max_depth: 6\n";

/// A run of a changed tree could never be made again: what had been changed was nowhere.
#[test]
fn what_was_not_committed_goes_with_the_run_and_what_is_left_out_is_told() {
    let (sandbox, tracker) = (sandbox(), Tracker::modern());
    let environment = [("GIT_COMMIT", "ab12"), ("GIT_DIRTY", "true")];
    sandbox.write(".dvc/tmp/mlops/changes.patch", PATCH);
    tracker.train_with(&sandbox, &environment).assert_success();
    let patch = tracker.uploaded("/lineage/changes.patch");
    assert_eq!(
        Some(patch.as_str()),
        PATCH.split_once('\n').map(|(_, patch)| patch)
    );
    let record = RunRecord::parse(tracker.uploaded("/lineage/run.json").as_bytes(), "r1").unwrap();
    let git = record.git.unwrap();
    assert_eq!(git.patch.as_deref(), Some("lineage/changes.patch"));
    assert_eq!(
        git.patch_omitted.as_deref(),
        Some("`.env`, where credentials may be")
    );
    // Nothing is kept of what is all too large.
    let tracker = Tracker::modern();
    sandbox.write(".dvc/tmp/mlops/changes.patch", "# left out: all changes\n");
    tracker.train_with(&sandbox, &environment).assert_success();
    let record = RunRecord::parse(tracker.uploaded("/lineage/run.json").as_bytes(), "r1").unwrap();
    let git = record.git.unwrap();
    assert_eq!(
        (git.patch, git.patch_omitted.as_deref()),
        (None, Some("all changes"))
    );
    let uploads = tracker.requests().into_iter();
    assert!(
        !uploads
            .map(|one| one.url.path().to_owned())
            .any(|path| path.ends_with("/changes.patch"))
    );
}

#[test]
fn the_run_names_who_works_here_unless_that_is_nobody() {
    let (sandbox, tracker) = (sandbox(), Tracker::modern());
    tracker
        .train_with(&sandbox, &[("MLOPS_USER", "Ann")])
        .assert_success();
    assert_holds(&tracker.tags(), &["mlflow.user=Ann"]);
    let nobody = [
        ("MLOPS_USER", "none"),
        ("MLFLOW_TRACKING_USERNAME", "ann"),
        ("MLFLOW_TRACKING_PASSWORD", "hunter2"),
    ];
    for environment in [&[][..], &nobody] {
        let tracker = Tracker::modern();
        tracker.train_with(&sandbox, environment).assert_success();
        let tags = tracker.tags();
        assert!(
            tags.iter().all(|tag| !tag.starts_with("mlflow.user=")),
            "{tags:?}"
        );
    }
}
