//! What the tracker knows of the model.

use std::collections::{BTreeMap, HashMap};

use experiments::params_of_run;
use mlflow::{LoggedDataset, ModelVersion, Run, Table};
use registry::Scores;
use registry::commands::Versions;
use registry::record::{Evaluation, Record};
use serde_json::Value;
use stage::metadata::ModelMetadata;

use super::error::ReportError;
use crate::commands::Session;

/// All of it, as far as it is there.
pub(super) struct Tracked {
    /// The newest version that holds the model.
    pub(super) version: Option<ModelVersion>,
    /// The run that made it.
    pub(super) run: Option<Run>,
    /// The gate's newest verdict on the model.
    pub(super) evaluation: Option<Evaluation>,
    /// The version that is `production`.
    pub(super) production: Option<ModelVersion>,
    /// Whether that version holds the model. It need not be [`version`](Self::version): a model
    /// that is trained again has a newer one.
    pub(super) is_production: bool,
    /// The version that the model is compared with.
    pub(super) rival: Option<Rival>,
    /// The tables that the run has read.
    pub(super) datasets: Vec<LoggedDataset>,
    /// What each column contributes.
    pub(super) importances: Vec<(String, f64)>,
    /// The areas below the curves of each class.
    pub(super) areas: HashMap<String, Areas>,
}

/// Another version to compare with.
pub(super) struct Rival {
    /// What it is called.
    pub(super) label: String,
    /// Its scores on the same test rows.
    pub(super) scores: Option<Scores>,
    /// Its parameters, if its run is still there.
    pub(super) params: Option<BTreeMap<String, String>>,
}

/// The areas below the curves of a class.
#[derive(Clone, Copy, Default)]
pub(super) struct Areas {
    pub(super) roc_auc: Option<f64>,
    pub(super) average_precision: Option<f64>,
}

impl Tracked {
    /// Asks the tracker.
    ///
    /// # Errors
    ///
    /// When it cannot be reached or refuses.
    pub(super) fn read(session: &Session, metadata: &ModelMetadata) -> Result<Self, ReportError> {
        let (client, key) = (session.client(), metadata.key.as_str());
        let versions = session.versions()?;
        let version = versions.newest_of(key).cloned();
        let run = match &version {
            Some(version) => Some(client.run(&version.run_id)?),
            None => session.run_of(key)?,
        };
        let judged = versions.judged_of(key);
        let evaluation = match &judged {
            Some((_, evaluation)) => Some(evaluation.clone()),
            None => run.as_ref().and_then(|run| Record::of_run(run).evaluation),
        };
        let judged_in = match judged {
            Some((judged, _)) if Some(&judged.run_id) != run.as_ref().map(|run| &run.id) => {
                Some(client.run(&judged.run_id)?)
            }
            _ => run.clone(),
        };
        let production = versions.production();
        let is_production = production.is_some_and(|version| holds(version, key));
        let rival = rival(session, &versions, is_production, evaluation.as_ref())?;
        let table = |run: &Option<Run>, name| match run {
            Some(run) => client.fetch_table(run, name),
            None => Ok(None),
        };
        Ok(Self {
            datasets: match &run {
                Some(run) => client.datasets(&run.id)?,
                None => Vec::new(),
            },
            importances: table(&run, "importances")?
                .as_ref()
                .map(importances)
                .unwrap_or_default(),
            areas: table(&judged_in, "classes")?
                .as_ref()
                .map(areas)
                .unwrap_or_default(),
            production: production.cloned(),
            is_production,
            version,
            run,
            evaluation,
            rival,
        })
    }
}

/// Whether a version holds the model with this key.
fn holds(version: &ModelVersion, key: &str) -> bool {
    let tag = version.tags.get(stage::metadata::KEY_TAG);
    tag.is_some_and(|tag| tag == key)
}

/// Production; of a model that is production, the version that it replaced.
fn rival(
    session: &Session,
    versions: &Versions,
    is_production: bool,
    evaluation: Option<&Evaluation>,
) -> Result<Option<Rival>, ReportError> {
    let Some(production) = versions.production() else {
        return Ok(None);
    };
    let (version, label) = if is_production {
        let promotion = Record::of(production).promotion;
        let before = promotion.and_then(|promotion| promotion.previous);
        let Some(version) = before.and_then(|number| versions.numbered(number)) else {
            return Ok(None);
        };
        (
            version,
            format!("Version {}, which it replaced", version.version),
        )
    } else {
        (
            production,
            format!("Production (version {})", production.version),
        )
    };
    let on_record = evaluation.and_then(|evaluation| {
        let champion = evaluation.result.production.as_ref();
        let champion = champion.filter(|champion| champion.version == version.version);
        let compared = champion.and_then(|champion| champion.scores);
        Record::of(version)
            .scores_on(&evaluation.test_md5)
            .or(compared)
    });
    Ok(Some(Rival {
        label,
        scores: on_record,
        params: params(session, version)?,
    }))
}

/// The parameters of a version, by its run.
fn params(
    session: &Session,
    version: &ModelVersion,
) -> Result<Option<BTreeMap<String, String>>, ReportError> {
    match session.client().run(&version.run_id) {
        Ok(run) => Ok(Some(params_of_run(&run))),
        Err(error) if error.is_not_found() => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Name and number from two columns of a table of train.
fn importances(table: &Table) -> Vec<(String, f64)> {
    let columns = table.column("feature").zip(table.column("importance"));
    let Some((names, values)) = columns else {
        return Vec::new();
    };
    let pairs = names.zip(values);
    pairs
        .filter_map(|(name, value)| Some((name.as_str()?.to_owned(), value.as_f64()?)))
        .collect()
}

fn areas(table: &Table) -> HashMap<String, Areas> {
    let column = |name| {
        let cells = table.column(name).into_iter().flatten();
        cells.map(Value::as_f64).collect::<Vec<_>>()
    };
    let (roc_auc, precision) = (column("roc_auc"), column("average_precision"));
    let classes = table.column("class").into_iter().flatten().enumerate();
    let of_class = |(at, class): (usize, &Value)| {
        let areas = Areas {
            roc_auc: roc_auc.get(at).copied().flatten(),
            average_precision: precision.get(at).copied().flatten(),
        };
        Some((class.as_str()?.to_owned(), areas))
    };
    classes.filter_map(of_class).collect()
}
