//! What is judged: a registered version or, in an experiment of DVC, a run.

use std::fmt;
use std::path::Path;

use mlflow::{Client, Content, ModelVersion, Run, Table, Tag, tables_tag};
use params::Tracking;
use provenance::{EXPERIMENT_TAG, is_reproduction};
use registry::record::Evaluation;
use registry::{
    PerClass, ProductionState, RunPage, apply_gate, find_run, find_version, log_evaluation,
    log_experiment,
};
use stage::metadata::{KEY_TAG, ModelMetadata};

use crate::error::EvaluateError;

/// The model in the tracker that is judged.
pub(crate) enum Candidate {
    /// The newest version that holds it: the gate's verdict moves aliases.
    Version {
        /// The version.
        version: ModelVersion,
        /// The run that made it.
        run: Run,
    },
    /// The run that made it, for an experiment: no alias moves.
    Run {
        /// The newest run that finished, before others that of this experiment.
        run: Run,
        /// The experiment that asks.
        experiment: String,
        /// Whether the scores may be written there. A run that has a version, or never was an
        /// experiment's, keeps the verdict that it has.
        open: bool,
    },
}

impl Candidate {
    /// The model of `metadata`, which was read from `path`.
    ///
    /// # Errors
    ///
    /// When the tracker cannot be reached or refuses, or does not know the model.
    pub(crate) fn find(
        client: &Client,
        names: &Tracking,
        metadata: &ModelMetadata,
        path: &Path,
        experiment: Option<String>,
    ) -> Result<Self, EvaluateError> {
        let name = &names.registered_model;
        let Some(experiment) = experiment else {
            let version = find_version(client, name, metadata, path)?;
            let run = client.run(&version.run_id)?;
            return Ok(Self::Version { version, run });
        };
        let own = Some(experiment.as_str());
        let Some(run) = find_run(client, &names.experiment, &metadata.key, own)? else {
            return Err(EvaluateError::NoRun {
                experiment: names.experiment.clone(),
                tracker: client.tracker().to_owned(),
                metadata: path.to_owned(),
            });
        };
        let open = run.tags.contains_key(EXPERIMENT_TAG) && {
            let version = client.newest_version_with_tag(name, KEY_TAG, &metadata.key)?;
            version.is_none_or(|version| version.run_id != run.id)
        };
        Ok(Self::Run {
            run,
            experiment,
            open,
        })
    }

    /// One file of its model.
    ///
    /// # Errors
    ///
    /// When the tracker cannot be reached or refuses, or has no such file.
    pub(crate) fn fetch(&self, client: &Client, file: &str) -> Result<Vec<u8>, mlflow::Error> {
        match self {
            Self::Version { version, .. } => client.fetch_version(version, file),
            Self::Run { run, .. } => client.fetch_model(run, file),
        }
    }

    /// The number of the version, if it is one.
    pub(crate) fn version(&self) -> Option<u64> {
        match self {
            Self::Version { version, .. } => Some(version.version),
            Self::Run { .. } => None,
        }
    }

    /// Writes scores, verdict and the tag of the `tables` to the tracker and does what the verdict means. A run's
    /// name gets its score unless a person chose it. Gives what a person should know although it worked.
    ///
    /// # Errors
    ///
    /// When the tracker cannot be reached or refuses, or another version became `production`
    /// meanwhile.
    pub(crate) fn record(
        &self,
        client: &Client,
        state: &ProductionState,
        evaluation: &Evaluation,
        per_class: &PerClass<f64>,
        name_is_chosen: bool,
        tables: Option<Tag>,
    ) -> Result<Option<String>, EvaluateError> {
        match self {
            Self::Version { version, run } => {
                let page = RunPage::of(run, name_is_chosen).with(tables);
                let claimed = log_evaluation(client, version, state, evaluation, per_class, &page)?;
                let warning = apply_gate(client, version, state, evaluation, claimed, &page)?;
                return Ok(warning);
            }
            Self::Run {
                run, open: true, ..
            } => {
                let page = RunPage::of(run, name_is_chosen).with(tables);
                log_experiment(client, run, evaluation, per_class, &page)?;
            }
            Self::Run { .. } => {}
        }
        Ok(None)
    }

    /// Puts `files` and tables among those of the run, before anything says that it was judged.
    /// They are not made for a run that keeps its verdict. Gives the tag by which MLflow knows the
    /// tables, to be written with the verdict.
    ///
    /// # Errors
    ///
    /// When the tracker cannot be reached or refuses.
    pub(crate) fn log_results(
        &self,
        client: &Client,
        files: impl FnOnce() -> Vec<(String, Content)>,
        tables: impl FnOnce() -> Vec<Table>,
    ) -> Result<Option<Tag>, mlflow::Error> {
        let run = match self {
            Self::Version { run, .. }
            | Self::Run {
                run, open: true, ..
            } => run,
            Self::Run { .. } => return Ok(None),
        };
        let tables = tables();
        let mut files = files();
        files.extend(tables.iter().map(Table::file));
        client.log_files(run, files)?;
        Ok(Some(tables_tag(run, &tables)))
    }

    /// How a person makes it `production` whatever the gate says.
    pub(crate) fn by_hand(&self) -> String {
        match self {
            Self::Version { version, .. } => format!("make promote VERSION={}", version.version),
            Self::Run { run, .. } => format!("make promote RUN={}", run.id),
        }
    }

    /// Whether it is a model that was made again, about which the gate has no news.
    pub(crate) fn is_reproduction(&self) -> bool {
        matches!(self, Self::Run { experiment, .. } if is_reproduction(experiment))
    }

    /// That an experiment leaves production as it is, and the way on.
    pub(crate) fn remark(&self) -> Option<String> {
        match self {
            Self::Version { .. } => None,
            Self::Run {
                experiment,
                open: true,
                ..
            } => Some(format!(
                "experiment `{experiment}` does not change production; to let the gate decide, \
                 `dvc exp apply {experiment}` and `make run`; to overrule it, `{}`",
                self.by_hand()
            )),
            Self::Run {
                experiment, run, ..
            } => Some(format!(
                "experiment `{experiment}` changes neither production nor the verdict on record in run {}",
                run.id
            )),
        }
    }
}

/// `version 3` or `run 0a1b…`.
impl fmt::Display for Candidate {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Version { version, .. } => write!(out, "version {}", version.version),
            Self::Run { run, .. } => write!(out, "run {}", run.id),
        }
    }
}
