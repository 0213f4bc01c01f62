//! `train --existing`: a model that came by `dvc pull`, or with a moved checkout, becomes known
//! to a tracker that never saw it.

use insta::assert_snapshot;
use serde_json::Value;
use stage::testing::{ProgramOutput, Sandbox};

use crate::common::{Tracker, pairs};

const ROWS: &str = "size,target\n1,0\n2,1\n6,2\n3,0\n";
const METADATA: &str = "models/model_metadata.json";
const MODEL: &str = "models/model.onnx";

/// A folder in which train has run, with another tracker.
fn trained() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("data/processed/train.csv", ROWS);
    sandbox.write("data/processed/test.csv", ROWS);
    Tracker::modern().train(&sandbox).assert_success();
    sandbox
}

fn bring_in(tracker: &Tracker, sandbox: &Sandbox) -> ProgramOutput {
    tracker.bring_in(sandbox, &[("MLOPS_PIPELINE", "p-1")])
}

/// Everything that was logged to a run, without what differs from run to run.
fn logged(tracker: &Tracker) -> Vec<Value> {
    let mut logged = tracker.bodies("runs/log-inputs");
    logged.extend(tracker.bodies("runs/log-batch"));
    for body in &mut logged {
        for metric in body["metrics"].as_array_mut().into_iter().flatten() {
            metric["timestamp"] = Value::Null;
        }
        // A model that is not trained has no importances, and so no table of them.
        if let Some(tags) = body["tags"].as_array_mut() {
            tags.retain(|tag| tag["key"] != "mlflow.loggedArtifacts");
        }
    }
    logged
}

/// After `make pull` into a fresh clone, or after moving a checkout, the tracker knew nothing
/// of the model, and the advice was to train it again.
#[test]
fn a_model_that_is_there_is_tracked_like_a_trained_one_and_marked_as_brought_in() {
    let sandbox = trained();
    let outputs = [MODEL, METADATA].map(|name| std::fs::read(sandbox.path(name)).unwrap());
    let (trained, tracker) = (Tracker::modern(), Tracker::modern());
    trained.train(&sandbox).assert_success();
    let ended = bring_in(&tracker, &sandbox);
    ended.assert_success();
    assert_snapshot!(ended.stdout, @"
    train: bringing in `models/model.onnx` as it is: this tracker does not know it
    train: `dvc.lock` holds no data files, so the run does not say which it used; `dvc repro` writes it
    train: accuracy 1.0000 on train rows, 1.0000 on test rows
    train: registered iris-classifier version 1
    ");
    assert_eq!(logged(&tracker), logged(&trained));
    let uploaded = |tracker: &Tracker| {
        let mut requests = tracker.requests().into_iter();
        let found = requests.find(|request| request.url.path().ends_with("/model.onnx"));
        found.unwrap().body
    };
    assert_eq!(uploaded(&tracker), outputs[0]);
    let mark = "mlops.brought_in=true".to_owned();
    let version = pairs(&tracker.bodies("model-versions/create")[0]["tags"]).unwrap();
    for tags in [tracker.tags(), version] {
        assert!(tags.contains(&mark), "{tags:?}");
    }
    assert!(!trained.tags().contains(&mark));
    let page = tracker.uploaded("/lineage/data_lineage.md");
    assert!(page.contains("brought in as it is"), "{page}");
    assert_eq!(tracker.bodies("runs/update")[0]["status"], "FINISHED");
    let after = [MODEL, METADATA].map(|name| std::fs::read(sandbox.path(name)).unwrap());
    assert_eq!(after, outputs);
    assert_eq!(sandbox.list("models").len(), 2);
}

#[test]
fn a_model_that_is_not_that_of_tables_and_parameters_is_not_brought_in() {
    let tracker = Tracker::modern();
    let refused = |sandbox: &Sandbox| bring_in(&tracker, sandbox).failed_with(3).to_owned();
    let sandbox = trained();
    sandbox.edit_params("max_depth: 5", "max_depth: 4");
    sandbox.write("data/processed/test.csv", "size,target\n1,1\n");
    assert_snapshot!(refused(&sandbox), @"train: failed to use `models/model_metadata.json`: it is not what a training would write now (`params`, `data_version`); run `dvc repro train`");
    let sandbox = self::trained();
    sandbox.write(MODEL, "another");
    assert_snapshot!(refused(&sandbox), @"train: failed to use `models/model_metadata.json`: it is not what a training would write now (`model_sha256`); run `dvc repro train`");
    std::fs::remove_file(sandbox.path(MODEL)).unwrap();
    assert_snapshot!(refused(&sandbox), @"train: failed to read `models/model.onnx`: No such file or directory (os error 2); run `dvc repro train`");
    let text = sandbox.read(METADATA);
    sandbox.write(METADATA, text.replace("RandomForest", "ExtraTrees"));
    let message = refused(&sandbox);
    assert!(message.contains("it is not as train wrote it"), "{message}");
    assert!(tracker.requests().is_empty());
}
