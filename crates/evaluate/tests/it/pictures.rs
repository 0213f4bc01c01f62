//! The pictures and tables among the files of the run, from outside.

use serde_json::{Value, json};

use crate::common::{Tracker, onnx, sandbox};

const FILES: &str = "PUT /api/2.0/mlflow-artifacts/artifacts/1/r1/artifacts/";

fn uploads(tracker: &Tracker) -> Vec<String> {
    let requests = tracker.take_requests().into_iter();
    let uploads = requests.filter_map(|one| Some(one.strip_prefix(FILES)?.to_owned()));
    let shown = |path: &String| path.starts_with("plots/") || path.starts_with("tables/");
    let uploads = uploads.filter(shown);
    let mut uploads: Vec<_> = uploads.collect();
    uploads.sort();
    uploads
}

#[test]
fn the_run_gets_four_pictures_and_their_tables() {
    let onnx = onnx();
    let tracker = Tracker::with(&onnx);
    tracker.run(&sandbox(&onnx)).assert_success();
    assert_eq!(
        uploads(&tracker),
        [
            "plots/calibration.png",
            "plots/confusion_matrix.png",
            "plots/precision_recall.png",
            "plots/roc.png",
            "tables/calibration.json",
            "tables/classes.json",
            "tables/confusion_matrix.json",
            "tables/precision_recall.json",
            "tables/roc.json",
        ]
    );
}

/// MLflow's pages and `mlflow.load_table` know tables by this tag alone, and train has some.
#[test]
fn the_tables_are_known_to_mlflow_beside_those_of_train() {
    let onnx = onnx();
    let tracker = Tracker::with(&onnx);
    let of_train = r#"[{"path":"tables/importances.json","type":"table"}]"#;
    let tag = ("mlflow.loggedArtifacts".to_owned(), of_train.to_owned());
    tracker.state().runs[0].tags.extend([tag]);
    tracker.run(&sandbox(&onnx)).assert_success();
    let state = tracker.state();
    let tag = &state.runs[0].tags["mlflow.loggedArtifacts"];
    let known: Vec<Value> = serde_json::from_str(tag).unwrap();
    let paths: Vec<_> = known.iter().map(|entry| &entry["path"]).collect();
    assert_eq!(paths[0], "tables/importances.json");
    assert_eq!(paths.len(), 6);
    assert!(known.iter().all(|entry| entry["type"] == "table"));
    let table = |name: &str| &state.tables[&format!("1/r1/artifacts/tables/{name}.json")];
    assert_eq!(
        *table("confusion_matrix"),
        json!({
            "columns": ["actual", "predicted", "rows"],
            "data": [
                ["setosa", "setosa", 1],
                ["versicolor", "versicolor", 1],
                ["virginica", "setosa", 1],
                ["virginica", "virginica", 1],
            ],
        })
    );
    let classes = &table("classes")["data"];
    assert_eq!(classes[2][0], "virginica");
    assert_eq!(classes[2][1], 2);
    assert_eq!(classes[2][3], 0.5, "the recall");
    assert_eq!(table("roc")["data"][0], json!(["setosa", 0.0, 0.0, null]));
}

#[test]
fn a_curve_that_is_not_defined_has_no_picture() {
    let onnx = onnx();
    let (sandbox, tracker) = (sandbox(&onnx), Tracker::with(&onnx));
    sandbox.write("data/processed/test.csv", "size,target\n5,0\n");
    tracker.run(&sandbox).assert_success();
    let found = uploads(&tracker);
    assert!(!found.contains(&"plots/roc.png".to_owned()), "{found:?}");
    assert!(!found.contains(&"tables/roc.json".to_owned()), "{found:?}");
    assert_eq!(found.len(), 7);
}

/// A run with half of its pictures is not judged: the next attempt does all of it.
#[test]
fn a_picture_that_cannot_be_uploaded_leaves_everything_as_it_was() {
    let onnx = onnx();
    let (sandbox, tracker) = (sandbox(&onnx), Tracker::with(&onnx));
    // The version, its file, the alias and the run are found; the first upload is refused.
    tracker.state().answers = Some(4);
    let _ = tracker.run(&sandbox).failed_with(5);
    assert!(tracker.bodies("POST runs/log-batch").is_empty());
    assert!(sandbox.list("metrics").is_empty());
}
