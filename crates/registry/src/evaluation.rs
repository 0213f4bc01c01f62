//! What an evaluation leaves in the tracker: its scores and the gate's decision in the run
//! and in the version, and a new `production` if the version passed.

use std::time::Instant;

use mlflow::{Batch, Client, Fault, LoggedModel, ModelVersion, Param, Run, Tag};

use crate::error::RegistryError;
use crate::gate::{Champion, GateResult, Verdict};
use crate::logged::logged;
use crate::metrics::PerClass;
use crate::page::{self, RunPage};
use crate::production::{ProductionState, STAGING};
use crate::promotion::{self, Claimed, Outcome, PromotionRequest, claim_key, claim_value, is_gone};
use crate::record::{Evaluation, REASON_TAG, Record};

/// Logs scores and decision to the run that made the version, which stays finished.
/// `page` is what the page of that run says so far.
///
/// The model's first version claims its promotion in the same request, since
/// the claim is a param of this very run.
///
/// # Errors
///
/// When the tracker cannot be reached or refuses, or the run is deleted.
pub fn log_evaluation(
    client: &Client,
    version: &ModelVersion,
    state: &ProductionState,
    evaluation: &Evaluation,
    per_class: &PerClass<f64>,
    page: &RunPage,
) -> Result<Option<Claimed>, RegistryError> {
    let mut batch = Batch {
        metrics: logged(
            version.model_id.as_deref(),
            &evaluation.result.scores,
            per_class,
        ),
        tags: run_tags(evaluation, page),
        ..Batch::default()
    };
    let passed = evaluation.result.verdict == Verdict::Passed;
    if passed && version.version == 1 && state.version.is_none() {
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

/// Logs scores and decision to the run of an experiment, which stays finished. The registry
/// stays as it is.
///
/// # Errors
///
/// When the tracker cannot be reached or refuses.
pub fn log_experiment(
    client: &Client,
    run: &Run,
    evaluation: &Evaluation,
    per_class: &PerClass<f64>,
    page: &RunPage,
) -> Result<(), RegistryError> {
    let model_id = LoggedModel::of_run(run).and_then(|model| model.model_id);
    let batch = Batch {
        metrics: logged(model_id.as_deref(), &evaluation.result.scores, per_class),
        tags: run_tags(evaluation, page),
        ..Batch::default()
    };
    Ok(client.log(&run.id, &batch)?)
}

/// Does what the decision means for the registry: a version that passed becomes
/// `production`, one that failed `staging`. Gives what a person should know although it
/// worked.
///
/// `claimed` is a claim that [`log_evaluation`] won.
///
/// # Errors
///
/// When the tracker cannot be reached or refuses, or another version became
/// `production` meanwhile, which run and version then say.
pub fn apply_gate(
    client: &Client,
    version: &ModelVersion,
    state: &ProductionState,
    evaluation: &Evaluation,
    claimed: Option<Claimed>,
    page: &RunPage,
) -> Result<Option<String>, RegistryError> {
    let record = Record {
        evaluation: Some(evaluation.clone()),
        ..Record::of(version)
    };
    let (name, number) = (&version.name, version.version);
    if evaluation.result.verdict != Verdict::Passed {
        client.tag_version(name, number, &record.tag())?;
        if evaluation.result.verdict == Verdict::Failed {
            client.set_alias(name, STAGING, number)?;
        }
        // Of what is production already, the page says since when.
        let standing = page::judged(&evaluation.result);
        let standing = standing.filter(|_| state.number() != Some(number));
        let described = page::describe(client, version, &record, standing);
        let warning =
            |error| format!("version {number} is judged; failed to say so on its page: {error}");
        return Ok(described.err().map(warning));
    }
    let request = PromotionRequest {
        version,
        record,
        reason: evaluation.result.reason.clone(),
        previous: state.number(),
        by: None,
        rolled_back: Vec::new(),
    };
    match promotion::promote(client, state, &request, claimed)? {
        Outcome::Promoted { warning } => Ok(warning),
        Outcome::Overtaken(by) => {
            record_overtaken(client, version, evaluation, by, page)?;
            let version = number;
            Err(RegistryError::Overtaken { version, by })
        }
    }
}

/// Writes to version and run that another one was promoted meanwhile.
fn record_overtaken(
    client: &Client,
    version: &ModelVersion,
    evaluation: &Evaluation,
    by: Option<u64>,
    page: &RunPage,
) -> Result<(), RegistryError> {
    let result = GateResult {
        verdict: Verdict::Undecided,
        reason: "promoted_meanwhile".to_owned(),
        production: by.map(Champion::unscored),
        ..evaluation.result.clone()
    };
    let evaluation = Evaluation {
        result,
        ..evaluation.clone()
    };
    let tags = run_tags(&evaluation, page);
    let record = Record {
        evaluation: Some(evaluation),
        ..Record::of(version)
    };
    client.tag_version(&version.name, version.version, &record.tag())?;
    let batch = Batch {
        tags,
        ..Batch::default()
    };
    write(client, version, &batch)?;
    let standing = record
        .evaluation
        .as_ref()
        .and_then(|found| page::judged(&found.result));
    // What is said in words is on record, and what a person is to be told is that it was overtaken.
    let _ = page::describe(client, version, &record, standing);
    Ok(())
}

/// Whether a param was refused, which has another value already.
fn is_taken(error: &mlflow::Error) -> bool {
    matches!(error.fault(), Some(Fault::Invalid { .. }))
}

fn write(client: &Client, version: &ModelVersion, batch: &Batch) -> Result<(), RegistryError> {
    match client.log(&version.run_id, batch) {
        Err(error) if is_gone(&error) => Err(RegistryError::RunDeleted {
            version: version.version,
            run: version.run_id.clone(),
        }),
        logged => Ok(logged?),
    }
}

fn run_tags(evaluation: &Evaluation, page: &RunPage) -> Vec<Tag> {
    let record = Record {
        evaluation: Some(evaluation.clone()),
        promotion: None,
    };
    let mut tags = vec![
        record.tag(),
        Tag::new("gate", evaluation.result.to_string()),
        Tag::new(REASON_TAG, &evaluation.result.reason),
    ];
    tags.extend(page.tags(&evaluation.result));
    tags
}
