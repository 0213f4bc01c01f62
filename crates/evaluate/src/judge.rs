//! The stage itself: predicts, scores, logs to the tracker, writes.

use std::io;

use classifiers::Classifier;
use mlflow::{Batch, Client, Config, MODEL_ID_TAG, Metric, Run};
use serde::Serialize;
use stage::metadata::ModelMetadata;
use stage::outputs::Outputs;
use stage::params::Params;
use stage::samples::Samples;

use crate::args::Args;
use crate::confusion::Confusion;
use crate::error::EvaluateError;
use crate::scores::Scores;
use crate::source::{fetch_model, find_run};

/// Judges the tracked model on the test rows.
///
/// # Errors
///
/// As [`crate::run`]. What was there before is then left as it was.
pub fn judge(args: &Args, params: &Params) -> Result<(), EvaluateError> {
    let metadata = ModelMetadata::read(&args.metadata)?;
    let samples = Samples::read(&args.test, metadata.classes.len())?;
    let client = Client::connect(Config::from_env()?)?;
    let run = find_run(
        &client,
        &params.tracking.experiment,
        &metadata,
        &args.metadata,
    )?;
    let model = fetch_model(&client, &run, &metadata)?;
    if model.features() != samples.features {
        return Err(EvaluateError::OtherFeatures {
            path: args.test.clone(),
        });
    }
    let confusion = Confusion::count(&predict(&model, &samples), &metadata.classes);
    let scores = Scores::of(&confusion.data);
    let outputs = stage_outputs(args, &scores, &confusion)?;
    client.log(&run.id, &batch(&run, &scores))?;
    outputs.commit()?;
    let Scores {
        accuracy,
        precision,
        recall,
        f1_score,
    } = scores;
    println!(
        "evaluate: accuracy {accuracy:.4}, precision {precision:.4}, recall {recall:.4}, \
         F1 {f1_score:.4} on {} test rows",
        samples.targets.len()
    );
    Ok(())
}

/// For every row its class and the label that the model gives it.
fn predict(model: &Classifier, samples: &Samples) -> Vec<(usize, usize)> {
    let labels = model.predict(&samples.records.view()).labels;
    let pairs = samples.targets.iter().zip(&labels);
    pairs
        .map(|(&class, &label)| {
            let label = usize::try_from(label).expect("labels are positions in the class names");
            (class, label)
        })
        .collect()
}

/// As the Python reference logs them, and attached to the model where the
/// tracker has models as entities.
fn batch(run: &Run, scores: &Scores) -> Batch {
    let model_id = run.tags.get(MODEL_ID_TAG).map(String::as_str);
    let metrics = [
        ("eval_accuracy", scores.accuracy),
        ("eval_precision", scores.precision),
        ("eval_recall", scores.recall),
        ("eval_f1", scores.f1_score),
    ];
    let metrics = metrics.map(|(name, value)| Metric::new(name, value).of_model(model_id));
    Batch {
        metrics: metrics.into(),
        ..Batch::default()
    }
}

fn stage_outputs(
    args: &Args,
    scores: &Scores,
    confusion: &Confusion,
) -> Result<Outputs, EvaluateError> {
    let mut outputs = Outputs::new();
    outputs.add(&args.metrics, |out| write_json(out, scores))?;
    outputs.add(&args.confusion, |out| write_json(out, confusion))?;
    Ok(outputs)
}

fn write_json(out: &mut dyn io::Write, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer_pretty(out, value).map_err(io::Error::from)
}
