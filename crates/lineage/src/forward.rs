//! From data to every version that was trained on it.

use mlflow::{Client, ModelVersion, Run};
use params::suggest::nearest;
use params::{Metric, Tracking, shorten};
use provenance::DataFile;
use registry::record::Record;
use serde_json::{Value, json};

use crate::back::files;
use crate::error::LineageError;
use crate::records::{self, Records};
use crate::short;
use crate::subject::{MOST_RUNS, are_cut_off, listed, plain_name, runs};
use crate::tree::Tree;

/// What was made of data.
#[derive(Debug)]
pub(crate) struct Forward {
    /// The file that all have in common, where one was asked for.
    file: Option<String>,
    /// The newest first.
    data: Vec<OfData>,
    /// Sentences about what was not looked at.
    notes: Vec<String>,
}

/// What was made of one version of the data.
#[derive(Debug)]
struct OfData {
    data_version: String,
    files: Vec<DataFile>,
    /// The newest first, each with the name of its run.
    versions: Vec<(ModelVersion, Option<String>)>,
    /// What is told in the place of a name that is not known.
    nameless: &'static str,
}

impl Forward {
    /// Of the data that `typed` names.
    pub(crate) fn of(
        client: &Client,
        names: &Tracking,
        versions: &[ModelVersion],
        typed: &str,
    ) -> Result<Self, LineageError> {
        let records = Records { client, versions };
        let known = records.data_versions();
        let typed = typed.to_ascii_lowercase();
        let mut notes = Vec::new();
        let (file, found) = if let Some(found) = records.with_version(&known, &typed)? {
            (None, vec![found])
        } else {
            notes.extend(records::not_looked_at(&known));
            records.with_file(&known, &typed)?
        };
        if found.is_empty() {
            return Err(unknown(&typed, names, &known, &notes));
        }
        let runs = runs(client, names)?;
        if are_cut_off(&runs) {
            notes.push(format!(
                "the names of runs older than the newest {MOST_RUNS} are not known"
            ));
        }
        let made = |(data_version, files)| made_of(data_version, files, versions, &runs);
        let data = found.into_iter().map(made).collect();
        Ok(Self { file, data, notes })
    }

    pub(crate) fn tree(&self) -> Tree {
        let notes = self.notes.iter().map(Tree::new);
        let mut trees: Vec<_> = self.data.iter().map(OfData::tree).collect();
        match (&self.file, trees.pop()) {
            (_, Some(only)) if trees.is_empty() => only.with(notes),
            (file, last) => {
                let file = short(file.as_deref().unwrap_or_default());
                let count = self.data.len();
                Tree::new(format!("file {file} in {count} versions of the data"))
                    .with(trees)
                    .with(last)
                    .with(notes)
            }
        }
    }

    pub(crate) fn json(&self) -> Value {
        json!({
            "data": self.data.iter().map(OfData::json).collect::<Vec<_>>(),
            "notes": self.notes,
        })
    }
}

impl OfData {
    fn tree(&self) -> Tree {
        let rows: Vec<_> = self
            .versions
            .iter()
            .map(|(version, name)| row(version, name.as_deref().unwrap_or(self.nameless)))
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

    fn json(&self) -> Value {
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

fn made_of(
    data_version: String,
    files: Vec<DataFile>,
    versions: &[ModelVersion],
    runs: &[Run],
) -> OfData {
    let is_of_it = |one: &&ModelVersion| records::data_version(one) == Some(&data_version);
    let versions = versions.iter().filter(is_of_it);
    let versions = versions.map(|version| (version.clone(), name_of(runs, version)));
    OfData {
        versions: versions.collect(),
        nameless: if are_cut_off(runs) {
            "run not looked at"
        } else {
            "run deleted"
        },
        data_version,
        files,
    }
}

/// `version 3`, the run, the score with the verdict, and the aliases.
fn row(version: &ModelVersion, name: &str) -> [String; 4] {
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
        name.to_owned(),
        verdict.unwrap_or_else(|| "not judged".to_owned()),
        version.aliases.join(", "),
    ]
}

fn name_of(runs: &[Run], version: &ModelVersion) -> Option<String> {
    let run = runs.iter().find(|run| run.id == version.run_id)?;
    // The score in its name has a column of its own.
    Some(plain_name(run).to_owned())
}

fn unknown(typed: &str, names: &Tracking, known: &[&String], notes: &[String]) -> LineageError {
    let near = nearest(typed, known.iter().map(|known| known.as_str()));
    let mut hint = match near {
        Some(near) => format!("; did you mean `{near}`?"),
        None if known.is_empty() => String::new(),
        None => format!(
            "; there are versions of data {}",
            listed(known.iter().map(|known| format!("`{known}`")))
        ),
    };
    hint.extend(notes.iter().map(|note| format!("; {note}")));
    LineageError::UnknownData {
        data: shorten::text(typed),
        name: names.registered_model.clone(),
        hint,
    }
}
