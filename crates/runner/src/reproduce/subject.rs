//! What is made again: a run, and what it has kept of itself in the tracker.

use std::collections::BTreeMap;

use mlflow::{ModelVersion, Run};
use params::shorten;
use params::suggest::did_you_mean;
use provenance::{RunRecord, fetch};

use super::ReproduceError;
use crate::commands::{CommandError, Session};

/// Metrics of the test rows begin with this; others tell of times.
const EVALUATED: &str = "eval_";
/// Enough digits of an id to tell runs apart.
const DIGITS: usize = 8;
/// How many digits git gives a commit: by SHA-1 or by SHA-256.
const COMMIT_DIGITS: [usize; 2] = [40, 64];

/// A run, and what is known of it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Subject {
    /// A name for files: `version-3` or `run-0a1b2c3d`.
    pub name: String,
    /// The id of the run.
    pub run: String,
    /// What train wrote down of it.
    pub record: RunRecord,
    /// The metrics of its model on the test rows, by their names in the tracker.
    pub metrics: BTreeMap<String, f64>,
    /// What was different in the checkout than in the commit.
    pub patch: Option<Vec<u8>>,
}

impl Subject {
    /// The run of a version of the registered model, which `text` names by its number or by an alias.
    ///
    /// # Errors
    ///
    /// When there is none, or its run has kept too little.
    pub(super) fn of_version(session: &Session, text: &str) -> Result<Self, ReproduceError> {
        let model = session.model();
        let versions = session.client().versions(model);
        let versions = versions.map_err(CommandError::from)?;
        let is_it = |version: &&ModelVersion| {
            version.version.to_string() == text || version.aliases.iter().any(|alias| alias == text)
        };
        let found = versions.iter().find(is_it);
        let found = found.ok_or_else(|| ReproduceError::UnknownVersion {
            version: shorten::text(text),
            model: model.to_owned(),
            hint: hint(text, &versions),
        })?;
        let subject = Self::of_run(session, &found.run_id)?;
        Ok(Self {
            name: format!("version-{}", found.version),
            ..subject
        })
    }

    /// The run with this id.
    ///
    /// # Errors
    ///
    /// As [`Subject::of_version`].
    pub(super) fn of_run(session: &Session, id: &str) -> Result<Self, ReproduceError> {
        let client = session.client();
        let run = match client.run(id) {
            Err(error) if error.is_not_found() => {
                let run = id.to_owned();
                return Err(ReproduceError::UnknownRun { run });
            }
            found => found.map_err(CommandError::from)?,
        };
        let record = fetch(client, &run)?;
        let record = record.ok_or_else(|| ReproduceError::NoRecord {
            run: run.id.clone(),
        })?;
        let patch = record.git.as_ref().and_then(|git| git.patch.as_ref());
        let patch = patch.map(|path| client.fetch_file(&run, path));
        let patch = patch.transpose().map_err(CommandError::from)?;
        let found = Self {
            name: format!("run-{}", short(&run.id)),
            metrics: evaluated(&run),
            run: run.id,
            record,
            patch,
        };
        found.check()?;
        Ok(found)
    }

    /// Makes sure of what reaches a command line of git or becomes the name of a folder: an export comes
    /// from others, and so does the record of a run in a tracker that others use.
    ///
    /// # Errors
    ///
    /// When something is not what a run of the pipeline has.
    pub(super) fn check(&self) -> Result<(), ReproduceError> {
        for (what, text) in [("name", &self.name), ("id", &self.run)] {
            let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
            if text.is_empty() || !text.chars().all(is_plain) {
                return Err(self.forged(what, text, "letters, digits and `-`"));
            }
        }
        let git = self.record.git.as_ref();
        git.map_or(Ok(()), |git| self.check_commit("commit", &git.commit))
    }

