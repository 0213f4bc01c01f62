//! Trains a family, writes it as ONNX and runs such files from a shell; the
//! oracle's scripts call it.
//!
//! ```text
//! classifier write PARAMS.yaml TABLE.csv MODEL.onnx    prints the label of each row, by the model in memory
//! classifier predict MODEL.onnx ROWS.csv               prints label,probability,... per row
//! ```
//!
//! Tables have no header; the table to write from has the class in its last column.

use std::error::Error;
use std::fs;
use std::path::Path;

use estimators::fit;
use linfa::Dataset;
use ndarray::{Array1, Array2, s};
use onnx::{Classifier, Interface};
use params::Params;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["write", params, table, model] => write(params, table, model),
        ["predict", model, rows] => predict(model, rows),
        _ => Err("expected `write` or `predict`, see the head of the source".into()),
    }
}

fn write(params: &str, table: &str, file: &str) -> Result<(), Box<dyn Error>> {
    let params = Params::read(Path::new(params))?;
    let cells = read(table)?;
    let last = cells.ncols() - 1;
    let mut classes = Vec::new();
    for cell in cells.column(last) {
        classes.push(cell.to_string().parse::<usize>()?);
    }
    let records = cells.slice(s![.., ..last]).to_owned();
    let model = fit(
        &params.train,
        &Dataset::new(records.clone(), Array1::from(classes)),
    )?;
    let features: Vec<_> = (0..last).map(|i| format!("f{i}")).collect();
    let interface = Interface {
        features: &features,
        classes: &params.data.classes,
        integers: records.iter().all(|cell| cell.fract() == 0.0),
        inputs: None,
    };
    fs::write(file, model.to_onnx(&interface)?)?;
    if let Some(warning) = model.warning() {
        eprintln!("{warning}");
    }
    for label in model.predict(&records.view()) {
        println!("{label}");
    }
    Ok(())
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
