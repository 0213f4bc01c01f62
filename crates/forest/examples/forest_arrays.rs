//! Grows forests for `oracle/live.py`, which compares every array with scikit-learn's.
//!
//! Reads one job per line, answers each with a line: empty, or why it was refused.
//!
//! ```text
//! {"folder": "...", "rows": 150, "columns": 4, "probes": 20, "params": {"max_depth": 3}}
//! ```
//!
//! The folder holds `records` and `probes` (float64, row by row) and `classes` (int64);
//! the arrays of the forest are written beside them. All numbers are little-endian.

use std::error::Error;
use std::fs;
use std::io::{BufRead, stdin};
use std::path::{Path, PathBuf};

use forest::{RandomForest, RandomForestParams, Tree};
use linfa::{Dataset, traits::Fit};
use ndarray::{Array1, Array2};
use serde::Deserialize;

#[derive(Deserialize)]
struct Job {
    folder: PathBuf,
    rows: usize,
    columns: usize,
    probes: usize,
    params: RandomForestParams,
}

fn main() -> Result<(), Box<dyn Error>> {
    for line in stdin().lock().lines() {
        let job: Job = serde_json::from_str(&line?)?;
        let records = matrix(&job.folder.join("records"), (job.rows, job.columns))?;
        let classes = read(&job.folder.join("classes"), usize::from_le_bytes)?;
        match job
            .params
            .fit(&Dataset::new(records, Array1::from(classes)))
        {
            Ok(forest) => {
                write(&job, &forest)?;
                println!();
            }
            Err(error) => println!("{error}"),
        }
    }
    Ok(())
}

fn write(job: &Job, forest: &RandomForest) -> Result<(), Box<dyn Error>> {
    let probes = matrix(&job.folder.join("probes"), (job.probes, job.columns))?;
    let counts: Vec<i64> = forest
        .trees()
        .iter()
        .map(|tree| i64::try_from(tree.node_count()))
        .collect::<Result<_, _>>()?;
    let save = |name: &str, bytes: Vec<u8>| fs::write(job.folder.join(name), bytes);
    let over =
        |bytes: fn(&Tree) -> Vec<u8>| forest.trees().iter().flat_map(bytes).collect::<Vec<_>>();
    save("node_count", i64s(&counts))?;
    save("feature", over(|tree| i64s(tree.feature())))?;
    save("threshold", over(|tree| f64s(tree.threshold())))?;
    save("children_left", over(|tree| i64s(tree.children_left())))?;
    save("children_right", over(|tree| i64s(tree.children_right())))?;
    save("impurity", over(|tree| f64s(tree.impurity())))?;
    save("n_node_samples", over(|tree| i64s(tree.n_node_samples())))?;
    save(
        "weighted_n_node_samples",
        over(|tree| f64s(tree.weighted_n_node_samples())),
    )?;
    save("value", over(|tree| f64s(tree.value())))?;
    save(
        "missing_go_to_left",
        over(|tree| {
            let flags = tree.missing_go_to_left();
            flags.iter().map(|&left| u8::from(left)).collect()
        }),
    )?;
    save("predict_proba", f64s(&forest.predict_proba(&probes.view())))?;
    save("feature_importances", f64s(&forest.feature_importances()))?;
    if let Some(out_of_bag) = forest.out_of_bag() {
        save(
            "oob_decision_function",
            f64s(out_of_bag.decision_function()),
        )?;
        save("oob_score", f64s(&[out_of_bag.score()]))?;
    }
    Ok(())
}

fn matrix(path: &Path, shape: (usize, usize)) -> Result<Array2<f64>, Box<dyn Error>> {
    Ok(Array2::from_shape_vec(
        shape,
        read(path, f64::from_le_bytes)?,
    )?)
}

fn read<T>(path: &Path, number: fn([u8; 8]) -> T) -> Result<Vec<T>, Box<dyn Error>> {
    let bytes = fs::read(path)?;
    let (numbers, _) = bytes.as_chunks::<8>();
    Ok(numbers.iter().copied().map(number).collect())
}

fn f64s<'a>(values: impl IntoIterator<Item = &'a f64>) -> Vec<u8> {
    values
        .into_iter()
        .flat_map(|value| value.to_le_bytes())
        .collect()
}

fn i64s<T: Copy + Into<i64>>(values: &[T]) -> Vec<u8> {
    values
        .iter()
        .flat_map(|&value| value.into().to_le_bytes())
        .collect()
}
