//! `lineage/run.json`: all that is known of where a run comes from, as one file of the run.

mod evaluate;
mod fetch;
mod of_tags;

use serde::{Deserialize, Serialize};
use stage::exit::{Exit, Failure};

use crate::git::Git;
use crate::lock::DataFile;
use crate::program::{Image, Program};
pub use evaluate::{EVALUATE_RECORD, EvaluateRecord};
pub use fetch::fetch;

/// Where the record is among the files of its run.
pub const RUN_RECORD: &str = "lineage/run.json";
/// The form that is written, and the only one that is read.
const FORMAT: u32 = 1;

/// Where a run and its model come from.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RunRecord {
    /// What the run is called.
    pub run: RunNames,
    /// The commit; none outside of git.
    pub git: Option<Git>,
    /// The experiment of DVC that it is of, if it is of one.
    pub dvc_experiment: Option<String>,
    /// The images that stages ran in.
    pub images: Images,
    /// The program that trained.
    pub program: Program,
    /// All of `params.yaml`, byte for byte; none if it is withheld.
    pub params_yaml: Option<String>,
    /// 8 hexadecimal digits for all data files ([`crate::data_version`]); none without `dvc.lock`.
    pub data_version: Option<String>,
    /// Whether the tables that were read are those in `dvc.lock`.
    pub lock_matches: Option<bool>,
    /// The files that the model was made from, in the order of the pipeline.
    pub data: Vec<DataFile>,
    /// All of `dvc.lock` as it was when the training began: that of train and evaluate is of the run before.
    pub dvc_lock: Option<String>,
    /// All of `data.dvc`, which says where the dataset comes from.
    pub data_dvc: Option<String>,
    /// Which of these three files are not kept, since [credentials may be](crate::looks_like_credentials) in them.
    #[serde(default)]
    pub withheld: Vec<String>,
    /// The page of the repository on `DagsHub`; only there.
    pub dagshub_url: Option<String>,
    /// Whether the model was there before the run, perhaps trained elsewhere.
    pub brought_in: bool,
    /// The registered model.
    pub model_name: String,
    /// The model's key, by which it is found in any tracker.
    pub key: String,
    /// SHA-256 of `models/model.onnx` in hexadecimal.
    pub model_sha256: String,
    /// How many of the training rows were held in memory, if not all.
    pub rows_held: Option<usize>,
    /// How many training rows there are, in that case.
    pub rows_total: Option<usize>,
    /// How long its parts took.
    pub timings: Timings,
}

/// What a run is called in MLflow.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunNames {
    /// The experiment of MLflow.
    pub experiment: String,
    /// The run.
    pub name: String,
}

/// The images that stages ran in; that of evaluate is in [`EvaluateRecord`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Images {
    /// That of train; none for a program that was started by hand.
    pub train: Option<Image>,
}

/// How long the parts of a training took, in seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Timings {
    /// Reading and checking the tables.
    pub read_seconds: f64,
    /// Training and scoring; none where nothing was trained.
    pub train_seconds: Option<f64>,
}

/// The record with the form that it has.
#[derive(Serialize)]
struct Formatted<'a> {
    format: u32,
    #[serde(flatten)]
    record: &'a RunRecord,
}

/// What every form has.
#[derive(Deserialize)]
struct Head {
    format: u32,
}

/// A record cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// The tracker cannot be reached or refuses.
    #[error(transparent)]
    Tracker(#[from] mlflow::Error),
    /// It is not what train writes.
    #[error("read `{RUN_RECORD}` of run {run}: {source}; the file was changed in the tracker")]
    Malformed {
        /// The run's id.
        run: String,
        /// Where and why.
        source: serde_json::Error,
    },
    /// A newer program wrote it.
    #[error(
        "read `{RUN_RECORD}` of run {run}: it has format {found}, and this program reads {FORMAT}; use a \
         newer commit of the pipeline"
    )]
    Format {
        /// The run's id.
        run: String,
        /// Its form.
        found: u32,
    },
}

impl Failure for RecordError {
    fn exit(&self) -> Exit {
        match self {
            Self::Tracker(error) if error.is_usage() => Exit::Usage,
            Self::Tracker(_) => Exit::Tracker,
            Self::Malformed { .. } | Self::Format { .. } => Exit::Data,
        }
    }
}

impl RunRecord {
    /// The content of the file.
    ///
    /// # Panics
    ///
    /// Never: the fields are plain values.
    #[must_use]
    pub fn to_json(&self) -> String {
        let formatted = Formatted {
            format: FORMAT,
            record: self,
        };
        serde_json::to_string_pretty(&formatted).expect("plain values are JSON")
    }

    /// Reads `json`, the content of the file of the run with the id `run`, which only messages name.
    ///
    /// # Errors
    ///
    /// When it is not what train writes, or a newer program wrote it.
    pub fn parse(json: &[u8], run: &str) -> Result<Self, RecordError> {
        let malformed = |source| RecordError::Malformed {
            run: run.to_owned(),
            source,
        };
        let Head { format } = serde_json::from_slice(json).map_err(malformed)?;
        if format != FORMAT {
            let run = run.to_owned();
            return Err(RecordError::Format { run, found: format });
        }
        serde_json::from_slice(json).map_err(malformed)
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;

    fn record() -> RunRecord {
        RunRecord {
            git: Some(Git {
                commit: "ab12".to_owned(),
                dirty: Some(true),
                ..Git::default()
            }),
            params_yaml: Some("data:\n  name: \"iris\" # caf\u{e9}\n".to_owned()),
            withheld: vec!["data.dvc".to_owned()],
            data: vec![DataFile {
                stage: "ingest".to_owned(),
                path: "data/raw/iris.csv".to_owned(),
                md5: "0".repeat(32),
                size: 4189,
            }],
            timings: Timings {
                read_seconds: 0.1,
                train_seconds: Some(1.0 / 3.0),
            },
            ..RunRecord::default()
        }
    }

    #[test]
    fn what_is_written_is_read_back() {
        let json = record().to_json();
        assert_eq!(RunRecord::parse(json.as_bytes(), "r1").unwrap(), record());
    }

    #[test]
    fn another_format_and_what_is_none_are_refused_in_a_line() {
        let refused = |json: &str| {
            let error = RunRecord::parse(json.as_bytes(), "r1").unwrap_err();
            assert_eq!(error.exit(), Exit::Data);
            error.to_string()
        };
        let newer = record().to_json().replace("\"format\": 1", "\"format\": 2");
        assert_snapshot!(refused(&newer), @"read `lineage/run.json` of run r1: it has format 2, and this program reads 1; use a newer commit of the pipeline");
        assert_snapshot!(refused("{\"format\": 1}"), @"read `lineage/run.json` of run r1: missing field `run` at line 1 column 13; the file was changed in the tracker");
        assert_snapshot!(refused("<html>"), @"read `lineage/run.json` of run r1: expected value at line 1 column 1; the file was changed in the tracker");
    }
}
