//! Fits encoders and encodes rows for `oracle/encoders.py`, which compares every number with
//! scikit-learn's.
//!
//! Reads the path of a folder per line, answers each with a line: empty, or why it was refused.
//! The folder holds `params.yaml` and `rows.json`:
//!
//! ```text
//! {"types": ["double", "string"], "train": [[1.5, null], ["a", "b"]], "test": [[2], [null]],
//!  "classes": [0, 1]}
//! ```
//!
//! `train.matrix` and `test.matrix` (float64, row by row, little-endian) and `names.json` are
//! written beside them, and `model.onnx`, the model that params.yaml asks for.

mod rows;

use std::error::Error;
use std::fs;
use std::io::stdin;
use std::path::Path;

use encoders::fit;
use linfa::Dataset;
use ndarray::{Array1, Array2};
use onnx::Interface;
use onnx::encoding::{Input, encode, encoded_names};
use onnx::frame::Frame;
use params::Params;
use serde_json::Value;

type Failed = Box<dyn Error>;

fn main() -> Result<(), Failed> {
    for line in stdin().lines() {
        match work(Path::new(&line?)) {
            Ok(()) => println!(),
            Err(error) => println!("{}", error.to_string().replace('\n', " ")),
        }
    }
    Ok(())
}

fn work(folder: &Path) -> Result<(), Failed> {
    let params = Params::read(&folder.join("params.yaml"))?;
    let columns = params.data.features().ok_or("no columns")?;
    let rows: Value = serde_json::from_slice(&fs::read(folder.join("rows.json"))?)?;
    let (train, test) = (rows::frame(&rows, "train")?, rows::frame(&rows, "test")?);
    let inputs = fit(&rows::features(&columns, &rows)?, &train)?;
    write(&inputs, &train, &folder.join("train.matrix"))?;
    write(&inputs, &test, &folder.join("test.matrix"))?;
    let bytes = model(&params, &inputs, encode(&inputs, &train), &rows["classes"])?;
    fs::write(folder.join("model.onnx"), bytes)?;
    let names = Value::from(encoded_names(&inputs));
    fs::write(folder.join("names.json"), names.to_string())?;
    Ok(())
}

/// The file of a model of these records.
fn model(
    params: &Params,
    inputs: &[Input],
    records: Array2<f64>,
    classes: &Value,
) -> Result<Vec<u8>, Failed> {
    let classes: Vec<usize> = serde_json::from_value(classes.clone())?;
    let dataset = Dataset::new(records, Array1::from(classes));
    let features: Vec<_> = inputs.iter().map(|input| input.name.clone()).collect();
    let interface = Interface {
        features: &features,
        classes: &params.data.classes,
        integers: false,
        inputs: Some(inputs),
    };
    Ok(estimators::fit(&params.train, &dataset)?.to_onnx(&interface)?)
}

fn write(inputs: &[Input], rows: &Frame, path: &Path) -> Result<(), Failed> {
    let matrix = encode(inputs, rows);
    let bytes: Vec<u8> = matrix.iter().flat_map(|cell| cell.to_le_bytes()).collect();
    Ok(fs::write(path, bytes)?)
}
