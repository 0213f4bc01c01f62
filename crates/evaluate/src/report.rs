//! What a person wants to see at the end of `make run`.

use std::env;
use std::fs;
use std::io;
use std::path::Path;

use mlflow::{Client, Config, Run, links};
use stage::metadata::ModelMetadata;
use stage::params::Params;

use crate::args::Args;
use crate::error::EvaluateError;
use crate::scores::Scores;
use crate::source::find_run;

/// The tracker's address as a browser on the host sees it, where that is
/// another one than inside the container.
const UI_VARIABLE: &str = "MLFLOW_UI_URL";

/// Prints the scores, the registered version and the link of the run.
///
/// # Errors
///
/// When there are no scores yet, or the tracker cannot be reached, refuses or
/// does not know the model.
pub fn report(args: &Args, params: &Params) -> Result<(), EvaluateError> {
    let metadata = ModelMetadata::read(&args.metadata)?;
    let scores = read_scores(&args.metrics)?;
    let client = Client::connect(Config::from_env()?)?;
    let run = find_run(
        &client,
        &params.tracking.experiment,
        &metadata,
        &args.metadata,
    )?;
    let versions = client.versions_of_run(&metadata.model_name, &run.id)?;
    let newest = versions.iter().map(|version| version.version).max();
    print_scores(&scores);
    match newest {
        Some(version) => println!("model      {} version {version}", metadata.model_name),
        None => println!(
            "model      {} is not registered by this run",
            metadata.model_name
        ),
    }
    println!("tracker    {}", link(&client, &run));
    Ok(())
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
