//! `mlops report`: what a person wants to see at the end of `make run`.

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use mlflow::{Client, ModelVersion, Run, run_page};
use stage::metadata::{KEY_TAG, ModelMetadata};

use crate::error::RegistryError;
use crate::production::PRODUCTION;
use crate::record::{Record, SHA256_TAG};
use crate::scores::Scores;
use crate::versions::no_version;

/// What the stages wrote of a model, and a report is about.
#[derive(Clone, Debug)]
pub struct ReportInputs {
    path: PathBuf,
    metadata: ModelMetadata,
    scores: Scores,
}

/// Scores, version, verdict, production and link; it prints as a line each.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// The metrics on the test rows.
    pub scores: Scores,
    /// The registered model.
    pub name: String,
    /// The newest version that holds the model.
    pub version: u64,
    /// The gate's newest decision on the model, in words.
    pub gate: String,
    /// The version that is `production`.
    pub production: Option<u64>,
    /// The page of the run that made the version.
    pub link: String,
}

impl ReportInputs {
    /// Reads `models/model_metadata.json` and `metrics/metrics.json` from their places.
    ///
    /// # Errors
    ///
    /// When one of them is missing or not what the stages write.
    pub fn read(metadata: &Path, metrics: &Path) -> Result<Self, RegistryError> {
        Ok(Self {
            path: metadata.to_owned(),
            metadata: ModelMetadata::read(metadata)?,
            scores: read_scores(metrics)?,
        })
    }
}

fn read_scores(path: &Path) -> Result<Scores, RegistryError> {
    let unreadable = |source| RegistryError::NoScores {
        path: path.to_owned(),
        source,
    };
    let bytes = fs::read(path).map_err(unreadable)?;
    serde_json::from_slice(&bytes).map_err(|error| unreadable(io::Error::from(error)))
}

/// Asks the tracker what it knows of the model. `ui` is the tracker's address as a
/// browser on the host sees it, where that is another one than here.
///
/// # Errors
///
/// When the tracker cannot be reached, refuses or does not know the model.
pub fn report(
    client: &Client,
    name: &str,
    inputs: &ReportInputs,
    ui: Option<&str>,
) -> Result<Report, RegistryError> {
    let versions = client.versions(name)?;
    let of_model: Vec<_> = versions
        .iter()
        .filter(|version| version.tags.get(KEY_TAG) == Some(&inputs.metadata.key))
        .collect();
    let Some(newest) = of_model.first() else {
        return Err(no_version(client, name, &inputs.path));
    };
    let run = client.run(&newest.run_id)?;
    let production = versions
        .iter()
        .find(|version| version.aliases.iter().any(|alias| alias == PRODUCTION));
    Ok(Report {
        scores: inputs.scores,
        name: name.to_owned(),
        version: newest.version,
        gate: verdict(&of_model, production, &inputs.metadata),
        production: production.map(|version| version.version),
        link: link(client, &run, ui),
    })
}

/// The newest verdict on the model. Training again gives a version that DVC
/// sees no reason to judge, since its model is the same.
fn verdict(
    of_model: &[&ModelVersion],
    production: Option<&ModelVersion>,
    metadata: &ModelMetadata,
) -> String {
    let evaluation = of_model
        .iter()
        .find_map(|version| Record::of(version).evaluation);
    if let Some(evaluation) = evaluation {
        return evaluation.result.to_string();
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

fn link(client: &Client, run: &Run, ui: Option<&str>) -> String {
    let base = ui.filter(|url| !url.is_empty());
    run_page(
        base.unwrap_or(client.tracker()),
        &run.experiment_id,
        &run.id,
    )
}

/// Lines without a line end at the end.
impl fmt::Display for Report {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = &self.name;
        writeln!(out, "accuracy   {:.4}", self.scores.accuracy)?;
        writeln!(out, "precision  {:.4}", self.scores.precision)?;
        writeln!(out, "recall     {:.4}", self.scores.recall)?;
        writeln!(out, "F1         {:.4}", self.scores.f1_score)?;
        writeln!(out, "model      {name} version {}", self.version)?;
        writeln!(out, "gate       {}", self.gate)?;
        match self.production {
            Some(version) => writeln!(out, "production {name} version {version}")?,
            None => writeln!(out, "production none")?,
        }
        write!(out, "tracker    {}", self.link)
    }
}
