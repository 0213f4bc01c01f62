//! Stage 1: turns the source dataset into the raw table of the pipeline.
//!
//! The source is any CSV file of numeric features and one column of class
//! names. The raw table holds the features in their order, then `target`, the
//! class as a number, then `target_name`, its name: the columns and bytes that
//! the Python reference writes with pandas.
//!
//! # Layout
//!
//! - `args`: the command line.
//! - `raw`: the raw table, made from the source and `params.yaml`.
//! - `suspicious`: columns that a model should perhaps not learn from.
//! - `error`: what can go wrong.

mod args;
mod error;
mod raw;
mod suspicious;

use params::Params;
use stage::outputs::Outputs;
use table::{Table, write_csv};

pub use args::Args;
pub use error::IngestError;

/// Reads the source, checks it, and writes the raw table.
///
/// # Errors
///
/// When `params.yaml` or the source is not what it must be, or the raw table
/// cannot be written. What was there before is then left as it was.
pub fn run(args: &Args) -> Result<(), IngestError> {
    let params = Params::read(&args.params)?;
    let (path, output) = (args.source(&params.data), args.output(&params.data));
    let source = Table::read(&path, &raw::expected(&params.data))?;
    let mut raw = raw::from_source(&source, &params.data.classes)?;
    let mut outputs = Outputs::new();
    outputs.add(&output, |out| write_csv(&mut raw, out))?;
    outputs.commit()?;
    for warning in suspicious::warnings(&source, params.data.classes.len()) {
        eprintln!("ingest: {warning}");
    }
    let (rows, features) = (raw.height(), raw.width() - raw::ADDED_COLUMNS);
    let (classes, output) = (params.data.classes.len(), output.display());
    println!("ingest: {rows} rows, {features} features, {classes} classes -> {output}");
    Ok(())
}
