//! Stage 4: fetches the model that train tracked, and judges it on the test rows.
//!
//! What is judged is what would be served: the file in the tracker, checked
//! against the digest that train wrote down, not the one on the disk.
//!
//! Then the gate of `params.yaml` decides: a model that passes becomes
//! `production` in the registry, one that fails `staging`. How is for crate
//! `registry` to know. In an experiment of DVC the verdict goes to the run alone.
//!
//! # Layout
//!
//! - `args`: the command line.
//! - `candidate`: what is judged, a version or a run.
//! - `fetch`: the model in the tracker.
//! - `rows`: the test rows, as models take them.
//! - `confusion`: the confusion matrix.
//! - [`metrics`]: the metrics as scikit-learn defines them, and intervals of them.
//! - `curves`: ROC, precision-recall and calibration, with as many points as can be seen.
//! - `champion`: the production model, asked about the same rows.
//! - `outputs`: the files that DVC tracks.
//! - `pictures`: what the run gets to look at.
//! - `tables`: the same as MLflow's own tables.
//! - `error`: what can go wrong.

mod args;
mod candidate;
mod champion;
mod confusion;
mod curves;
mod error;
mod fetch;
pub mod metrics;
mod outputs;
mod pictures;
mod rows;
mod tables;

use std::env;

use mlflow::{Client, Config, Content};
use params::{Metric, Params, PerMetric};
use provenance::{EVALUATE_RECORD, EvaluateRecord, experiment};
use registry::gate::{self, Verdict};
use registry::record::Evaluation;
use registry::{Metrics, ProductionState, Scores};
use stage::metadata::ModelMetadata;
use stage::selection::ValidationScores;

pub use args::Args;
use candidate::Candidate;
use champion::Judgement;
use confusion::ConfusionMatrix;
use curves::Curves;
pub use error::EvaluateError;
use fetch::fetch_model;
use metrics::Judged;
use rows::TestFile;

/// Judges the tracked model on the test rows, and makes it `production` if it passes.
///
/// # Errors
///
/// When a file is not what it must be, the tracker cannot be reached, refuses
/// or does not know the model, or an output cannot be written. What was there before is
/// then left as it was, but for [`EvaluateError::Gate`], which leaves the new scores.
pub fn run(args: &Args) -> Result<(), EvaluateError> {
    let params = Params::read(&args.params)?;
    let metadata = ModelMetadata::read(&args.metadata)?;
    let n_classes = metadata.classes.len();
    let test = args.test(&params.data);
    // Where columns are described, the model says what they hold.
    let test = TestFile::open(&test, n_classes, params.data.columns.is_none())?;
    let client = Client::connect(Config::from_env()?)?;
    let names = &params.tracking;
    let candidate = Candidate::find(&client, names, &metadata, &args.metadata, experiment())?;
    let model = fetch_model(&client, &candidate, &metadata)?;
    let (rows, predictions) = test.judged_by(&model)?;
    let judged = Judged::new(&rows.targets, &predictions);
    let calibration = metrics::calibration(&rows.targets, &predictions);
    drop(predictions);
    let matrix = ConfusionMatrix::count(judged.pairs(), &metadata.classes);
    let validation = metadata.validation.iter().flat_map(ValidationScores::named);
    let metrics = Metrics {
        validation: validation.collect(),
        ..metrics::metrics(&judged, &metadata.classes, &params.evaluate)
    };
    let curves = Curves::of(&judged, &calibration, &metadata.classes);
    let outputs = outputs::write(args, &metrics, &matrix, &curves)?;

    let state = ProductionState::read(&client, &names.registered_model)?;
    let ours = Judgement {
        candidate: &candidate,
        metadata: &metadata,
        rows: &rows,
        judged: &judged,
    };
    let comparison = champion::compare(&client, &state, ours, &params.gate)?;
    let evaluation = Evaluation {
        result: gate::decide(metrics.scores, &params.gate, comparison),
        intervals: metrics
            .intervals
            .as_ref()
            .map_or_else(PerMetric::default, |all| all.scores),
        test_md5: rows.md5,
        test_rows: rows.targets.len(),
        model_type: metadata.model_type,
    };
    let per_class = &metrics.per_class;
    let tables = candidate.log_results(
        &client,
        || files(&matrix, &curves),
        || tables::of(&matrix, &curves, per_class),
    )?;
    let is_chosen = names.run_name_is_chosen();
    let warning = candidate.record(&client, &state, &evaluation, per_class, is_chosen, tables)?;
    outputs.commit()?;
    let remarks = metrics::remarks(&metrics, &judged, &metadata.classes, &params.evaluate);
    print_scores(&evaluation, &remarks, warning.as_deref());
    if candidate.is_reproduction() {
        // `make reproduce` compares the scores; what the gate says of them now is another matter.
        return Ok(());
    }
    print_verdict(&evaluation);
    if let Some(remark) = candidate.remark() {
        println!("evaluate: {remark}");
    }
    if params.gate.hard && evaluation.result.verdict == Verdict::Failed {
        return Err(EvaluateError::Gate {
            candidate: candidate.to_string(),
            grounds: evaluation.result.grounds(),
            by_hand: candidate.by_hand(),
        });
    }
    Ok(())
}

/// The pictures, and which image and program judged, for the run that holds the scores.
fn files(matrix: &ConfusionMatrix, curves: &Curves) -> Vec<(String, Content)> {
    let record = EvaluateRecord::of(env!("CARGO_PKG_NAME"), |name| env::var(name).ok());
    let record = Content::Bytes(record.to_json().into());
    let mut files = pictures::files(matrix, curves);
    files.push((EVALUATE_RECORD.to_owned(), record));
    files
}

fn print_scores(evaluation: &Evaluation, remarks: &[String], warning: Option<&str>) {
    if let Some(warning) = warning {
        eprintln!("evaluate: {warning}");
    }
    let (first, more) = Metric::ALL.split_at(4);
    let (scores, rows) = (&evaluation.result.scores, evaluation.test_rows);
    println!("evaluate: {} on {rows} test rows", listed(scores, first));
    println!("evaluate: {}", listed(scores, more));
    for remark in remarks {
        println!("evaluate: {remark}");
    }
}

fn print_verdict(evaluation: &Evaluation) {
    println!("evaluate: gate {}", evaluation.result);
    if let Some(paired) = evaluation.result.paired() {
        println!("evaluate: {paired}");
    }
}

/// `accuracy 0.9333, precision 0.9333`, of the metrics that are defined.
fn listed(scores: &Scores, metrics: &[Metric]) -> String {
    let scores = metrics
        .iter()
        .filter_map(|metric| Some((metric.label(), scores.get(*metric)?)));
    let words: Vec<_> = scores
        .map(|(label, score)| format!("{label} {score:.4}"))
        .collect();
    words.join(", ")
}
