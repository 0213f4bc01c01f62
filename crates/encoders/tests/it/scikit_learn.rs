//! Tables that scikit-learn encoded (`oracle/encoders.py` writes them).

#[path = "../../examples/encoded/rows.rs"]
mod rows;

use std::fs;

use encoders::fit;
use ndarray::Array2;
use onnx::encoding::{encode, encoded_names};
use params::Params;
use serde_json::Value;

fn cases() -> Vec<Value> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/encoders.json");
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// The columns of a params.yaml.
fn columns(text: &str) -> Vec<params::Column> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("params.yaml");
    fs::write(&path, text).unwrap();
    Params::read(&path).unwrap().data.features().unwrap()
}

/// Missing ones as `None`, so that they can be compared.
fn cells(matrix: &Array2<f64>) -> Vec<Vec<Option<f64>>> {
    let row = |row: ndarray::ArrayView1<'_, f64>| {
        let cells = row.into_iter().copied();
        cells.map(|cell| (!cell.is_nan()).then_some(cell)).collect()
    };
    matrix.rows().into_iter().map(row).collect()
}

#[test]
fn tables_are_encoded_as_scikit_learn_encodes_them() {
    let cases = cases();
    for (at, case) in cases.iter().enumerate() {
        let columns = columns(case["params"].as_str().unwrap());
        let of = |part| rows::frame(&case["rows"], part).unwrap();
        let features = rows::features(&columns, &case["rows"]).unwrap();
        let inputs = fit(&features, &of("train")).unwrap();
        let names: Vec<String> = serde_json::from_value(case["names"].clone()).unwrap();
        assert_eq!(encoded_names(&inputs), names, "case {at}");
        for part in ["train", "test"] {
            let expected: Vec<Vec<Option<f64>>> =
                serde_json::from_value(case[part].clone()).unwrap();
            let found = encode(&inputs, &of(part));
            assert_eq!(cells(&found), expected, "case {at}, {part}");
        }
    }
    assert!(cases.len() > 20);
}
