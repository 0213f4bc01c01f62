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
    /// When it cannot be read, is not what `make export` writes, or holds what git or a path would take
    /// for something else.
    pub(super) fn read(path: &Path) -> Result<Self, ReproduceError> {
        let text = fs::read(path).map_err(|source| ReproduceError::Read {
            path: path.to_owned(),
            source,
        })?;
        let found = Self::parse(&text).map_err(|problem| match problem {
            Problem::Record(error) => error.into(),
            Problem::Content(problem) => ReproduceError::NoExport {
                path: path.to_owned(),
                problem,
            },
        })?;
        found.subject.check()?;
        for commit in &found.project {
            found.subject.check_commit("first commit", commit)?;
        }
        Ok(found)
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
    use insta::assert_snapshot;
    use provenance::Git;
    use stage::exit::{Exit, Failure as _};

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

    fn refused(old: &str, new: &str) -> ReproduceError {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("experiment.json");
        let text = document().to_json();
        assert!(text.contains(old), "{text}");
        fs::write(&path, text.replace(old, new)).unwrap();
        Document::read(&path).unwrap_err()
    }

    /// git took a commit called `--upload-pack=...` for an option that names a program, and the name
    /// becomes that of a folder.
    #[test]
    fn what_a_command_or_a_path_would_take_for_something_else_is_refused() {
        let (commit, first) = ("1a".repeat(20), "0b".repeat(20));
        for (old, new, told) in [
            ("version-3", "../../x", "name is `../../x`"),
            ("version-3", "", "name is ``"),
            ("\"r1\"", "\"\\u001b[2J\"", r"id is `\u{1b}[2J`"),
            (
                &commit,
                "--upload-pack=touch x",
                "commit is `--upload-pack=touch x`",
            ),
            (&commit, "main", "commit is `main`"),
            (&commit, &commit[1..], "commit is `a1a"),
            (&first, "--batch", "first commit is `--batch`"),
        ] {
            let error = refused(old, new);
            assert_eq!(error.exit(), Exit::Usage, "{error}");
            assert!(error.to_string().contains(told), "{error}");
        }
        let error = refused(&commit, "-x\\u001b[2J");
        assert_snapshot!(error, @r"reproduce run `r1`: its commit is `-x\u{1b}[2J`; expected 40 or 64 hexadecimal digits");
    }

    #[test]
    fn another_format_is_refused() {
        let error = refused(
            "\"format\": 1,\n  \"project\"",
            "\"format\": 2,\n  \"project\"",
        );
        assert_eq!(error.exit(), Exit::Data);
        assert!(error.to_string().contains("format 2"), "{error}");
    }
}
