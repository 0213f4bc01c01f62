//! The pictures among the files of the run, from outside.

use crate::common::{Tracker, onnx, sandbox};

const FILES: &str = "PUT /api/2.0/mlflow-artifacts/artifacts/1/r1/artifacts/";

fn uploads(tracker: &Tracker) -> Vec<String> {
    let requests = tracker.take_requests().into_iter();
    let uploads = requests.filter_map(|one| Some(one.strip_prefix(FILES)?.to_owned()));
    let mut uploads: Vec<_> = uploads.collect();
    uploads.sort();
    uploads
}

#[test]
fn the_run_gets_four_pictures() {
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
        ]
    );
}

#[test]
fn a_curve_that_is_not_defined_has_no_picture() {
    let onnx = onnx();
    let (sandbox, tracker) = (sandbox(&onnx), Tracker::with(&onnx));
    sandbox.write("data/processed/test.csv", "size,target\n5,0\n");
    tracker.run(&sandbox).assert_success();
    let found = uploads(&tracker);
    assert!(!found.contains(&"plots/roc.png".to_owned()), "{found:?}");
    assert_eq!(found.len(), 3);
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
