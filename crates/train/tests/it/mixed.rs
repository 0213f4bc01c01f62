//! Tables of texts, flags and missing values: the encoders are fitted by train and are part of
//! the model.

use insta::assert_snapshot;
use serde_json::Value;
use stage::testing::{ProgramOutput, Sandbox};

use crate::common::Tracker;

const COLUMNS: &str = "columns:
    city: {type: category, missing: keep}
    age: {type: number, missing: median}
    visits: number
    member: {type: flag, values: boolean, missing: keep}
    paid: {type: flag, values: boolean}
    level: {type: category, values: number, encoding: ordinal}";
const TRAIN: &str = "city,age,visits,member,paid,level,target
Oslo,31.5,3,True,True,1,0
,,1,,False,2,1
Zürich,28.0,7,False,True,10,2
Oslo,44.5,2,True,False,1,0
";

fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("data/processed/train.csv", TRAIN);
    let test = "city,age,visits,member,paid,level,target\nBergen,,4,,True,3,1\n";
    sandbox.write("data/processed/test.csv", test);
    sandbox.edit_params("columns: null", COLUMNS);
    sandbox
}

fn refused(sandbox: &Sandbox, code: i32) -> String {
    let output: ProgramOutput = Tracker::new().train(sandbox);
    assert_eq!(output.code, Some(code), "{output:?}");
    assert!(sandbox.list("models").is_empty(), "{output:?}");
    output.stderr
}

