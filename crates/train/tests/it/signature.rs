//! What MLflow is told about the columns of the table that the model was trained on.

use insta::assert_snapshot;
use onnx::Classifier;
use serde_json::Value;
use stage::testing::Sandbox;

use crate::common::Tracker;

/// Trains on rows of two features, and gives the columns that the model takes, the example, and
/// whether the file takes int64.
fn trained(row: impl Fn(usize) -> String) -> (String, String, bool) {
    let (sandbox, tracker) = (Sandbox::new(), Tracker::new());
    let row = |i: usize| format!("{},{}\n", row(i), i / 10);
    let rows: String = (0..30).map(row).collect();
    for name in ["train", "test"] {
        let table = format!("size,noise,target\n{rows}");
        sandbox.write(&format!("data/processed/{name}.csv"), table);
    }
    tracker.train(&sandbox).assert_success();
    let mlmodel: Value = serde_json::from_str(&tracker.uploaded("/MLmodel")).unwrap();
    let inputs = mlmodel["signature"]["inputs"].as_str().unwrap().to_owned();
    let onnx = std::fs::read(sandbox.path("models/model.onnx")).unwrap();
    let model = Classifier::from_bytes(&onnx).unwrap();
    let example = tracker.uploaded("/input_example.json");
    (inputs, example, model.takes_integers())
}

/// A signature of doubles alone made MLflow refuse each table with a column of integers, and with it
/// the prediction that docs/serving.md shows ("Can not safely convert int64 to float64").
#[test]
fn a_column_of_integers_is_long_and_one_with_a_point_is_double() {
    let (inputs, example, integers) = trained(|i| format!("{i},{}.0", i % 7));
    assert_snapshot!(inputs, @r#"[{"type":"long","name":"size","required":true},{"type":"double","name":"noise","required":true}]"#);
    assert_snapshot!(example, @r#"{"columns":["size","noise"],"data":[[0,0.0],[1,1.0],[2,2.0],[3,3.0],[4,4.0]]}"#);
    assert!(!integers, "MLflow feeds float64, and rounds it to float");
}

/// MLflow feeds such a table as int64 and converts nothing.
#[test]
fn the_model_of_a_table_of_nothing_but_integers_takes_int64() {
    let (inputs, example, integers) = trained(|i| format!("{i},{}", i % 7));
    assert_snapshot!(inputs, @r#"[{"type":"long","name":"size","required":true},{"type":"long","name":"noise","required":true}]"#);
    assert_snapshot!(example, @r#"{"columns":["size","noise"],"data":[[0,0],[1,1],[2,2],[3,3],[4,4]]}"#);
    assert!(integers);
}
