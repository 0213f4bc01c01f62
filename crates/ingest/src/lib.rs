//! Stage 1: turns the source dataset into the raw table of the pipeline.
//!
//! The source is any table of features, which `data.columns` of params.yaml describes, and one
//! column of class names. The raw table holds the features in their order, then `target`, the
//! class as a number, then `target_name`, its name: the columns and bytes that pandas writes.
//! Rows that params.yaml allows to set aside are in a file beside it.
//!
//! # Layout
//!
//! - `args`: the command line.
//! - `raw`: what `params.yaml` says of the source.
//! - `parquet`: the raw table as a parquet file.
//! - `steps`: how far that is.
//! - `profile`: another dataset, looked at and described for `params.yaml`.
//! - `report`: what is told of it.
//! - `suspicious`: columns that a model should perhaps not learn from.
//! - `error`: what can go wrong.

mod args;
mod error;
mod parquet;
pub mod profile;
mod raw;
mod report;
mod steps;
mod suspicious;

use std::io::BufWriter;

use params::{Params, TableFormat};
use stage::outputs::{DraftedFile, Outputs};
use steps::Steps;
use suspicious::Suspects;
use table::source::Source;
use table::spell::spell;
use table::write_rejected;

pub use args::{Args, Command, ProfileArgs};
pub use error::IngestError;

/// Does what the command line asks for.
///
/// # Errors
///
/// As [`ingest`] and [`profile::run`].
pub fn run(args: &Args) -> Result<(), IngestError> {
    match &args.command {
        Some(Command::Profile(args)) => Ok(profile::run(args)?),
        None => ingest(args),
    }
}

/// Reads the source, checks it, and writes the raw table and the rows that are not in it.
///
/// # Errors
///
/// When `params.yaml` or the source is not what it must be, or the raw table
/// cannot be written. What was there before is then left as it was.
pub fn ingest(args: &Args) -> Result<(), IngestError> {
    let params = Params::read(&args.params)?;
    let (data, expected) = (&params.data, raw::expected(&params.data));
    let output = args.output(data);
    let rejected = output.with_extension("rejected.csv");
    let source = Source::open(&args.source(data), expected.format)?;
    let mut outputs = Outputs::new();
    let raw = DraftedFile::create(&mut outputs, &output, data.format == TableFormat::Parquet)?;
    let suspects = Suspects::new(data.classes.len());
    let steps = Steps::new(&suspects, source.text_bytes());
    let lines = raw.draft().file();
    let spelt = raw.flushing(|| {
        let spelt = spell(&source, &expected, &data.classes, Some(lines), &steps);
        spelt.map_err(|error| IngestError::of_spelling(error, raw.draft()))
    })?;
    drop(steps);
    raw.finish(|lines, out| parquet::write(&spelt, lines, out))?;
    let told = outputs.create(&rejected)?;
    let mut out = BufWriter::new(told.file());
    write_rejected(&source, &expected, &spelt.rejected, &mut out)
        .map_err(|error| IngestError::of_spelling(error, &told))?;
    outputs.commit()?;
    for warning in report::warnings(suspects, &spelt, data, &rejected) {
        eprintln!("ingest: {warning}");
    }
    let summary = report::summary(&spelt, data);
    println!("ingest: {summary} -> {}", output.display());
    Ok(())
}
