//! Stage 2: splits the raw table into train and test rows, every class in the
//! same proportion, exactly as scikit-learn's `train_test_split` does it.
//!
//! # Layout
//!
//! - `args`: the command line.
//! - `raw`: the raw table as typed columns, and a part of its rows.
//! - [`split`]: which rows go where.
//! - `apportion`: how many rows of each class a part gets.
//! - `error`: what can go wrong.

mod apportion;
mod args;
mod error;
mod raw;
pub mod split;

use params::Params;
use stage::outputs::Outputs;
use table::write_csv;

pub use args::Args;
pub use error::PreprocessError;

/// Reads the raw table, splits it, and writes the two parts.
///
/// # Errors
///
/// When `params.yaml` or the raw table is not what it must be, the split that
/// is asked for cannot be made, or the parts cannot be written. What was there
/// before is then left as it was.
pub fn run(args: &Args) -> Result<(), PreprocessError> {
    let params = Params::read(&args.params)?;
    let data = &params.data;
    let (train_path, test_path) = (args.train(data), args.test(data));
    let raw = raw::Raw::read(&args.input(data), data)?;
    let split = split::stratified(
        raw.targets(),
        params.preprocess.test_size,
        params.preprocess.random_state,
    )
    .map_err(|error| PreprocessError::of_split(error, &params.data.classes))?;
    let mut train = raw.part(&split.train)?;
    let mut test = raw.part(&split.test)?;
    let mut outputs = Outputs::new();
    outputs.add(&train_path, |out| write_csv(&mut train, out))?;
    outputs.add(&test_path, |out| write_csv(&mut test, out))?;
    outputs.commit()?;
    println!(
        "preprocess: {} rows -> {}",
        train.height(),
        train_path.display()
    );
    println!(
        "preprocess: {} rows -> {}",
        test.height(),
        test_path.display()
    );
    Ok(())
}
