//! Stage 3: trains the model that `params.yaml` asks for, writes it as ONNX, and
//! hands it to the tracker.
//!
//! The outputs depend on sources, data and parameters alone. What differs from
//! run to run (ids, versions, times) goes to the tracker and nowhere else.
//!
//! # Layout
//!
//! - [`args`]: the command line.
//! - [`tables`]: the two tables, read and checked against each other.
//! - [`learn`]: the model, its file and its scores.
//! - [`lineage`]: where the run comes from: code, image, data, pipeline.
//! - [`track`]: the run, its datasets and model, and the registered version.
//! - [`error`]: what can go wrong.

pub mod args;
pub mod error;
pub mod learn;
pub mod lineage;
pub mod tables;
pub mod track;

use std::env;
use std::io;

use mlflow::{Client, Config};
use params::Params;
use stage::metadata::ModelMetadata;
use stage::outputs::Outputs;

pub use args::Args;
pub use error::TrainError;
use learn::Learned;
use lineage::Lineage;
use tables::Tables;
use track::Subject;

/// Reads the tables, trains, tracks, and writes the model and its metadata.
///
/// The tracker is asked for first: without it nothing is worth training. The
/// outputs get their names last, when the tracker holds all of the model.
///
/// # Errors
///
/// When `params.yaml` or a table is not what it must be, the tracker cannot be
/// reached or refuses, or an output cannot be written. What was there before
/// is then left as it was.
pub fn run(args: &Args) -> Result<(), TrainError> {
    let params = Params::read(&args.params)?;
    let tables = Tables::read(&args.train, &args.test, params.data.classes.len())?;
    let lineage = Lineage::read(&args.lock, &tables, |name| env::var(name).ok())?;
    let client = Client::connect(Config::from_env()?)?;
    let learned = learn::learn(&tables, &params)?;
    let outputs = stage_outputs(args, &learned)?;
    let remarks = [lineage.remark(&args.lock), learned.remark.clone()];
    for remark in remarks.into_iter().flatten() {
        println!("train: {remark}");
    }
    let subject = Subject {
        tables: &tables,
        lineage: &lineage,
        learned: &learned,
    };
    let version = track::track(&client, &params.tracking, subject)?;
    outputs.commit()?;
    let ModelMetadata {
        train_accuracy,
        test_accuracy,
        ..
    } = learned.metadata;
    println!("train: accuracy {train_accuracy:.4} on train rows, {test_accuracy:.4} on test rows");
    println!(
        "train: registered {} version {}",
        version.name, version.version
    );
    Ok(())
}

fn stage_outputs(args: &Args, learned: &Learned) -> Result<Outputs, TrainError> {
    let mut outputs = Outputs::new();
    outputs.add(&args.model, |out| out.write_all(&learned.onnx))?;
    outputs.add(&args.metadata, |out| {
        serde_json::to_writer_pretty(out, &learned.metadata).map_err(io::Error::from)
    })?;
    Ok(outputs)
}
