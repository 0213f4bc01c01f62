//! `mlops report`: what a person wants to see at the end of `make run`.

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use mlflow::{Client, ModelVersion, Run, run_page};
use params::Metric;
use stage::metadata::{KEY_TAG, ModelMetadata};

use crate::error::RegistryError;
use crate::metrics::Metrics;
use crate::production::PRODUCTION;
use crate::record::{Evaluation, Record, SHA256_TAG};
use crate::versions::no_version;

/// What the stages wrote of a model, and a report is about.
#[derive(Clone, Debug)]
pub struct ReportInputs {
    path: PathBuf,
    metadata: ModelMetadata,
    metrics: Metrics,
}

/// The versions of a registered model, the newest first, as they were when somebody looked.
#[derive(Clone, Debug)]
pub struct Versions {
    name: String,
    all: Vec<ModelVersion>,
}

/// How far the registry knows a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// No version holds it.
    Unknown,
    /// A version holds it, and no evaluation of it is on record.
    Registered,
    /// It was judged by the gate.
    Judged,
}

/// Scores, how the model was chosen, version, verdict, paired comparison, production and link; it prints as a line each.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// The metrics on the test rows.
    pub metrics: Metrics,
    /// What it scores on training rows that were held back, in words, if some were.
    pub validation: Option<String>,
    /// Which settings it was chosen from, in words, if there was a search.
    pub tuned: Option<String>,
    /// The registered model.
    pub name: String,
    /// The newest version that holds the model.
    pub version: u64,
    /// The gate's newest decision on the model, in words.
    pub gate: String,
    /// How the rows of the test table changed sides at that decision, in words.
    pub paired: Option<String>,
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
            metrics: read_metrics(metrics)?,
        })
    }

    /// What train wrote of the model.
    #[must_use]
    pub fn metadata(&self) -> &ModelMetadata {
        &self.metadata
    }

    /// What it scores on the test rows.
    #[must_use]
    pub fn metrics(&self) -> &Metrics {
        &self.metrics
    }

    /// What finds the model in the tracker.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.metadata.key
    }
}

impl Versions {
    /// Looks at the registered model `name`.
    ///
    /// # Errors
    ///
    /// When the tracker cannot be reached or refuses.
    pub fn read(client: &Client, name: &str) -> Result<Self, RegistryError> {
        Ok(Self {
            name: name.to_owned(),
            all: client.versions(name)?,
        })
    }

    /// How far the registry knows the model with this key.
    #[must_use]
    pub fn standing(&self, key: &str) -> Standing {
        let of_model = self.of_model(key);
        match evaluation(&of_model) {
            Some(_) => Standing::Judged,
            None if of_model.is_empty() => Standing::Unknown,
            None => Standing::Registered,
        }
    }

    /// The newest version that holds the model with this key.
    #[must_use]
    pub fn newest_of(&self, key: &str) -> Option<&ModelVersion> {
        self.of_model(key).first().copied()
    }

    /// The newest version that holds the model with this key and was judged, with the verdict.
    #[must_use]
    pub fn judged_of(&self, key: &str) -> Option<(&ModelVersion, Evaluation)> {
        let mut of_model = self.of_model(key).into_iter();
        of_model.find_map(|version| Some((version, Record::of(version).evaluation?)))
    }

    /// The version with this number.
    #[must_use]
    pub fn numbered(&self, number: u64) -> Option<&ModelVersion> {
        self.all.iter().find(|version| version.version == number)
    }

    /// The version that is `production`.
    #[must_use]
    pub fn production(&self) -> Option<&ModelVersion> {
        let is_production =
            |version: &&ModelVersion| version.aliases.iter().any(|alias| alias == PRODUCTION);
        self.all.iter().find(is_production)
    }

    /// The versions that hold the model with this key.
    fn of_model(&self, key: &str) -> Vec<&ModelVersion> {
        let all = self.all.iter();
        let holds =
            |version: &&ModelVersion| version.tags.get(KEY_TAG).is_some_and(|tag| tag == key);
        all.filter(holds).collect()
    }
}

