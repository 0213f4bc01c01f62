//! Writes and runs large ONNX forests; `oracle/onnx_scale.py` calls it.
//!
//! ```text
//! forest_scale write FOLDER COLUMNS TREES DEPTH MODEL.onnx    DEPTH 0 means unlimited
//! forest_scale predict MODEL.onnx ROWS.f32 ANSWER
//! ```
//!
//! `write` trains on the folder's `train.f32` (little-endian float32, row by row) and
//! `train.u32` (classes); `ANSWER` gets the labels of the rows as int64, then their
//! probabilities as float32. Both print a JSON object: seconds, counts, and the peak of
//! the memory so far, in MB.

use std::error::Error;
use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

use forest::{RandomForest, RandomForestParams};
use linfa::{Dataset, traits::Fit};
use ndarray::{Array1, Array2};
use onnx::{Classifier, Interface};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["write", folder, columns, trees, depth, model] => {
            let params = RandomForestParams::new()
                .n_estimators(trees.parse()?)
                .max_depth(Some(depth.parse()?).filter(|&depth| depth > 0))
                .random_state(1);
            let (train, forest) = seconds(|| fit(Path::new(folder), columns.parse()?, &params));
            save(&forest?, train, model)
        }
        ["predict", model, rows, answer] => predict(model, rows, answer),
        _ => Err("expected `write` or `predict`, see the head of the source".into()),
    }
}

fn fit(
    folder: &Path,
    columns: usize,
    params: &RandomForestParams,
) -> Result<RandomForest, Box<dyn Error>> {
    let records = table(&folder.join("train.f32"), columns)?;
    let classes: Array1<usize> = words(&folder.join("train.u32"))?
        .into_iter()
        .map(|word| u32::from_le_bytes(word) as usize)
        .collect();
    Ok(params.fit(&Dataset::new(records, classes))?)
}

fn save(forest: &RandomForest, train: f64, model: &str) -> Result<(), Box<dyn Error>> {
    let numbered = |what: &str, n| (0..n).map(|i| format!("{what}{i}")).collect::<Vec<_>>();
    let features = numbered("f", forest.n_features());
    let classes = numbered("c", forest.n_classes());
    let interface = Interface {
        features: &features,
        classes: &classes,
        integers: false,
        inputs: None,
    };
    let trained = peak_mb()?;
    let (write, bytes) = seconds(|| forest.to_onnx(&interface));
    let bytes = bytes?;
    fs::write(model, &bytes)?;
    let nodes: usize = forest.trees().iter().map(forest::Tree::node_count).sum();
    println!(
        "{{\"train\": {train}, \"write\": {write}, \"nodes\": {nodes}, \"bytes\": {}, \
         \"peak_trained\": {trained}, \"peak_written\": {}}}",
        bytes.len(),
        peak_mb()?
    );
    Ok(())
}

fn predict(model: &str, rows: &str, answer: &str) -> Result<(), Box<dyn Error>> {
    let bytes = fs::read(model)?;
    let (read, model) = seconds(|| Classifier::from_bytes(&bytes));
    let model = model?;
    let peak = peak_mb()?;
    let rows = table(Path::new(rows), model.features().len())?;
    let (predict, prediction) = seconds(|| model.predict(&rows.view()));
    let labels = prediction.labels.iter().flat_map(|it| it.to_le_bytes());
    let shares = prediction.probabilities.iter();
    let shares = shares.flat_map(|it| it.to_le_bytes());
    fs::write(answer, labels.chain(shares).collect::<Vec<_>>())?;
    println!(
        "{{\"read\": {read}, \"predict\": {predict}, \"rows\": {}, \"peak_read\": {peak}}}",
        rows.nrows()
    );
    Ok(())
}

fn seconds<T>(work: impl FnOnce() -> T) -> (f64, T) {
    let start = Instant::now();
    let result = black_box(work());
    (start.elapsed().as_secs_f64(), result)
}

/// The most memory that this process has had so far.
fn peak_mb() -> Result<usize, Box<dyn Error>> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kb = line.and_then(|line| line.split_whitespace().next());
    Ok(kb
        .ok_or("no VmHWM in /proc/self/status")?
        .parse::<usize>()?
        / 1024)
}

fn table(path: &Path, columns: usize) -> Result<Array2<f32>, Box<dyn Error>> {
    let cells: Vec<f32> = words(path)?.into_iter().map(f32::from_le_bytes).collect();
    let shape = (cells.len() / columns, columns);
    Ok(Array2::from_shape_vec(shape, cells)?)
}

fn words(path: &Path) -> Result<Vec<[u8; 4]>, Box<dyn Error>> {
    let bytes = fs::read(path)?;
    Ok(bytes.as_chunks::<4>().0.to_vec())
}
