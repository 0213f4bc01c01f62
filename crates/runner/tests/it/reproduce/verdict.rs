//! What is made again, and how it is told whether it is the same.

use insta::assert_snapshot;
use provenance::RunRecord;

use super::scene::{FIRST, METRICS, SECOND, Scene, record, scene};

#[test]
fn a_version_is_made_again_from_its_commit_changes_and_parameters() {
    let scene = scene();
    let before = (scene.state(), scene.versions());
    let output = scene.mlops(&["reproduce", "production"]);
    assert_eq!(output.code, Some(0), "{output:?}");
    assert_snapshot!(output.stdout.replace(&scene.commit()[..7], "COMMIT"), @"
    same     data/raw/iris.csv           MD5 aaaaaaaaaaaa
    same     models/model.onnx           SHA-256 a7937b64b8ca
    same     models/model_metadata.json  key b4c1b7146bcb
    same     metrics/metrics.json        1 metric
    identical to the bit: version 1 of iris-classifier (run r1, commit COMMIT with changes)
    ");
    let sandbox = &scene.repository.sandbox;
    assert_eq!(sandbox.read("seen.args").trim(), "repro --force");
    assert!(sandbox.read("seen/params.yaml").contains("max_depth: 6"));
    assert_eq!(sandbox.read("seen/lib.rs"), "// As it was then.\n");
    assert!(
        sandbox
            .read("seen/config.local")
            .contains("/.dvc/cache\"\n")
    );
    assert!(sandbox.read("params.yaml").contains("max_depth: 5"));
    assert_eq!((scene.state(), scene.versions()), before);
    assert_eq!(sandbox.list(".dvc/tmp/exps"), Vec::<String>::new());
}

#[test]
fn of_a_file_that_the_run_did_not_keep_that_of_the_commit_is_taken() {
    let scene = scene();
    let withheld = RunRecord {
        params_yaml: None,
        withheld: vec!["params.yaml".to_owned()],
        ..record(scene.commit())
    };
    let key = ("r1".to_owned(), "lineage/run.json".to_owned());
    let json = withheld.to_json().into_bytes();
    scene.tracker.state().files.insert(key, json);
    let output = scene.mlops(&["reproduce", "1"]);
    assert_eq!(output.code, Some(0), "{output:?}");
    let said = "reproduce: the run did not keep `params.yaml`: that of its commit is taken\n";
    assert!(output.stderr.contains(said), "{output:?}");
    let taken = scene.repository.sandbox.read("seen/params.yaml");
    assert!(taken.contains("max_depth: 5"), "{taken}");
}

#[test]
fn what_differs_is_told_one_by_one() {
    let scene = scene();
    scene.makes(SECOND, r#"{"accuracy":0.8,"f1_score":0.7}"#, 'b');
    let output = scene.mlops(&["reproduce", "1"]);
    assert_eq!(output.code, Some(3), "{output:?}");
    assert_snapshot!(output.stdout.replace(&scene.commit()[..7], "COMMIT"), @"
    DIFFERS  data/raw/iris.csv           MD5 bbbbbbbbbbbb, and aaaaaaaaaaaa then
    DIFFERS  models/model.onnx           SHA-256 16367aacb67a, and a7937b64b8ca then
    DIFFERS  models/model_metadata.json  key f32396dcc30c, and b4c1b7146bcb then
    DIFFERS  eval_accuracy               0.8, and 0.9 then
    DIFFERS  eval_f1                     0.7, and none then
    not identical: 5 of 5 differ: version 1 of iris-classifier (run r1, commit COMMIT with changes)
    ");
}

/// A run without metrics was said to be identical to the bit, and metrics that cannot be read to differ.
#[test]
fn what_cannot_be_compared_is_not_the_same() {
    let scene = scene();
    let told = |scene: &Scene| {
        let output = scene.mlops(&["reproduce", "1"]);
        assert_eq!(output.code, Some(3), "{output:?}");
        output.stdout.replace(&scene.commit()[..7], "COMMIT")
    };
    scene.makes(FIRST, "{\"accuracy\":", 'a');
    let sandbox = &scene.repository.sandbox;
    sandbox.write("outputs/dvc.lock", "stages: []");
    sandbox.write("outputs/models/model_metadata.json", "{}");
    assert_snapshot!(told(&scene), @"
    UNKNOWN  data/raw/iris.csv           it cannot be read (`dvc.lock`, line 1: expected `schema: '2.0'`); MD5 aaaaaaaaaaaa then
    same     models/model.onnx           SHA-256 a7937b64b8ca
    UNKNOWN  models/model_metadata.json  it cannot be read (missing field `model_name` at line 1 column 2); key b4c1b7146bcb then
    UNKNOWN  metrics/metrics.json        it cannot be read (EOF while parsing a value at line 1 column 12)
    not known to be identical: 3 of 4 cannot be compared: version 1 of iris-classifier (run r1, commit COMMIT with changes)
    ");
    scene.makes(SECOND, METRICS, 'a');
    let measured = ("r1".to_owned(), "eval_accuracy".to_owned());
    scene.tracker.state().metrics.remove(&measured);
    assert_snapshot!(told(&scene), @"
    same     data/raw/iris.csv           MD5 aaaaaaaaaaaa
    DIFFERS  models/model.onnx           SHA-256 16367aacb67a, and a7937b64b8ca then
    DIFFERS  models/model_metadata.json  key f32396dcc30c, and b4c1b7146bcb then
    UNKNOWN  metrics/metrics.json        the run has none to compare with
    not identical: 2 of 4 differ, and 1 cannot be compared: version 1 of iris-classifier (run r1, commit COMMIT with changes)
    ");
    scene.makes(FIRST, METRICS, 'a');
    assert_snapshot!(told(&scene), @"
    same     data/raw/iris.csv           MD5 aaaaaaaaaaaa
    same     models/model.onnx           SHA-256 a7937b64b8ca
    same     models/model_metadata.json  key b4c1b7146bcb
    UNKNOWN  metrics/metrics.json        the run has none to compare with
    not known to be identical: 1 of 4 cannot be compared: version 1 of iris-classifier (run r1, commit COMMIT with changes)
    ");
}
