//! The verdict, and what the model is.

use experiments::{EDITED_SINCE, Row};
use registry::gate::Verdict as Decision;
use report_page::content::{Fact, Outcome, Verdict};
use stage::metadata::ModelMetadata;

use super::tracked::Tracked;
use crate::commands::Session;
use crate::stage_usage::moment;

/// `iris-classifier version 3`.
pub(super) fn title(tracked: &Tracked, metadata: &ModelMetadata) -> String {
    let name = &metadata.model_name;
    match &tracked.version {
        Some(version) => format!("{name} version {}", version.version),
        None => format!("{name}, not registered"),
    }
}

/// What a person should know before reading on.
pub(super) fn remarks(tracked: &Tracked, here: &Row) -> Vec<String> {
    let mut remarks = Vec::new();
    if let Some(note) = &here.note {
        let note = match note.as_str() {
            EDITED_SINCE => {
                "params.yaml was edited after the last run: scores and pictures are of the model before; \
                 `make run` brings them up to date."
            }
            _ => "the pipeline has not run to its end here; `make run` does.",
        };
        remarks.push(note.to_owned());
    }
    if tracked.run.is_none() {
        let unknown = "the tracker does not know this model, so there is no profile of its data; \
                       `make run` brings it in.";
        remarks.push(unknown.to_owned());
    }
    remarks
}

/// The gate's newest verdict on the model.
pub(super) fn verdict(tracked: &Tracked) -> Verdict {
    let production = production(tracked);
    let Some(evaluation) = &tracked.evaluation else {
        return Verdict {
            outcome: Outcome::NotAsked,
            grounds: "The gate has not judged this model.".to_owned(),
            paired: None,
            production,
        };
    };
    let outcome = match evaluation.result.verdict {
        Decision::Passed => Outcome::Passed,
        Decision::Failed => Outcome::Failed,
        Decision::Kept => Outcome::Kept,
        Decision::Undecided => Outcome::Undecided,
    };
    Verdict {
        outcome,
        grounds: sentence(&evaluation.result.grounds()),
        paired: evaluation.result.paired().as_deref().map(sentence),
        production,
    }
}

/// Which version is in production, and whether it is the model.
fn production(tracked: &Tracked) -> String {
    let shown = tracked.version.as_ref().map(|version| version.version);
    match tracked.production.as_ref().map(|version| version.version) {
        None => "No version is in production.".to_owned(),
        number if number == shown => "This version is in production.".to_owned(),
        Some(number) if tracked.is_production => {
            format!("This model is in production, as version {number}.")
        }
        Some(number) => format!("In production is version {number}."),
    }
}

fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    format!("{}{}.", first.unwrap_or_default(), letters.as_str())
}

pub(super) fn facts(session: &Session, tracked: &Tracked, metadata: &ModelMetadata) -> Vec<Fact> {
    let run = tracked.run.as_ref();
    let tag = |name: &str| run.and_then(|run| run.tags.get(name)).cloned();
    let fact = |name: &str, value: Option<String>| {
        Some(Fact {
            name: name.to_owned(),
            value: value?,
            link: None,
        })
    };
    let link = run.map(|run| Fact {
        name: "Run in MLflow".to_owned(),
        value: run.name.clone(),
        link: Some(session.page_of(run)),
    });
    let short = |digest: String, digits: usize| digest.chars().take(digits).collect();
    let started = run.and_then(|run| u64::try_from(run.start_time).ok());
    let facts = [
        fact("Model", Some(metadata.model_type.clone())),
        link,
        fact("Trained", started.map(moment)),
        fact(
            "Commit",
            tag(mlflow::tags::GIT_COMMIT).map(|commit| short(commit, 12)),
        ),
        fact("Data version", tag("data_version")),
        fact(
            "SHA-256 of model.onnx",
            Some(short(metadata.model_sha256.clone(), 16)),
        ),
        fact("Features", Some(metadata.features.len().to_string())),
        fact("Classes", Some(metadata.classes.len().to_string())),
    ];
    facts.into_iter().flatten().collect()
}
