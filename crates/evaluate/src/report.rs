//! What a person wants to see at the end of `make run`.

use std::env;
use std::fs;
use std::io;
use std::path::Path;

use mlflow::{Client, Config, ModelVersion, Run, links};
use params::Params;
use stage::metadata::{KEY_TAG, ModelMetadata};

use crate::args::Args;
use crate::error::EvaluateError;
use crate::promotion::PRODUCTION;
use crate::record::{Record, SHA256_TAG};
use crate::scores::Scores;
use crate::source::no_version;

/// The tracker's address as a browser on the host sees it, where that is
/// another one than inside the container.
const UI_VARIABLE: &str = "MLFLOW_UI_URL";

/// Prints the scores, the registered version, the gate's verdict on it, the
/// version in production, and the link of the run.
///
/// # Errors
///
/// When there are no scores yet, or the tracker cannot be reached, refuses or
/// does not know the model.
pub fn report(args: &Args, params: &Params) -> Result<(), EvaluateError> {
    let metadata = ModelMetadata::read(&args.metadata)?;
    let scores = read_scores(&args.metrics)?;
    let client = Client::connect(Config::from_env()?)?;
    let name = &params.tracking.registered_model;
    let versions = client.versions(name)?;
    let of_model: Vec<_> = versions
        .iter()
        .filter(|version| version.tags.get(KEY_TAG) == Some(&metadata.key))
        .collect();
    let Some(newest) = of_model.first() else {
        return Err(no_version(&client, name, &args.metadata));
    };
    let run = client.run(&newest.run_id)?;
    let production = versions
        .iter()
        .find(|version| version.aliases.iter().any(|alias| alias == PRODUCTION));
    print_scores(&scores);
    println!("model      {name} version {}", newest.version);
    println!("gate       {}", verdict(&of_model, production, &metadata));
    match production {
        Some(version) => println!("production {name} version {}", version.version),
        None => println!("production none"),
    }
    println!("tracker    {}", link(&client, &run));
    Ok(())
}

/// The newest verdict on the model. Training again gives a version that DVC
/// sees no reason to judge, since its model is the same.
fn verdict(
    of_model: &[&ModelVersion],
    production: Option<&ModelVersion>,
    metadata: &ModelMetadata,
) -> String {
    let judged = of_model
        .iter()
        .find_map(|version| Record::of(version).judged);
    if let Some(judged) = judged {
        return judged.judgement.to_string();
    }
    let same =
        |version: &&ModelVersion| version.tags.get(SHA256_TAG) == Some(&metadata.model_sha256);
    match production.filter(same) {
        Some(version) => format!(
            "not asked: production version {} is the same model",
            version.version
        ),
        None => "not asked yet; run `dvc repro -f -s evaluate`".to_owned(),
    }
}

fn print_scores(scores: &Scores) {
    println!("accuracy   {:.4}", scores.accuracy);
    println!("precision  {:.4}", scores.precision);
    println!("recall     {:.4}", scores.recall);
    println!("F1         {:.4}", scores.f1_score);
}

fn link(client: &Client, run: &Run) -> String {
    let base = env::var(UI_VARIABLE).ok().filter(|url| !url.is_empty());
    let base = base.unwrap_or_else(|| client.tracker().to_owned());
    links::run_page(&base, &run.experiment_id, &run.id)
}

fn read_scores(path: &Path) -> Result<Scores, EvaluateError> {
    let unreadable = |source| EvaluateError::NoScores {
        path: path.to_owned(),
        source,
    };
    let bytes = fs::read(path).map_err(unreadable)?;
    serde_json::from_slice(&bytes).map_err(|error| unreadable(io::Error::from(error)))
}
