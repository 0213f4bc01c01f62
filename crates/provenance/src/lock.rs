//! `dvc.lock`: what DVC says that each stage read and wrote.

use std::io;
use std::path::{Path, PathBuf};

use md5::{Digest, Md5};
use params::yaml::{self, Node, Value, YamlError};
use serde::{Deserialize, Serialize};
use stage::digest::hex;
use stage::exit::{Exit, Failure};

/// The stages whose outputs are data.
const DATA_STAGES: [&str; 2] = ["ingest", "preprocess"];
/// Where data lies; a stage's other dependencies are its sources.
const DATA_FOLDER: &str = "data/";
/// What the path of the rows ends with that ingest sets aside: nothing is made of them.
const REJECTED: &str = ".rejected.csv";
/// The form of the file that is understood.
const SCHEMA: &str = "2.0";

/// The data files that `dvc.lock` knows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DvcLock {
    /// What ingest read, which no stage made.
    pub sources: Vec<DataFile>,
    /// What ingest and preprocess wrote but the rows that are set aside, in the order of the
    /// stages.
    pub files: Vec<DataFile>,
}

/// A data file as DVC locked it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataFile {
    /// The stage that wrote it; for a source, the stage that read it.
    pub stage: String,
    /// Relative to the checkout.
    pub path: String,
    /// MD5 of its bytes in hexadecimal; that of a folder ends with `.dir`.
    pub md5: String,
    /// In bytes.
    pub size: u64,
}

/// `dvc.lock` cannot be read or is not what DVC writes.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    /// The file is there and cannot be read.
    #[error("read `{}`: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The file was read and is wrong.
    #[error(
        "read `{}`: line {line}: {problem}; restore it with `git checkout dvc.lock`, or remove it and run `dvc repro`",
        path.display()
    )]
    Malformed {
        /// The file.
        path: PathBuf,
        /// Counted from 1.
        line: usize,
        /// What is wrong there.
        problem: String,
    },
}

impl Failure for LockError {
    fn exit(&self) -> Exit {
        Exit::Data
    }
}

impl DvcLock {
    /// Reads the file at `path`, or gives nothing where there is none.
    ///
    /// # Errors
    ///
    /// When it cannot be read, or is not what DVC writes.
    pub fn read(path: &Path) -> Result<Option<Self>, LockError> {
        Ok(Self::read_with_text(path)?.map(|(lock, _)| lock))
    }

    /// The same with the text of the file.
    ///
    /// # Errors
    ///
    /// As [`DvcLock::read`].
    pub fn read_with_text(path: &Path) -> Result<Option<(Self, String)>, LockError> {
        let text = match params::text::read(path) {
            Ok(text) => text,
            Err(source) if source.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(source) => {
                let path = path.to_owned();
                return Err(LockError::Unreadable { path, source });
            }
        };
        let lock =
            Self::parse(&text).map_err(|YamlError { line, problem }| LockError::Malformed {
                path: path.to_owned(),
                line,
                problem,
            })?;
        Ok(Some((lock, text)))
    }

    /// Reads `text`, the content of the file.
    ///
    /// # Errors
    ///
    /// When it is not what DVC writes.
    pub fn parse(text: &str) -> Result<Self, YamlError> {
        let root = yaml::parse(text)?;
        let schema = root.get("schema").map(|node| node.value().to_string());
        if schema.as_deref() != Some(SCHEMA) {
            return Err(wrong(&root, format!("expected `schema: '{SCHEMA}'`")));
        }
        let mut lock = Self::default();
        let Some(stages) = root.get("stages") else {
            return Ok(lock);
        };
        for name in DATA_STAGES {
            let Some(stage) = stages.get(name) else {
                continue;
            };
            let wrote = files(name, stage, "outs")?.into_iter();
            lock.files
                .extend(wrote.filter(|file| !file.path.ends_with(REJECTED)));
            let read = files(name, stage, "deps")?.into_iter();
            lock.sources
                .extend(read.filter(|file| file.path.starts_with(DATA_FOLDER)));
        }
        // What an earlier stage wrote is no source.
        let files = &lock.files;
        lock.sources
            .retain(|source| files.iter().all(|file| file.path != source.path));
        Ok(lock)
    }

    /// The file at `path` that a stage wrote.
    #[must_use]
    pub fn file(&self, path: &str) -> Option<&DataFile> {
        self.files.iter().find(|file| file.path == path)
    }

    /// [`data_version`] of what the stages wrote, or nothing where they wrote nothing.
    #[must_use]
    pub fn data_version(&self) -> Option<String> {
        (!self.files.is_empty()).then(|| data_version(&self.files))
    }
}

/// One short name for all of `files`, as the Python reference forms it: MD5 over
/// `path:md5`, sorted by path and joined by `_`; its first 8 hexadecimal digits.
#[must_use]
pub fn data_version(files: &[DataFile]) -> String {
    let mut files: Vec<_> = files.iter().collect();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    let parts: Vec<_> = files
        .iter()
        .map(|file| format!("{}:{}", file.path, file.md5))
        .collect();
    let mut version = hex(&Md5::digest(parts.join("_")));
    version.truncate(8);
    version
}

/// The files below `key` of a stage, each with path, md5 and size.
fn files(name: &str, stage: &Node, key: &str) -> Result<Vec<DataFile>, YamlError> {
    let Some(list) = stage.get(key) else {
        return Ok(Vec::new());
    };
    let Value::List(entries) = list.value() else {
        let problem = format!("expected a list of files below `{key}`");
        return Err(wrong(list, problem));
    };
    entries.iter().map(|entry| file(name, entry)).collect()
}

fn file(stage: &str, entry: &Node) -> Result<DataFile, YamlError> {
    let path = required(entry, "path", "a path", text)?;
    let md5 = required(entry, "md5", "an MD5 of 32 hexadecimal digits", md5_digest)?;
    let size = required(entry, "size", "a number of bytes", bytes)?;
    let stage = stage.to_owned();
    Ok(DataFile {
        stage,
        path,
        md5,
        size,
    })
}

fn required<T>(
    entry: &Node,
    key: &str,
    expected: &str,
    read: impl Fn(&Value) -> Option<T>,
) -> Result<T, YamlError> {
    let Some(node) = entry.get(key) else {
        let problem = format!("missing `{key}`; expected {expected}");
        return Err(wrong(entry, problem));
    };
    read(node.value()).ok_or_else(|| {
        let found = node.value();
        wrong(node, format!("`{key}` is {found}; expected {expected}"))
    })
}

fn wrong(node: &Node, problem: String) -> YamlError {
    let line = node.line();
    YamlError { line, problem }
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) if !text.is_empty() => Some(text.clone()),
        _ => None,
    }
}

fn md5_digest(value: &Value) -> Option<String> {
    text(value).filter(|text| {
        let digits = text.strip_suffix(".dir").unwrap_or(text);
        digits.len() == 32 && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
    })
}

fn bytes(value: &Value) -> Option<u64> {
    match value {
        Value::Integer(size) => u64::try_from(*size).ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
