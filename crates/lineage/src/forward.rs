//! From data to every version that was trained on it.

use std::collections::{BTreeMap, BTreeSet};

use mlflow::{Client, ModelVersion, Run};
use params::suggest::nearest;
use params::{Metric, Tracking};
use provenance::{DataFile, RunRecord};
use registry::record::Record;
use serde_json::{Value, json};

use crate::back::files;
use crate::error::LineageError;
use crate::subject::{listed, plain_name, runs};
use crate::tree::Tree;

/// The tag of a version that names its data.
const DATA_VERSION: &str = "data_version";
/// How many digits of an MD5 have to be typed.
const FEWEST_DIGITS: usize = 4;
/// Of how many versions of the data the files are looked at for an MD5.
const MOST_RECORDS: usize = 20;

/// What was made of data.
#[derive(Debug)]
pub(crate) struct Forward {
    data_version: String,
    files: Vec<DataFile>,
    /// The newest first, each with the name of its run.
    versions: Vec<(ModelVersion, Option<String>)>,
}

impl Forward {
    /// Of the data that `typed` names.
    pub(crate) fn of(
        client: &Client,
        names: &Tracking,
        versions: &[ModelVersion],
        typed: &str,
    ) -> Result<Self, LineageError> {
        let known: BTreeSet<_> = versions.iter().filter_map(data_version).collect();
        let records = Records { client, versions };
        let typed = typed.to_ascii_lowercase();
        let begin_so: Vec<_> = known
            .iter()
            .filter(|known| known.starts_with(&typed))
            .collect();
        let found = match &begin_so[..] {
            [one] if typed.len() >= FEWEST_DIGITS => Some((**one).to_owned()),
            _ => records.with_file(&known, &typed)?,
        };
        let Some(data_version) = found else {
            return Err(unknown(&typed, names, &known));
        };
        let files = records.files(&data_version)?;
        let runs = runs(client, names)?;
        let name = |version: &ModelVersion| name_of(&runs, version);
        let versions = versions
            .iter()
            .filter(|one| self::data_version(one) == Some(&data_version));
        let versions = versions
            .map(|version| (version.clone(), name(version)))
            .collect();
        Ok(Self {
            data_version,
            files,
            versions,
        })
    }

    pub(crate) fn tree(&self) -> Tree {
        let rows: Vec<_> = self
            .versions
            .iter()
            .map(|(version, name)| row(version, name.as_deref()))
            .collect();
        let width = |column: usize| {
            rows.iter()
                .map(|row| row[column].chars().count())
                .max()
                .unwrap_or(0)
        };
        let widths: [usize; 4] = std::array::from_fn(width);
        let line = |row: &[String; 4]| {
            let cells = row.iter().zip(widths);
            let cells: Vec<_> = cells
                .map(|(cell, width)| format!("{cell:width$}"))
                .collect();
            Tree::new(cells.join("  ").trim_end())
        };
        Tree::new(format!("data {}", self.data_version))
            .with([Tree::new("files").with(files(&self.files))])
            .with([
                Tree::new(format!("versions {}", self.versions.len())).with(rows.iter().map(line))
            ])
    }

    pub(crate) fn json(&self) -> Value {
        let versions: Vec<_> = self
            .versions
            .iter()
            .map(|(version, name)| {
                let record = Record::of(version);
                json!({
                    "version": version.version,
                    "aliases": version.aliases,
                    "run_id": version.run_id,
                    "run_name": name,
                    "gate": record.evaluation.map(|found| found.result.to_string()),
                })
            })
            .collect();
        json!({
            "data_version": self.data_version,
            "files": self.files,
            "versions": versions,
        })
    }
}

/// `version 3`, the run, the score with the verdict, and the aliases.
fn row(version: &ModelVersion, name: Option<&str>) -> [String; 4] {
    let evaluation = Record::of(version).evaluation;
    let verdict = evaluation.map(|found| {
        let score = found.result.scores.get(Metric::Accuracy);
        let score = score
            .map(|score| format!("accuracy {score:.4} "))
            .unwrap_or_default();
        format!("{score}{}", found.result.verdict)
    });
    [
        format!("version {}", version.version),
        name.unwrap_or("run deleted").to_owned(),
        verdict.unwrap_or_else(|| "not judged".to_owned()),
        version.aliases.join(", "),
    ]
}

fn name_of(runs: &[Run], version: &ModelVersion) -> Option<String> {
    let run = runs.iter().find(|run| run.id == version.run_id)?;
    // The score in its name has a column of its own.
    Some(plain_name(run).to_owned())
}

fn data_version(version: &ModelVersion) -> Option<&String> {
    version.tags.get(DATA_VERSION)
}

/// The records of runs, one for each version of the data.
struct Records<'a> {
    client: &'a Client,
    versions: &'a [ModelVersion],
}

impl Records<'_> {
    /// The files of this version of the data; none where its run is deleted.
    fn files(&self, data_version: &str) -> Result<Vec<DataFile>, LineageError> {
        let of_data = self
            .versions
            .iter()
            .find(|version| self::data_version(version).is_some_and(|found| found == data_version));
        let Some(version) = of_data else {
            return Ok(Vec::new());
        };
        let run = match self.client.run(&version.run_id) {
            Err(error) if error.is_not_found() => return Ok(Vec::new()),
            run => run?,
        };
        let record = provenance::fetch(self.client, &run)?;
        Ok(record.unwrap_or_else(|| RunRecord::of_tags(&run)).data)
    }

    /// The newest version of the data that has a file with this MD5, or one that begins so.
    fn with_file(
        &self,
        known: &BTreeSet<&String>,
        md5: &str,
    ) -> Result<Option<String>, LineageError> {
        if md5.len() < FEWEST_DIGITS || !md5.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Ok(None);
        }
        let mut newest = BTreeMap::new();
        for data in known {
            let of_data = self
                .versions
                .iter()
                .filter(|version| self::data_version(version) == Some(data));
            newest.insert(of_data.map(|version| version.version).max(), *data);
        }
        for data in newest.values().rev().take(MOST_RECORDS) {
            if self
                .files(data)?
                .iter()
                .any(|file| file.md5.starts_with(md5))
            {
                return Ok(Some((*data).clone()));
            }
        }
        Ok(None)
    }
}

fn unknown(typed: &str, names: &Tracking, known: &BTreeSet<&String>) -> LineageError {
    let near = nearest(typed, known.iter().map(|known| known.as_str()));
    let hint = match near {
        Some(near) => format!("; did you mean `{near}`?"),
        None if known.is_empty() => String::new(),
        None => format!(
            "; there are versions of data {}",
            listed(known.iter().map(|known| format!("`{known}`")))
        ),
    };
    LineageError::UnknownData {
        data: typed.to_owned(),
        name: names.registered_model.clone(),
        hint,
    }
}
