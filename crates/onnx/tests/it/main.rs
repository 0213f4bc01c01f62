//! Black-box tests of files and predictions; onnxruntime's answers are the judge of both.

mod columns;
mod encoding;
mod files;
mod frames;
mod grown;
mod onnxruntime;
mod prediction;
mod shapes;
mod softmax;

use std::fs;
use std::path::Path;

/// The model file of this name among the fixtures.
fn fixture(name: &str) -> Vec<u8> {
    let name = format!("tests/fixtures/{name}.onnx");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
