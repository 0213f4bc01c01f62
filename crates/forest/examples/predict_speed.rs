//! Times predictions; `oracle/predict_speed.py` calls it and its peers in turns.
//!
//! ```text
//! predict_speed FOLDER COLUMNS TREES DEPTH    DEPTH 0 means unlimited
//! ```
//!
//! The folder holds `train.f32` and `test.f32` (little-endian float32, row by row) and
//! `train.u32` (classes). After training, every line on standard input asks for one
//! round. It answers with a JSON object of seconds: `plain` is a walk down one tree
//! after the other in parallel over the rows, the way without preparation.

use std::error::Error;
use std::fs;
use std::hint::black_box;
use std::io::stdin;
use std::path::Path;
use std::time::Instant;

use forest::{RandomForest, RandomForestParams};
use linfa::Dataset;
use linfa::traits::{Fit, Predict};
use ndarray::{Array1, Array2, ArrayView2, s};
use rayon::prelude::*;

/// Single rows that are timed, one after the other.
const SINGLE_ROWS: usize = 1000;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, columns, trees, depth] = &arguments[..] else {
        return Err("expected four arguments, see the head of the source".into());
    };
    let columns: usize = columns.parse()?;
    let train = table(&Path::new(folder).join("train.f32"), columns)?;
    let test = table(&Path::new(folder).join("test.f32"), columns)?;
    let classes = words(&Path::new(folder).join("train.u32"))?;
    let classes: Array1<usize> = classes
        .into_iter()
        .map(|word| u32::from_le_bytes(word) as usize)
        .collect();
    let start = Instant::now();
    let model = RandomForestParams::new()
        .n_estimators(trees.parse()?)
        .max_depth(Some(depth.parse()?).filter(|&depth| depth > 0))
        .random_state(1)
        .fit(&Dataset::new(train, classes))?;
    eprintln!("trained in {:.2} s", start.elapsed().as_secs_f64());
    for line in stdin().lines() {
        line?;
        round(&model, &test);
    }
    Ok(())
}

fn round(model: &RandomForest, test: &Array2<f32>) {
    let (plain, expected) = seconds(|| plain(model, &test.view()));
    let (proba, found) = seconds(|| model.predict_proba(&test.view()));
    assert_eq!(found, expected, "every bit is that of the plain walk");
    let (predict, _) = seconds(|| model.predict(test));
    let (single, ()) = seconds(|| {
        for row in 0..SINGLE_ROWS {
            black_box(model.predict(&test.slice(s![row..=row, ..])));
        }
    });
    let (single_proba, ()) = seconds(|| {
        for row in 0..SINGLE_ROWS {
            black_box(model.predict_proba(&test.slice(s![row..=row, ..])));
        }
    });
    let (single, single_proba) = (
        single / SINGLE_ROWS as f64,
        single_proba / SINGLE_ROWS as f64,
    );
    println!(
        "{{\"plain\": {plain}, \"proba\": {proba}, \"predict\": {predict}, \
         \"single\": {single}, \"single_proba\": {single_proba}}}"
    );
}

fn plain(model: &RandomForest, records: &ArrayView2<f32>) -> Array2<f64> {
    let n_classes = model.n_classes();
    let mut shares = vec![0.0; records.nrows() * n_classes];
    shares
        .par_chunks_mut(n_classes)
        .enumerate()
        .for_each(|(row, sums)| {
            let row = records.row(row).to_vec();
            for tree in model.trees() {
                for (sum, share) in sums.iter_mut().zip(tree.node_value(tree.apply(&row))) {
                    *sum += share;
                }
            }
            for sum in sums {
                *sum /= model.trees().len() as f64;
            }
        });
    Array2::from_shape_vec((records.nrows(), n_classes), shares).expect("a share per row and class")
}

fn seconds<T>(work: impl FnOnce() -> T) -> (f64, T) {
    let start = Instant::now();
    let result = black_box(work());
    (start.elapsed().as_secs_f64(), result)
}

fn table(path: &Path, columns: usize) -> Result<Array2<f32>, Box<dyn Error>> {
    let cells: Vec<f32> = words(path)?.into_iter().map(f32::from_le_bytes).collect();
    Ok(Array2::from_shape_vec(
        (cells.len() / columns, columns),
        cells,
    )?)
}

fn words(path: &Path) -> Result<Vec<[u8; 4]>, Box<dyn Error>> {
    let bytes = fs::read(path)?;
    Ok(bytes.as_chunks::<4>().0.to_vec())
}
