//! Stage 2: splits the raw table into train and test rows, every class in the
//! same proportion, exactly as scikit-learn's `train_test_split` does it. Which rows go where is
//! for crate `model_selection` to say.
//!
//! # Layout
//!
//! - `args`: the command line.
//! - `raw`: the raw table, checked, in a file that is as ingest spells it.
//! - `rows`: what is kept of its rows in memory.
//! - `tails`: how they end, and what the parts do without.
//! - `shuffle`: the rows, moved there through the disk.
//! - `parts`: the two outputs.
//! - `parquet`: one of them as a parquet file.
//! - `error`: what can go wrong.

mod args;
mod error;
mod parquet;
mod parts;
mod raw;
mod rows;
mod shuffle;
mod tails;

use model_selection::train_test_split;
use params::Params;

pub use args::Args;
pub use error::PreprocessError;
use raw::Raw;

/// Checks the raw table, splits its rows, and writes the two parts.
///
/// # Errors
///
/// When `params.yaml` or the raw table is not what it must be, the split that
/// is asked for cannot be made, or the parts cannot be written. What was there
/// before is then left as it was.
pub fn run(args: &Args) -> Result<(), PreprocessError> {
    let params = Params::read(&args.params)?;
    let data = &params.data;
    let paths = [args.train(data), args.test(data)];
    let raw = Raw::read(&args.input(data), data, &paths[0])?;
    let classes = &raw.rows.classes;
    let test_rows = params.preprocess.test_size.of(classes.len());
    let split = train_test_split(classes, test_rows, params.preprocess.random_state)
        .map_err(|error| PreprocessError::of_split(error, &data.classes))?;
    let counts = [split.train.len(), split.test.len()];
    parts::write(raw, split, data, [&paths[0], &paths[1]])?;
    for (rows, path) in counts.into_iter().zip(&paths) {
        println!("preprocess: {rows} rows -> {}", path.display());
    }
    Ok(())
}
