//! The stage itself: scores the model, judges it by the gate, logs, promotes, writes.

use std::io;
use std::time::Instant;

use mlflow::{Batch, Client, Config, Fault, Metric, ModelVersion, Param, Tag};
use params::Params;
use serde::Serialize;
use stage::metadata::ModelMetadata;
use stage::outputs::Outputs;
use stage::provenance::program_tags;
use stage::samples::Samples;

use crate::args::Args;
use crate::confusion::Confusion;
use crate::error::EvaluateError;
use crate::promotion::{
    self, Change, Claimed, Outcome, STAGING, Standing, claim_key, claim_value, is_gone,
};
use crate::record::{Judged, REASON_TAG, Record};
use crate::rival;
use crate::scores::Scores;
use crate::source::{fetch_model, find_version};
use crate::verdict::{Judgement, Rival, Verdict, judge};

/// Judges the tracked model on the test rows, and makes it `production` if it passes.
///
/// # Errors
///
/// As [`crate::run`]. What was there before is then left as it was, but for
/// [`EvaluateError::Gate`], which leaves the new scores.
pub fn evaluate(args: &Args, params: &Params) -> Result<(), EvaluateError> {
    let metadata = ModelMetadata::read(&args.metadata)?;
    let rows = Samples::read(&args.test, metadata.classes.len())?;
    let client = Client::connect(Config::from_env()?)?;
    let name = &params.tracking.registered_model;
    let version = find_version(&client, name, &metadata, &args.metadata)?;
    let model = fetch_model(&client, &version, &metadata)?;
    if model.features() != rows.features {
        return Err(EvaluateError::OtherFeatures {
            path: args.test.clone(),
        });
    }
    let confusion = Confusion::of(&model, &rows, &metadata.classes);
    let scores = Scores::of(&confusion.data);
    let outputs = stage_outputs(args, &scores, &confusion)?;

    let standing = Standing::read(&client, name)?;
    let gate = &params.gate;
    let production = rival::production(&client, &standing, &version, &metadata, &rows, gate)?;
    let judged = Judged {
        judgement: judge(scores, gate, production),
        test_md5: rows.md5,
        test_rows: rows.targets.len(),
        model_type: metadata.model_type,
    };
    let claimed = log(&client, &version, &standing, &judged)?;
    act(&client, &standing, &version, &judged, claimed)?;
    outputs.commit()?;
    print(&judged);
    if gate.hard && judged.judgement.verdict == Verdict::Failed {
        return Err(EvaluateError::Gate {
            version: version.version,
            grounds: judged.judgement.grounds(),
        });
    }
    Ok(())
}

/// What the verdict means for the registry.
fn act(
    client: &Client,
    standing: &Standing,
    version: &ModelVersion,
    judged: &Judged,
    claimed: Option<Claimed>,
) -> Result<(), EvaluateError> {
    let record = Record {
        judged: Some(judged.clone()),
        ..Record::of(version)
    };
    let (name, number) = (&version.name, version.version);
    if judged.judgement.verdict != Verdict::Passed {
        client.tag_version(name, number, &record.tag())?;
        if judged.judgement.verdict == Verdict::Failed {
            client.set_alias(name, STAGING, number)?;
        }
        return Ok(());
    }
    let change = Change {
        version,
        record,
        reason: judged.judgement.reason.clone(),
        previous: standing.number(),
        by: None,
        rolled_back: Vec::new(),
    };
    match promotion::promote(client, standing, &change, claimed)? {
        Outcome::Promoted => Ok(()),
        Outcome::Overtaken(by) => {
            tell(client, version, judged, by)?;
            Err(EvaluateError::Overtaken {
                version: number,
                by,
            })
        }
    }
}

/// Writes to version and run that another one was promoted meanwhile.
fn tell(
    client: &Client,
    version: &ModelVersion,
    judged: &Judged,
    by: Option<u64>,
) -> Result<(), EvaluateError> {
    let judgement = Judgement {
        verdict: Verdict::Undecided,
        reason: "promoted_meanwhile".to_owned(),
        production: by.map(|version| Rival {
            version,
            scores: None,
            problem: None,
        }),
        ..judged.judgement.clone()
    };
    let judged = Judged {
        judgement,
        ..judged.clone()
    };
    let tags = verdict_tags(&judged);
    let record = Record {
        judged: Some(judged),
        ..Record::of(version)
    };
    client.tag_version(&version.name, version.version, &record.tag())?;
    let batch = Batch {
        tags,
        ..Batch::default()
    };
    write(client, version, &batch)
}

/// Logs scores and verdict to the run that made the version, as it is: finished.
///
/// The model's first version claims its promotion in the same request, since
/// the claim is a param of this very run.
fn log(
    client: &Client,
    version: &ModelVersion,
    standing: &Standing,
    judged: &Judged,
) -> Result<Option<Claimed>, EvaluateError> {
    let mut batch = Batch {
        metrics: metrics(version, &judged.judgement.scores),
        tags: verdict_tags(judged),
        ..Batch::default()
    };
    let passed = judged.judgement.verdict == Verdict::Passed;
    if passed && version.version == 1 && standing.version.is_none() {
        let claimed = Claimed {
            number: 1,
            since: Instant::now(),
        };
        batch.params = vec![Param::new(claim_key(1), claim_value(1))];
        match client.log(&version.run_id, &batch) {
            Ok(()) => return Ok(Some(claimed)),
            // Another process was faster, or the run is gone: see below.
            Err(error) if is_gone(&error) || is_taken(&error) => {}
            Err(error) => return Err(error.into()),
        }
        batch.params.clear();
    }
    write(client, version, &batch)?;
    Ok(None)
}

/// Whether a param was refused, which has another value already.
fn is_taken(error: &mlflow::Error) -> bool {
    matches!(error.fault(), Some(Fault::Invalid { .. }))
}

fn write(client: &Client, version: &ModelVersion, batch: &Batch) -> Result<(), EvaluateError> {
    match client.log(&version.run_id, batch) {
        Err(error) if is_gone(&error) => Err(EvaluateError::RunDeleted {
            version: version.version,
            run: version.run_id.clone(),
        }),
        logged => Ok(logged?),
    }
}

fn verdict_tags(judged: &Judged) -> Vec<Tag> {
    let record = Record {
        judged: Some(judged.clone()),
        promoted: None,
    };
    let mut tags = vec![
        record.tag(),
        Tag::new("gate", judged.judgement.to_string()),
        Tag::new(REASON_TAG, &judged.judgement.reason),
    ];
    let programs = program_tags(env!("CARGO_PKG_NAME"));
    tags.extend(
        programs
            .into_iter()
            .map(|(key, value)| Tag::new(key, value)),
    );
    tags
}

/// As the Python reference logs them, and attached to the model where the
/// tracker has models as entities.
fn metrics(version: &ModelVersion, scores: &Scores) -> Vec<Metric> {
    let metrics = [
        ("eval_accuracy", scores.accuracy),
        ("eval_precision", scores.precision),
        ("eval_recall", scores.recall),
        ("eval_f1", scores.f1_score),
    ];
    let model_id = version.model_id.as_deref();
    let metrics = metrics.map(|(name, value)| Metric::new(name, value).of_model(model_id));
    metrics.into()
}

fn print(judged: &Judged) {
    let Scores {
        accuracy,
        precision,
        recall,
        f1_score,
    } = judged.judgement.scores;
    println!(
        "evaluate: accuracy {accuracy:.4}, precision {precision:.4}, recall {recall:.4}, \
         F1 {f1_score:.4} on {} test rows",
        judged.test_rows
    );
    println!("evaluate: gate {}", judged.judgement);
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