/// The newest evaluation of a model. Training again gives a version that DVC sees no reason to
/// evaluate, since its model is the same.
fn evaluation(of_model: &[&ModelVersion]) -> Option<Evaluation> {
    let mut records = of_model.iter().map(|version| Record::of(version));
    records.find_map(|record| record.evaluation)
}

fn read_metrics(path: &Path) -> Result<Metrics, RegistryError> {
    let unreadable = |source| RegistryError::NoScores {
        path: path.to_owned(),
        source,
    };
    let bytes = fs::read(path).map_err(unreadable)?;
    let metrics: Metrics =
        serde_json::from_slice(&bytes).map_err(|error| unreadable(io::Error::from(error)))?;
    if metrics.scores.is_empty() {
        return Err(unreadable(io::Error::other("it holds no metrics")));
    }
    Ok(metrics)
}

/// What the tracker knows of the model. `ui` is the tracker's address as a browser on the host
/// sees it, where that is another one than here.
///
/// # Errors
///
/// When the tracker cannot be reached, refuses or does not know the model.
pub fn report(
    client: &Client,
    versions: &Versions,
    inputs: &ReportInputs,
    ui: Option<&str>,
) -> Result<Report, RegistryError> {
    let of_model = versions.of_model(&inputs.metadata.key);
    let Some(newest) = of_model.first() else {
        return Err(no_version(client, &versions.name, &inputs.path));
    };
    let run = client.run(&newest.run_id)?;
    let production = versions.production();
    let evaluation = evaluation(&of_model);
    Ok(Report {
        metrics: inputs.metrics.clone(),
        validation: inputs.metadata.validation.as_ref().map(ToString::to_string),
        tuned: inputs.metadata.tune.as_ref().map(ToString::to_string),
        name: versions.name.clone(),
        version: newest.version,
        gate: verdict(evaluation.as_ref(), production, &inputs.metadata),
        paired: evaluation.and_then(|evaluation| evaluation.result.paired()),
        production: production.map(|version| version.version),
        link: run_link(client, &run, ui),
    })
}

/// The newest verdict on the model, in words.
fn verdict(
    evaluation: Option<&Evaluation>,
    production: Option<&ModelVersion>,
    metadata: &ModelMetadata,
) -> String {
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
        None => "not asked yet; run `make run`".to_owned(),
    }
}

/// The page of a run; `ui` as in [`report`].
#[must_use]
pub fn run_link(client: &Client, run: &Run, ui: Option<&str>) -> String {
    let base = ui.filter(|url| !url.is_empty());
    run_page(
        base.unwrap_or(client.tracker()),
        &run.experiment_id,
        &run.id,
    )
}

/// The metrics of a report: those whose labels fit before its second column.
const SHOWN: [Metric; 6] = [
    Metric::Accuracy,
    Metric::Precision,
    Metric::Recall,
    Metric::F1Score,
    Metric::RocAuc,
    Metric::LogLoss,
];

/// A line with the metric and its interval, as far as they are there.
fn write_score(out: &mut fmt::Formatter<'_>, metrics: &Metrics, metric: Metric) -> fmt::Result {
    let Some(score) = metrics.scores.get(metric) else {
        return Ok(());
    };
    write!(out, "{:10} {score:.4}", metric.label())?;
    if let Some(intervals) = &metrics.intervals
        && let Some([low, high]) = intervals.scores.get(metric)
    {
        let percent = 100.0 * intervals.confidence_level;
        write!(out, "  {low:.4} to {high:.4} ({percent} %)")?;
    }
    writeln!(out)
}

/// Lines without a line end at the end.
impl fmt::Display for Report {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = &self.name;
        for metric in SHOWN {
            write_score(out, &self.metrics, metric)?;
        }
        if let Some(validation) = &self.validation {
            writeln!(out, "validation {validation}")?;
        }
        if let Some(tuned) = &self.tuned {
            writeln!(out, "tuned      {tuned}")?;
        }
        writeln!(out, "model      {name} version {}", self.version)?;
        writeln!(out, "gate       {}", self.gate)?;
        if let Some(paired) = &self.paired {
            writeln!(out, "paired     {paired}")?;
        }
        match self.production {
            Some(version) => writeln!(out, "production {name} version {version}")?,
            None => writeln!(out, "production none")?,
        }
        write!(out, "tracker    {}", self.link)
    }
}
