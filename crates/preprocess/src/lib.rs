//! Stage 2: splits the raw table into train and test rows, every class in the
//! same proportion, exactly as scikit-learn's `train_test_split` does it.
//!
//! # Layout
//!
//! - `args`: the command line.
//! - `raw`: the raw table, checked, in a file that is as ingest spells it.
//! - `rows`: what is kept of its rows in memory.
//! - `tails`: how they end, and what the parts do without.
//! - [`split`]: which rows go where.
//! - `apportion`: how many rows of each class a part gets.
//! - `shuffle`: the rows, moved there through the disk.
//! - `parts`: the two outputs.
//! - `parquet`: one of them as a parquet file.
//! - `error`: what can go wrong.

mod apportion;
mod args;
mod error;
mod parquet;
mod parts;
mod raw;
mod rows;
mod shuffle;
pub mod split;
mod tails;

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
    let split = split::stratified(
        &raw.rows.classes,
        params.preprocess.test_size,
        params.preprocess.random_state,
    )
    .map_err(|error| PreprocessError::of_split(error, &data.classes))?;
    let counts = [split.train.len(), split.test.len()];
    parts::write(raw, split, data, [&paths[0], &paths[1]])?;
    for (rows, path) in counts.into_iter().zip(&paths) {
        println!("preprocess: {rows} rows -> {}", path.display());
    }
    Ok(())
}
