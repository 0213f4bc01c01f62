//! What reproduces a run, as a file: `experiment.json`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use provenance::RunRecord;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::ReproduceError;
use super::subject::Subject;

/// The form that is written, and the only one that is read.
const FORMAT: u32 = 1;

/// A run, and of which project it is.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Document {
    /// The first commits of the repository; none where it is this one, or not known.
    pub project: Vec<String>,
    /// The run.
    pub subject: Subject,
}

/// The file.
#[derive(Serialize, Deserialize)]
struct Content {
    format: u32,
    /// Commits without a parent: two checkouts of one project have them in common.
    project: Vec<String>,
    name: String,
    run: String,
    /// By their names in the tracker.
    metrics: BTreeMap<String, f64>,
    /// `lineage/run.json` of the run.
    record: Value,
    /// `lineage/changes.patch` of the run, which may hold any bytes, in Base64.
    #[serde(skip_serializing_if = "Option::is_none")]
    patch: Option<String>,
}

/// What every form has.
#[derive(Deserialize)]
struct Head {
    format: u32,
}

impl Document {
    pub(super) fn of(subject: Subject, project: Vec<String>) -> Self {
        Self { project, subject }
    }

    /// Reads the file at `path`.
    ///
    /// # Errors
    ///
    /// When it cannot be read or is not what `make export` writes.
    pub(super) fn read(path: &Path) -> Result<Self, ReproduceError> {
        let text = fs::read(path).map_err(|source| ReproduceError::Read {
            path: path.to_owned(),
            source,
        })?;
        Self::parse(&text).map_err(|problem| match problem {
            Problem::Record(error) => error.into(),
            Problem::Content(problem) => ReproduceError::NoExport {
                path: path.to_owned(),
                problem,
            },
        })
    }

    fn parse(text: &[u8]) -> Result<Self, Problem> {
        let wrong = |error: serde_json::Error| Problem::Content(error.to_string());
        let Head { format } = serde_json::from_slice(text).map_err(wrong)?;
        if format != FORMAT {
            return Err(Problem::Content(format!(
                "it has format {format}, and this program reads {FORMAT}; use a newer commit of the pipeline"
            )));
        }
        let content: Content = serde_json::from_slice(text).map_err(wrong)?;
        let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
        if content.name.is_empty() || !content.name.chars().all(is_plain) {
            let problem = "`name` is to consist of letters, digits and `-`".to_owned();
            return Err(Problem::Content(problem));
        }
        let record = content.record.to_string();
        let record = RunRecord::parse(record.as_bytes(), &content.run);
        let patch = content.patch.map(|text| BASE64_STANDARD.decode(text));
        let patch = patch.transpose();
        let patch = patch.map_err(|error| Problem::Content(format!("`patch`: {error}")))?;
        let subject = Subject {
            name: content.name,
            run: content.run,
            record: record.map_err(Problem::Record)?,
            metrics: content.metrics,
            patch,
        };
        Ok(Self::of(subject, content.project))
    }

    /// The text of the file.
    pub(super) fn to_json(&self) -> String {
        let subject = &self.subject;
        let record = serde_json::from_str(&subject.record.to_json());
        let content = Content {
            format: FORMAT,
            project: self.project.clone(),
            name: subject.name.clone(),
            run: subject.run.clone(),
            metrics: subject.metrics.clone(),
            record: record.unwrap_or_default(),
            patch: subject
                .patch
                .as_ref()
                .map(|patch| BASE64_STANDARD.encode(patch)),
        };
        // Texts and numbers: none can fail to be written.
        serde_json::to_string_pretty(&content).unwrap_or_default()
    }
}

/// What is wrong with a file.
enum Problem {
    Content(String),
    Record(provenance::RecordError),
}

#[cfg(test)]
mod tests {
    use provenance::Git;

    use super::*;

    fn document() -> Document {
        let git = Git {
            commit: "1a".repeat(20),
            ..Git::default()
        };
        let subject = Subject {
            name: "version-3".to_owned(),
            run: "r1".to_owned(),
            record: RunRecord {
                git: Some(git),
                key: "k".to_owned(),
                ..RunRecord::default()
            },
            metrics: BTreeMap::from([("eval_accuracy".to_owned(), 1.0 / 3.0)]),
            patch: Some(b"+\xe9\n".to_vec()),
        };
        Document::of(subject, vec!["0b".repeat(20)])
    }

    #[test]
    fn what_is_written_is_read_back_with_any_bytes_in_the_patch() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("experiment.json");
        fs::write(&path, document().to_json()).unwrap();
        assert_eq!(Document::read(&path).unwrap(), document());
    }

    /// The name becomes that of a folder.
    #[test]
    fn a_name_that_leads_elsewhere_and_another_format_are_refused() {
        let refused = |old: &str, new: &str| {
            let text = document().to_json().replace(old, new);
            match Document::parse(text.as_bytes()) {
                Err(Problem::Content(problem)) => problem,
                _ => panic!("{text} was read"),
            }
        };
        let named = refused("version-3", "../../x");
        assert_eq!(named, "`name` is to consist of letters, digits and `-`");
        assert!(
            refused(
                "\"format\": 1,\n  \"project\"",
                "\"format\": 2,\n  \"project\""
            )
            .contains("format 2")
        );
    }
}
