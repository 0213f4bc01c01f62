//! Writes models of tables with columns of any kind, and asks our reader about rows of them
//! (`oracle/columns.py`).
//!
//! `columns write INPUTS MODEL`: trees with made-up splits that look at every column of the matrix.
//! `columns predict MODEL ROWS`: prints what the reader makes of the rows: labels,
//! probabilities, and the matrix (float32).
//!
//! INPUTS is a JSON array of inputs as in a file's metadata. ROWS is one of columns, each an array
//! of numbers or texts, `null` where a value is missing.

#[path = "../tests/it/frames.rs"]
mod frames;
#[path = "../tests/it/grown.rs"]
#[expect(dead_code, reason = "nobody walks through the trees here")]
mod grown;

use std::error::Error;
use std::fs;

use frames::frame;
use grown::Tree;
use ndarray::Array2;
use onnx::encoding::{Input, encode, encoded_names};
use onnx::float32::FeatureValue;
use onnx::trees::TreeEnsemble;
use onnx::{Classifier, Interface};
use serde_json::{Value, json};

const CLASSES: [&str; 3] = ["a", "b", "ü"];
/// As those of a trained model: numbers, flags, places and positions on both sides.
const THRESHOLDS: [f64; 7] = [0.5, 2.5, 0.1, -0.5, 1e6, 7.25, 1.5];

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match &arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["write", inputs, model] => write(inputs, model),
        ["predict", model, rows] => predict(model, rows),
        _ => Err("usage: columns write INPUTS MODEL, or columns predict MODEL ROWS".into()),
    }
}

fn write(inputs: &str, model: &str) -> Result<(), Box<dyn Error>> {
    let inputs: Vec<Input> = serde_json::from_str(&fs::read_to_string(inputs)?)?;
    let features: Vec<String> = inputs.iter().map(|input| input.name.clone()).collect();
    let n_features = encoded_names(&inputs).len();
    let interface = Interface {
        features: &features,
        classes: &CLASSES.map(str::to_owned),
        integers: false,
        inputs: Some(&inputs),
    };
    let ensemble = TreeEnsemble {
        name: "columns",
        n_features,
        classes: &[0, 1, 2],
        trees: &trees(u32::try_from(n_features)?),
    };
    Ok(fs::write(model, ensemble.to_onnx(&interface)?)?)
}

/// A tree a column, up to a hundred, which looks at it and at two others.
fn trees(n_columns: u32) -> Vec<Tree> {
    let tree = |at: u32| {
        let split = |step: u32| {
            let column = (at + step * 7) % n_columns;
            let threshold = THRESHOLDS[(at + step) as usize % THRESHOLDS.len()];
            (column, threshold, (at + step).is_multiple_of(2))
        };
        let mut tree = Tree::leaf(&[0.2, 0.3, 0.5]);
        let leaves: [&[f64]; 2] = [&[0.7, 0.2, 0.1], &[0.1, 0.6, 0.3]];
        let [left, right] = tree.split(0, split(0), leaves);
        tree.split(left, split(1), [&[1.0, 0.0, 0.0], &[0.3, 0.3, 0.4]]);
        tree.split(right, split(2), [&[0.0, 1.0, 0.0], &[0.0, 0.0, 1.0]]);
        tree
    };
    let step = n_columns.div_ceil(100) as usize;
    (0..n_columns).step_by(step).map(tree).collect()
}

fn predict(model: &str, rows: &str) -> Result<(), Box<dyn Error>> {
    let model = Classifier::from_bytes(&fs::read(model)?)?;
    let inputs = model.inputs().ok_or("the model takes no columns")?;
    let columns: Vec<Vec<Value>> = serde_json::from_str(&fs::read_to_string(rows)?)?;
    let frame = frame(inputs, &columns);
    let said = model.predict_frame(&frame);
    let matrix = encode(inputs, &frame).mapv(FeatureValue::to_f32);
    let answer = json!({
        "labels": said.labels.to_vec(),
        "probabilities": table(&said.probabilities),
        "matrix": table(&matrix),
    });
    println!("{answer}");
    Ok(())
}

/// Row by row, as texts: JSON has neither infinity nor what is not a number.
fn table(cells: &Array2<f32>) -> Vec<Vec<String>> {
    let texts = cells.mapv(|cell| cell.to_string());
    texts.rows().into_iter().map(|row| row.to_vec()).collect()
}
