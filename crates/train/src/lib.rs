//! Stage 3: trains the model that `params.yaml` asks for, writes it as ONNX, and
//! hands it to the tracker.
//!
//! The outputs depend on sources, data and parameters alone. What differs from
//! run to run (ids, versions, times) goes to the tracker and nowhere else.
//!
//! # Layout
//!
//! - `args`: the command line.
//! - `tables`: the two tables, read and checked against each other.
//! - `features`: how their columns enter the model, and their types.
//! - `encoded`: the tables as the matrices that a model computes with.
//! - `parallel`: independent pieces of work on several threads.
//! - `validation`: scores on training rows that a model did not learn from.
//! - `tuning`: the search for hyperparameters.
//! - `model`: the model, its file and its scores.
//! - `growth`: what is seen of a model while it is trained.
//! - `importances`: what each column contributes to it.
//! - `shard`: a forest in parts, each in a file.
//! - `existing`: the model that is there already, in place of a training.
//! - `lineage`: where the run comes from: code, image, data, pipeline.
//! - `system_metrics`: what the training takes of the machine.
//! - `track`: the run, its datasets and model, and the registered version.
//! - `error`: what can go wrong.

mod args;
mod encoded;
mod error;
mod existing;
mod features;
mod growth;
mod importances;
mod lineage;
mod model;
mod parallel;
mod shard;
mod system_metrics;
mod tables;
mod track;
mod tuning;
mod validation;

use std::env;
use std::time::Instant;

use mlflow::{Client, Config, ModelVersion};
use params::Params;
use provenance::Timings;
use stage::metadata::ModelMetadata;
use stage::outputs::Outputs;

pub use args::Args;
pub use error::TrainError;
use growth::Growth;
use lineage::Lineage;
use model::{TrainedModel, Trees};
use system_metrics::SystemMetrics;
use tables::Tables;
use track::{RunContext, Tracked};
use tuning::Found;

/// Does what the command line asks for: a training, or a part of it.
///
/// # Errors
///
/// When `params.yaml` or a table is not what it must be, the tracker cannot be
/// reached or refuses, or an output cannot be written. What was there before
/// is then left as it was.
pub fn run(args: &Args) -> Result<(), TrainError> {
    let (params, text) = Params::read_with_text(&args.params)?;
    if args.shard.is_empty() {
        train(args, &params, text)
    } else {
        shard::grow(args, &params)
    }
}

/// Reads the tables, trains, tracks, and writes the model and its metadata. The trees of a forest
/// may have been grown before, in parts.
///
/// The run is opened before the training: it lasts as long, a signal meanwhile ends it as
/// killed, and without a tracker nothing is worth training. The outputs get their names
/// last, when the tracker holds all of the model.
///
/// # Errors
///
/// As [`run`].
fn train(args: &Args, params: &Params, text: String) -> Result<(), TrainError> {
    let settings = tuning::settings(params)?;
    if !args.merge.is_empty() {
        shard::n_trees(params)?;
    }
    let data = &params.data;
    let started = Instant::now();
    let tables = Tables::read(&args.train(data), &args.test(data), params)?;
    let timings = Timings {
        read_seconds: started.elapsed().as_secs_f64(),
        train_seconds: None,
    };
    let lineage = Lineage::read(args, text, &tables, |name| env::var(name).ok())?;
    if args.existing {
        return bring_in(args, params, &tables, &lineage.of_existing(), timings);
    }
    validation::check(&tables.train, params)?;
    // Before the run: what is wrong with a shard is no failed training.
    let merged = if args.merge.is_empty() {
        None
    } else {
        Some(shard::read(&args.merge, params, &tables)?)
    };
    let client = Client::connect(Config::from_env()?)?;
    warn(lineage.warning(&args.lock));
    warn(lineage.withheld());
    let (model, tracked, outputs) = track::in_run(&client, &params.tracking, &lineage, |run| {
        let started = Instant::now();
        let sampling = params.tracking.system_metrics;
        let sampling = sampling.then(|| SystemMetrics::start(&client, run));
        let found = tuning::search(&tables, params, settings)?;
        let params = tuning::with_model(params, found.as_ref().map(Found::model));
        let trees = match merged {
            Some(parts) => Trees::Grown(parts),
            None => Trees::ToGrow(Growth::start(&params, &client, run)),
        };
        let model = model::train_model(&tables, &params, found.as_ref(), trees)?;
        drop(sampling);
        let timings = Timings {
            train_seconds: Some(started.elapsed().as_secs_f64()),
            ..timings
        };
        warn(model.warning.clone());
        let outputs = stage_outputs(args, &model)?;
        let context = RunContext {
            params: &params,
            tables: &tables,
            lineage: &lineage,
            model: &model,
            timings,
        };
        let tracked = track::log(&client, run, context)?;
        warn(track::log_tries(run, &lineage, found.as_ref()));
        Ok((model, tracked, outputs))
    })?;
    outputs.commit()?;
    print(&model, &tracked, &lineage);
    Ok(())
}

/// Tracks and registers the model that is there as it is.
///
/// # Errors
///
/// When it is not what a training would write now, or the tracker cannot be reached or refuses.
fn bring_in(
    args: &Args,
    params: &Params,
    tables: &Tables,
    lineage: &Lineage,
    timings: Timings,
) -> Result<(), TrainError> {
    let (model, params) = existing::read_model(args, tables, params)?;
    let client = Client::connect(Config::from_env()?)?;
    let path = args.model.display();
    println!("train: bringing in `{path}` as it is: this tracker does not know it");
    warn(lineage.warning(&args.lock));
    warn(lineage.withheld());
    let tracked = track::in_run(&client, &params.tracking, lineage, |run| {
        let context = RunContext {
            params: &params,
            tables,
            lineage,
            model: &model,
            timings,
        };
        Ok(track::log(&client, run, context)?)
    })?;
    print(&model, &tracked, lineage);
    Ok(())
}

fn print(model: &TrainedModel, tracked: &Tracked, lineage: &Lineage) {
    let ModelMetadata {
        train_accuracy,
        test_accuracy,
        validation,
        tune,
        ..
    } = &model.metadata;
    if let Some(tuned) = tune {
        println!("train: tuned: {tuned}");
    }
    println!("train: accuracy {train_accuracy:.4} on train rows, {test_accuracy:.4} on test rows");
    if let Some(validation) = validation {
        println!("train: validation {validation}");
    }
    match tracked {
        Tracked::Registered(ModelVersion { name, version, .. }) => {
            println!("train: registered {name} version {version}");
        }
        Tracked::Experiment(run) => {
            let name = lineage.experiment().unwrap_or_default();
            println!(
                "train: experiment `{name}` is tracked in run {run}, and registers no version"
            );
        }
    }
}

/// Tells what a person should know although it worked.
fn warn(warning: Option<String>) {
    if let Some(warning) = warning {
        println!("train: {warning}");
    }
}

fn stage_outputs(args: &Args, model: &TrainedModel) -> Result<Outputs, TrainError> {
    let mut outputs = Outputs::new();
    outputs.add(&args.model, |out| out.write_all(&model.onnx))?;
    let metadata = model.metadata.to_json();
    outputs.add(&args.metadata, |out| out.write_all(metadata.as_bytes()))?;
    Ok(outputs)
}
