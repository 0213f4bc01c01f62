//! Writes and runs ONNX forests from a shell; the oracle's scripts call it.
//!
//! ```text
//! forest_onnx write TABLE.csv MODEL.onnx PARAMS    PARAMS is the JSON object of a forest's parameters
//! forest_onnx predict MODEL.onnx ROWS.csv          prints label,probability,... per row
//! ```
//!
//! Tables have no header; the table to write from has the class in its last column.

use std::error::Error;
use std::fs;

use forest::RandomForestParams;
use linfa::{Dataset, traits::Fit};
use ndarray::{Array1, Array2, s};
use onnx::{Classifier, Interface};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["write", table, model, params] => train(table, model, &serde_json::from_str(params)?),
        ["predict", model, rows] => predict(model, rows),
        _ => Err("expected `write` or `predict`, see the head of the source".into()),
    }
}

fn train(table: &str, model: &str, params: &RandomForestParams) -> Result<(), Box<dyn Error>> {
    let cells = read(table)?;
    let features = cells.ncols() - 1;
    let mut classes = Vec::new();
    for cell in cells.column(features) {
        classes.push(cell.to_string().parse::<usize>()?);
    }
    let n_classes = classes.iter().max().map_or(0, |largest| largest + 1);
    let records = cells.slice(s![.., ..features]).to_owned();
    let forest = params.fit(&Dataset::new(records, Array1::from(classes)))?;
    let numbered = |what: &str, n| (0..n).map(|i| format!("{what}{i}")).collect::<Vec<_>>();
    let (features, classes) = (numbered("f", features), numbered("c", n_classes));
    let interface = Interface {
        features: &features,
        classes: &classes,
        integers: false,
        inputs: None,
    };
    Ok(fs::write(model, forest.to_onnx(&interface)?)?)
}

fn predict(model: &str, rows: &str) -> Result<(), Box<dyn Error>> {
    let model = Classifier::from_bytes(&fs::read(model)?)?;
    let prediction = model.predict(&read(rows)?.view());
    for (label, shares) in prediction
        .labels
        .iter()
        .zip(prediction.probabilities.rows())
    {
        let shares: Vec<String> = shares.iter().map(ToString::to_string).collect();
        println!("{label},{}", shares.join(","));
    }
    Ok(())
}

fn read(path: &str) -> Result<Array2<f64>, Box<dyn Error>> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_path(path)?;
    let mut cells = Vec::new();
    let mut rows = 0;
    for record in reader.records() {
        for cell in &record? {
            cells.push(cell.parse::<f64>()?);
        }
        rows += 1;
    }
    Ok(Array2::from_shape_vec(
        (rows, cells.len() / rows.max(1)),
        cells,
    )?)
}