    /// Makes sure that `commit` is the number of one: `-` begins an option of git.
    ///
    /// # Errors
    ///
    /// When it is anything else.
    pub(super) fn check_commit(
        &self,
        what: &'static str,
        commit: &str,
    ) -> Result<(), ReproduceError> {
        let is_number = commit.bytes().all(|byte| byte.is_ascii_hexdigit());
        if is_number && COMMIT_DIGITS.contains(&commit.len()) {
            return Ok(());
        }
        Err(self.forged(what, commit, "40 or 64 hexadecimal digits"))
    }

    fn forged(&self, what: &'static str, value: &str, expected: &'static str) -> ReproduceError {
        ReproduceError::Forged {
            run: self.run.clone(),
            what,
            value: value.to_owned(),
            expected,
        }
    }

    /// The commit that it was made from.
    ///
    /// # Errors
    ///
    /// When it is not known, or the checkout had changes that were not kept.
    pub(super) fn commit(&self) -> Result<&str, ReproduceError> {
        let cannot = |problem: String| ReproduceError::Lacking {
            run: self.run.clone(),
            problem,
        };
        let git = self.record.git.as_ref();
        let git = git.ok_or_else(|| cannot("it was made outside of git".to_owned()))?;
        if git.dirty == Some(true) && self.patch.is_none() {
            let omitted = self.omitted();
            return Err(cannot(format!(
                "its checkout had changes, which were not kept with it: {}",
                omitted.unwrap_or("the run is of an earlier version of the pipeline".to_owned())
            )));
        }
        Ok(&git.commit)
    }

    /// That its commit is not to be had.
    pub(super) fn gone(&self, commit: &str) -> ReproduceError {
        ReproduceError::CommitGone {
            commit: commit.to_owned(),
            branch: self.record.git.as_ref().and_then(|git| git.branch.clone()),
        }
    }

    /// What of its changes was left out on purpose, if something was.
    pub(super) fn omitted(&self) -> Option<String> {
        let omitted = self.record.git.as_ref()?.patch_omitted.as_ref()?;
        // What a terminal would obey is not for it: others have written it.
        Some(omitted.replace(char::is_control, " "))
    }

    /// `version 3 of iris-classifier (run 0a1b2c3d, commit 1a2b3c4 with changes)`.
    pub(super) fn told(&self) -> String {
        let (run, model) = (short(&self.run), shorten::text(&self.record.model_name));
        let what = match self.name.split_once('-') {
            Some(("version", number)) => format!("version {number} of {model}"),
            _ => format!("a model of {model}"),
        };
        let commit = self.record.git.as_ref().map_or("", |git| &git.commit);
        let commit: String = commit.chars().take(7).collect();
        let with = if self.patch.is_some() {
            " with changes"
        } else {
            ""
        };
        format!("{what} (run {run}, commit {commit}{with})")
    }
}

fn short(id: &str) -> String {
    shorten::text(&id.chars().take(DIGITS).collect::<String>())
}

/// Those of the test rows.
fn evaluated(run: &Run) -> BTreeMap<String, f64> {
    let metrics = run.metrics.iter();
    let found = metrics.filter(|(name, _)| name.starts_with(EVALUATED));
    found.map(|(name, value)| (name.clone(), *value)).collect()
}

/// The end of a message: which versions there are.
fn hint(text: &str, versions: &[ModelVersion]) -> String {
    let numbers = versions.iter().map(|version| version.version);
    let (first, last) = (numbers.clone().min(), numbers.clone().max());
    let (Some(first), Some(last)) = (first, last) else {
        return "; it has none yet: `make run` registers the first".to_owned();
    };
    if let Ok(number) = text.parse::<u64>() {
        let nearest = numbers.min_by_key(|other| other.abs_diff(number));
        let nearest = nearest.unwrap_or(last);
        return format!("; it has {first} to {last}, and {nearest} is the nearest");
    }
    let aliases = versions.iter().flat_map(|version| &version.aliases);
    did_you_mean(text, aliases.map(String::as_str))
}
