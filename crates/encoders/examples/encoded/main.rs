//! Fits encoders and encodes rows for `oracle/encoders.py`, which compares every number with
//! scikit-learn's.
//!
//! Reads the path of a folder per line, answers each with a line: empty, or why it was refused.
//! The folder holds `params.yaml` and `rows.json`:
//!
//! ```text
//! {"types": ["double", "string"], "train": [[1.5, null], ["a", "b"]], "test": [[2], [null]]}
//! ```
//!
//! `train.matrix` and `test.matrix` (float64, row by row, little-endian) and `names.json` are
//! written beside them.

mod rows;

use std::error::Error;
use std::fs;
use std::io::stdin;
use std::path::Path;

use encoders::fit;
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
    let rows = serde_json::from_slice(&fs::read(folder.join("rows.json"))?)?;
    let (train, test) = (rows::frame(&rows, "train")?, rows::frame(&rows, "test")?);
    let inputs = fit(&rows::features(&columns, &rows)?, &train)?;
    write(&inputs, &train, &folder.join("train.matrix"))?;
    write(&inputs, &test, &folder.join("test.matrix"))?;
    let names = Value::from(encoded_names(&inputs));
    fs::write(folder.join("names.json"), names.to_string())?;
    Ok(())
}

fn write(inputs: &[Input], rows: &Frame, path: &Path) -> Result<(), Failed> {
    let matrix = encode(inputs, rows);
    let bytes: Vec<u8> = matrix.iter().flat_map(|cell| cell.to_le_bytes()).collect();
    Ok(fs::write(path, bytes)?)
}
