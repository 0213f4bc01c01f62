//! What is the same as in the run, and what is not: data, model, metrics.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs;
use std::io;
use std::path::Path;

use params::shorten;
use provenance::{DataFile, DvcLock, LockError};
use registry::{Metrics, logged_metrics};
use stage::digest::sha256_hex;
use stage::metadata::{MetadataError, ModelMetadata};

use super::subject::Subject;

const MODEL: &str = "models/model.onnx";
const METADATA: &str = "models/model_metadata.json";
const METRICS: &str = "metrics/metrics.json";
/// Enough digits to tell digests apart.
const DIGITS: usize = 12;

/// The comparison; it prints as a line for each thing, and one that sums up.
#[derive(Debug)]
pub(super) struct Verdict {
    told: String,
    rows: Vec<Row>,
}

/// One thing that was made again.
#[derive(Debug, PartialEq, Eq)]
struct Row {
    name: String,
    finding: Finding,
    /// What it is, and what it was.
    detail: String,
}

/// What a comparison comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Finding {
    Same,
    Differs,
    /// One of the two is not known.
    Unknown,
}

impl Verdict {
    /// Compares what the stages wrote below `root` with what `subject` says.
    pub(super) fn of(subject: &Subject, root: &Path) -> Self {
        let record = &subject.record;
        let mut rows = data(&record.data, root);
        let model = read(root, MODEL).map(|bytes| bytes.map(|bytes| sha256_hex(&bytes)));
        rows.push(digest(MODEL, "SHA-256", model, &record.model_sha256));
        rows.push(digest(METADATA, "key", key(root), &record.key));
        rows.extend(metrics(&subject.metrics, root));
        Self {
            told: subject.told(),
            rows,
        }
    }

    /// Whether all is known to be the same.
    pub(super) fn is_same(&self) -> bool {
        self.count(Finding::Same) == self.rows.len()
    }

    fn count(&self, finding: Finding) -> usize {
        let rows = self.rows.iter();
        rows.filter(|row| row.finding == finding).count()
    }
}

/// What was found out, nothing where it was not made, and else why it is not known.
type Known<T> = Result<Option<T>, String>;

fn read(root: &Path, name: &str) -> Known<Vec<u8>> {
    match fs::read(root.join(name)) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.to_string()),
    }
}

fn key(root: &Path) -> Known<String> {
    match ModelMetadata::read(&root.join(METADATA)) {
        Ok(metadata) => Ok(Some(metadata.key)),
        Err(MetadataError::Unreadable { source, .. })
            if source.kind() == io::ErrorKind::NotFound =>
        {
            Ok(None)
        }
        Err(MetadataError::Unreadable { source, .. }) => Err(source.to_string()),
        Err(MetadataError::Malformed { source, .. }) => Err(source.to_string()),
        Err(MetadataError::Changed { .. }) => Err("it is not as train wrote it".to_owned()),
    }
}

/// A row for each file that the model was made from.
fn data(files: &[DataFile], root: &Path) -> Vec<Row> {
    let lock = DvcLock::read(&root.join("dvc.lock"));
    let lock = lock.map(Option::unwrap_or_default);
    let now = |path: &str| {
        let lock = lock.as_ref().map_err(problem)?;
        let mut all = lock.sources.iter().chain(&lock.files);
        let found = all.find(|file| file.path == path);
        Ok(found.map(|now| now.md5.clone()))
    };
    let row = |file: &DataFile| digest(&file.path, "MD5", now(&file.path), &file.md5);
    files.iter().map(row).collect()
}

/// Why `dvc.lock` cannot be read. The folder is gone before anybody could mend it there.
fn problem(error: &LockError) -> String {
    match error {
        LockError::Unreadable { source, .. } => format!("`dvc.lock`: {source}"),
        LockError::Malformed { line, problem, .. } => {
            format!("`dvc.lock`, line {line}: {problem}")
        }
    }
}

fn digest(name: &str, kind: &str, now: Known<String>, then: &str) -> Row {
    let short = |text: &str| text.chars().take(DIGITS).collect::<String>();
    let (finding, detail) = match now {
        Ok(Some(now)) if now == then => (Finding::Same, format!("{kind} {}", short(&now))),
        Ok(Some(now)) => (
            Finding::Differs,
            format!("{kind} {}, and {} then", short(&now), short(then)),
        ),
        Ok(None) => (
            Finding::Differs,
            format!("it was not made; {kind} {} then", short(then)),
        ),
        Err(why) => (
            Finding::Unknown,
            format!("it cannot be read ({why}); {kind} {} then", short(then)),
        ),
    };
    Row::of(name, finding, detail)
}

/// One row if all metrics are the same, and else one for each that is not.
fn metrics(then: &BTreeMap<String, f64>, root: &Path) -> Vec<Row> {
    if then.is_empty() {
        let detail = "the run has none to compare with".to_owned();
        return vec![Row::of(METRICS, Finding::Unknown, detail)];
    }
    let now = match measured(root) {
        Ok(Some(now)) => now,
        Ok(None) => {
            let detail = "it was not made".to_owned();
            return vec![Row::of(METRICS, Finding::Differs, detail)];
        }
        Err(why) => {
            let detail = format!("it cannot be read ({why})");
            return vec![Row::of(METRICS, Finding::Unknown, detail)];
        }
    };
    let names: BTreeSet<_> = now.keys().chain(then.keys()).collect();
    let told = |value: Option<&f64>| value.map_or("none".to_owned(), f64::to_string);
    let differing = names
        .into_iter()
        .filter(|name| now.get(*name) != then.get(*name));
    let mut rows: Vec<_> = differing
        .map(|name| {
            let (now, then) = (told(now.get(name)), told(then.get(name)));
            Row::of(name, Finding::Differs, format!("{now}, and {then} then"))
        })
        .collect();
    if rows.is_empty() {
        let plural = if now.len() == 1 { "" } else { "s" };
        let detail = format!("{} metric{plural}", now.len());
        rows.push(Row::of(METRICS, Finding::Same, detail));
    }
    rows
}

/// The metrics that evaluate wrote, by their names in the tracker.
fn measured(root: &Path) -> Known<BTreeMap<String, f64>> {
    let Some(text) = read(root, METRICS)? else {
        return Ok(None);
    };
    let read = serde_json::from_slice::<Metrics>(&text);
    let read = read.map_err(|error| error.to_string())?;
    Ok(Some(logged_metrics(&read)))
}

impl Row {
    fn of(name: &str, finding: Finding, detail: String) -> Self {
        Self {
            // An export comes from others, and a terminal obeys what it is shown.
            name: shorten::text(name),
            finding,
            detail,
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = self.rows.iter().map(|row| row.name.chars().count()).max();
        let width = width.unwrap_or_default();
        for row in &self.rows {
            let Row { name, detail, .. } = row;
            let word = match row.finding {
                Finding::Same => "same",
                Finding::Differs => "DIFFERS",
                Finding::Unknown => "UNKNOWN",
            };
            writeln!(out, "{word:7}  {name:width$}  {detail}")?;
        }
        let (all, told) = (self.rows.len(), &self.told);
        match (self.count(Finding::Differs), self.count(Finding::Unknown)) {
            (0, 0) => write!(out, "identical to the bit: {told}"),
            (0, unknown) => write!(
                out,
                "not known to be identical: {unknown} of {all} cannot be compared: {told}"
            ),
            (differing, 0) => write!(out, "not identical: {differing} of {all} differ: {told}"),
            (differing, unknown) => write!(
                out,
                "not identical: {differing} of {all} differ, and {unknown} cannot be compared: {told}"
            ),
        }
    }
}
