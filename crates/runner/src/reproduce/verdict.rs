//! What is the same as in the run, and what is not: data, model, metrics.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::path::Path;

use provenance::{DataFile, DvcLock};
use registry::{Metrics, logged_metrics};
use stage::digest::sha256_hex;
use stage::metadata::ModelMetadata;

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
    same: bool,
    /// What it is, and what it was.
    detail: String,
}

impl Verdict {
    /// Compares what the stages wrote below `root` with what `subject` says.
    pub(super) fn of(subject: &Subject, root: &Path) -> Self {
        let record = &subject.record;
        let mut rows = data(&record.data, root);
        let model = fs::read(root.join(MODEL)).ok();
        let model = model.map(|bytes| sha256_hex(&bytes));
        rows.push(digest(
            MODEL,
            "SHA-256",
            model.as_deref(),
            &record.model_sha256,
        ));
        let key = ModelMetadata::read(&root.join(METADATA)).ok();
        let key = key.as_ref().map(|metadata| metadata.key.as_str());
        rows.push(digest(METADATA, "key", key, &record.key));
        rows.extend(metrics(&subject.metrics, root));
        Self {
            told: subject.told(),
            rows,
        }
    }

    /// Whether all is the same.
    pub(super) fn is_same(&self) -> bool {
        self.rows.iter().all(|row| row.same)
    }
}

/// A row for each file that the model was made from.
fn data(files: &[DataFile], root: &Path) -> Vec<Row> {
    let lock = DvcLock::read(&root.join("dvc.lock")).ok().flatten();
    let lock = lock.unwrap_or_default();
    let now = |path: &str| {
        let mut all = lock.sources.iter().chain(&lock.files);
        all.find(|file| file.path == path)
    };
    let row = |file: &DataFile| {
        let now = now(&file.path).map(|now| now.md5.as_str());
        digest(&file.path, "MD5", now, &file.md5)
    };
    files.iter().map(row).collect()
}

fn digest(name: &str, kind: &str, now: Option<&str>, then: &str) -> Row {
    let short = |text: &str| text.chars().take(DIGITS).collect::<String>();
    let detail = match now {
        Some(now) if now == then => format!("{kind} {}", short(now)),
        Some(now) => format!("{kind} {}, and {} then", short(now), short(then)),
        None => format!("it was not made; {kind} {} then", short(then)),
    };
    Row {
        name: name.to_owned(),
        same: now == Some(then),
        detail,
    }
}

/// One row if all metrics are the same, and else one for each that is not.
fn metrics(then: &BTreeMap<String, f64>, root: &Path) -> Vec<Row> {
    let row = |name: &str, same, detail| Row {
        name: name.to_owned(),
        same,
        detail,
    };
    let text = fs::read(root.join(METRICS)).ok();
    let read = text.and_then(|text| serde_json::from_slice::<Metrics>(&text).ok());
    if then.is_empty() {
        return vec![row(
            METRICS,
            true,
            "the run has none to compare with".to_owned(),
        )];
    }
    let Some(read) = read else {
        return vec![row(METRICS, false, "it was not made".to_owned())];
    };
    let now = logged_metrics(&read);
    let names = now
        .keys()
        .chain(then.keys().filter(|name| !now.contains_key(*name)));
    let told = |value: Option<&f64>| value.map_or("none".to_owned(), f64::to_string);
    let differing = names.filter(|name| now.get(*name) != then.get(*name));
    let mut rows: Vec<_> = differing
        .map(|name| {
            let (now, then) = (told(now.get(name)), told(then.get(name)));
            row(name, false, format!("{now}, and {then} then"))
        })
        .collect();
    if rows.is_empty() {
        let plural = if now.len() == 1 { "" } else { "s" };
        rows.push(row(METRICS, true, format!("{} metric{plural}", now.len())));
    }
    rows
}

impl fmt::Display for Verdict {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = self.rows.iter().map(|row| row.name.chars().count()).max();
        let width = width.unwrap_or_default();
        for Row { name, same, detail } in &self.rows {
            let word = if *same { "same" } else { "DIFFERS" };
            writeln!(out, "{word:7}  {name:width$}  {detail}")?;
        }
        let differing = self.rows.iter().filter(|row| !row.same).count();
        if differing == 0 {
            write!(out, "identical to the bit: {}", self.told)
        } else {
            let all = self.rows.len();
            write!(
                out,
                "not identical: {differing} of {all} differ: {}",
                self.told
            )
        }
    }
}