#[test]
fn mlflow_is_told_the_columns_as_they_stand_in_the_table() {
    let (sandbox, tracker) = (sandbox(), Tracker::modern());
    tracker.train(&sandbox).assert_success();
    let mlmodel: Value = serde_json::from_str(&tracker.uploaded("/MLmodel")).unwrap();
    let inputs = mlmodel["signature"]["inputs"].as_str().unwrap();
    assert_snapshot!(inputs, @r#"[{"type":"string","name":"city","required":false},{"type":"double","name":"age","required":false},{"type":"long","name":"visits","required":true},{"type":"string","name":"member","required":false},{"type":"boolean","name":"paid","required":true},{"type":"long","name":"level","required":true}]"#);
    assert_snapshot!(tracker.uploaded("/input_example.json"), @r#"{"columns":["city","age","visits","member","paid","level"],"data":[["Oslo",31.5,3,"True",true,1],[null,null,1,null,false,2],["Zürich",28.0,7,"False",true,10],["Oslo",44.5,2,"True",false,1]]}"#);
    let function = &mlmodel["flavors"]["python_function"];
    assert_eq!(function["loader_module"], "mlops_columns");
    assert!(
        tracker
            .uploaded("/code/mlops_columns.py")
            .contains("_load_pyfunc")
    );
    // Two more than for a table of numbers: that file, and the importances of encoded columns. Without
    // a pipeline, no run is looked for that was left behind.
    assert_eq!(tracker.requests().len(), 23 + 2 - 1);
    let datasets = &tracker.bodies("runs/log-inputs")[0]["datasets"];
    assert_snapshot!(datasets[0]["dataset"]["profile"].as_str().unwrap(), @r#"{"num_rows":4,"num_elements":28,"num_columns":7,"classes":{"setosa":2,"versicolor":1,"virginica":1},"feature: city":{"distinct":2,"missing":1},"feature: age":{"min":28.0,"mean":34.666666666666664,"max":44.5,"missing":1},"feature: visits":{"min":1.0,"mean":3.25,"max":7.0},"feature: member":{"min":0.0,"mean":0.6666666666666666,"max":1.0,"missing":1},"feature: paid":{"min":0.0,"mean":0.5,"max":1.0},"feature: level":{"min":1.0,"mean":3.5,"max":10.0}}"#);
}

#[test]
fn the_metadata_have_the_types_of_the_inputs() {
    let (sandbox, tracker) = (sandbox(), Tracker::new());
    tracker.train(&sandbox).assert_success();
    let metadata: Value =
        serde_json::from_str(&sandbox.read("models/model_metadata.json")).unwrap();
    assert_snapshot!(metadata["features"], @r#"["city","age","visits","member","paid","level"]"#);
    assert_snapshot!(metadata["input_types"], @r#"["string","double","long","string","boolean","long"]"#);
}

#[test]
fn importances_are_told_by_column_of_the_table_and_of_the_matrix() {
    let (sandbox, tracker) = (sandbox(), Tracker::new());
    tracker.train(&sandbox).assert_success();
    let sums = |text: String, names: usize| {
        let rows = text
            .lines()
            .skip(1)
            .map(|line| line.rsplit_once(',').unwrap());
        let rows: Vec<_> = rows
            .map(|(name, value)| (name.to_owned(), value.parse::<f64>().unwrap()))
            .collect();
        let total: f64 = rows.iter().map(|(_, value)| value).sum();
        assert!((total - 1.0).abs() < 1e-12, "{text}");
        assert_eq!(rows.len(), names, "{text}");
        rows
    };
    let features = sums(tracker.uploaded("/feature_importances.csv"), 6);
    let encoded = sums(tracker.uploaded("/encoded_importances.csv"), 8);
    let of = |rows: &[(String, f64)], end: &str| -> f64 {
        let found = rows.iter().filter(|(name, _)| name.ends_with(end));
        found.map(|(_, value)| value).sum()
    };
    assert!((of(&features, "city") - of(&encoded, ",city")).abs() < 1e-12);
}

#[test]
fn a_model_that_is_there_is_brought_in_with_the_same_description() {
    let (sandbox, first, second) = (sandbox(), Tracker::new(), Tracker::new());
    first.train(&sandbox).assert_success();
    second.bring_in(&sandbox, &[]).assert_success();
    let example = |tracker: &Tracker| tracker.uploaded("/input_example.json");
    assert_eq!(example(&first), example(&second));
    assert_eq!(
        first.bodies("runs/log-inputs"),
        second.bodies("runs/log-inputs")
    );
}

#[test]
fn a_table_of_described_numbers_keeps_one_input_for_all() {
    let rows = "size,noise,target\n1.5,2,0\n2.5,3,1\n4.0,1,2\n";
    let (sandbox, tracker) = (Sandbox::new(), Tracker::new());
    for name in ["train", "test"] {
        sandbox.write(&format!("data/processed/{name}.csv"), rows);
    }
    let columns = "columns: {noise: number, size: {type: number}}";
    sandbox.edit_params("columns: null", columns);
    tracker.train(&sandbox).assert_success();
    let mlmodel: Value = serde_json::from_str(&tracker.uploaded("/MLmodel")).unwrap();
    assert_snapshot!(mlmodel["signature"]["inputs"].as_str().unwrap(), @r#"[{"type":"double","name":"size","required":true},{"type":"long","name":"noise","required":true}]"#);
    let function = &mlmodel["flavors"]["python_function"];
    assert_eq!(function["loader_module"], "mlflow.onnx");
    assert!(
        !sandbox
            .read("models/model_metadata.json")
            .contains("input_types")
    );
    assert_snapshot!(tracker.uploaded("/input_example.json"), @r#"{"columns":["size","noise"],"data":[[1.5,2],[2.5,3],[4.0,1]]}"#);
}

#[test]
fn a_missing_value_where_none_may_be_and_a_column_of_identifiers_are_refused() {
    let sandbox = sandbox();
    sandbox.edit_params("{type: number, missing: median}", "number");
    assert_snapshot!(refused(&sandbox, 3), @"train: failed to read `data/processed/train.csv`: line 3, column `age` holds ``; expected a finite number");
    let row = |i: usize| format!("id{i},{}\n", i % 2);
    let rows: String = (0..1001).map(row).collect();
    for name in ["train", "test"] {
        sandbox.write(
            &format!("data/processed/{name}.csv"),
            format!("id,target\n{rows}"),
        );
    }
    let params = sandbox.read("params.yaml");
    let (before, rest) = params.split_once("columns:").unwrap();
    let (_, after) = rest.split_once("preprocess:").unwrap();
    let params = format!("{before}columns: {{id: category}}\npreprocess:{after}");
    sandbox.write("params.yaml", params);
    assert_snapshot!(refused(&sandbox, 3), @"train: failed to encode the training rows: column `id` would become 1001 columns; expected at most 1000: in `data.columns`, group rare categories with `min_frequency`, write `encoding: ordinal`, or `ignored`");
}
