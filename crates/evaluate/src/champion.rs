//! The champion, which is the production model, asked about the same rows as the
//! candidate.

use mlflow::{Client, ModelVersion};
use onnx::Classifier;
use params::Gate;
use registry::gate::{Comparison, Paired};
use registry::record::SHA256_TAG;
use registry::{ProductionState, Scores};
use stage::digest::sha256_hex;
use stage::metadata::ModelMetadata;

use crate::candidate::Candidate;
use crate::error::EvaluateError;
use crate::fetch::MODEL_FILE;
use crate::metrics::{self, Judged};
use crate::rows::TestRows;

/// The candidate, as the champion is compared with it.
#[derive(Clone, Copy)]
pub(crate) struct Judgement<'a> {
    /// What is judged.
    pub candidate: &'a Candidate,
    /// What train wrote of it.
    pub metadata: &'a ModelMetadata,
    /// The test rows.
    pub rows: &'a TestRows,
    /// What it said about them.
    pub judged: &'a Judged,
}

/// What the champion's file says about the test rows.
#[derive(Debug)]
struct Scored {
    scores: Scores,
    paired: Paired,
}

/// Compares the candidate with the champion, row by row where the gate compares. If the
/// champion's file cannot be asked, the scores of its tag do, unless the gate asks for
/// significance; they have to be of the same rows.
///
/// # Errors
///
/// When the tracker cannot be reached or refuses.
pub(crate) fn compare(
    client: &Client,
    state: &ProductionState,
    ours: Judgement<'_>,
    gate: &Gate,
) -> Result<Comparison, EvaluateError> {
    let Some(version) = &state.version else {
        return Ok(Comparison::NoChampion);
    };
    let (number, sha256) = (version.version, &ours.metadata.model_sha256);
    let same = version.tags.get(SHA256_TAG) == Some(sha256);
    if same || ours.candidate.version() == Some(number) {
        return Ok(Comparison::SameModel(number));
    }
    if state.record.rolled_back_from(sha256) {
        return Ok(Comparison::RolledBack(number));
    }
    if gate.better_by.is_empty() {
        return Ok(Comparison::NotAsked(number));
    }
    let problem = match score(client, version, ours)? {
        Ok(Scored { scores, paired }) => {
            return Ok(Comparison::Scored(number, scores, Some(paired)));
        }
        Err(problem) => problem,
    };
    let on_record = state.record.scores_on(&ours.rows.md5);
    let enough = |scores: &Scores| gate.significance.is_none() && covers(scores, gate);
    Ok(match on_record.filter(enough) {
        Some(scores) => Comparison::Scored(number, scores, None),
        None => Comparison::NotComparable(number, problem),
    })
}

/// What the version's own file says, or why it says nothing about these rows.
fn score(
    client: &Client,
    version: &ModelVersion,
    ours: Judgement<'_>,
) -> Result<Result<Scored, String>, EvaluateError> {
    let bytes = match client.fetch_version(version, MODEL_FILE) {
        Ok(bytes) => bytes,
        Err(error) if error.is_not_found() => {
            return Ok(Err(format!(
                "version {} has no {MODEL_FILE}",
                version.version
            )));
        }
        Err(error) => return Err(error.into()),
    };
    match read(&bytes, version, ours.metadata, ours.rows) {
        Ok(model) => score_model(&model, version.version, ours.rows, ours.judged),
        Err(problem) => Ok(Err(problem)),
    }
}

/// What the model of this version says, or why it says nothing about these rows.
fn score_model(
    model: &Classifier,
    number: u64,
    rows: &TestRows,
    ours: &Judged,
) -> Result<Result<Scored, String>, EvaluateError> {
    match rows.also_judged_by(model) {
        Ok(predictions) => {
            let theirs = Judged::new(&rows.targets, &predictions);
            Ok(Ok(Scored {
                scores: metrics::scores(&theirs),
                paired: Paired::count(ours.right().zip(theirs.right())),
            }))
        }
        Err(error) if error.is_of_columns() => {
            Ok(Err(format!("version {number} takes other columns")))
        }
        Err(error) => Err(error),
    }
}

/// The model in the version's file, or why it has no scores on these rows.
fn read(
    bytes: &[u8],
    version: &ModelVersion,
    metadata: &ModelMetadata,
    rows: &TestRows,
) -> Result<Classifier, String> {
    let number = version.version;
    let expected = version.tags.get(SHA256_TAG);
    if expected.is_some_and(|expected| *expected != sha256_hex(bytes)) {
        return Err(format!(
            "the file of version {number} was changed in the tracker"
        ));
    }
    let model = Classifier::from_bytes(bytes)
        .map_err(|error| format!("the file of version {number} cannot be used ({error})"))?;
    if model.features() != rows.features() {
        return Err(format!("version {number} has other features"));
    }
    if model.classes() != metadata.classes {
        return Err(format!("version {number} has other classes"));
    }
    Ok(model)
}

/// Whether these are all the metrics that are compared: earlier versions knew only four.
fn covers(scores: &Scores, gate: &Gate) -> bool {
    let mut compared = gate.better_by.iter();
    compared.all(|(metric, _)| scores.has(metric))
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;
    use crate::rows::TestFile;
    use crate::rows::tests::model;

    /// What `model` scores on `before`, in whose place there is `after` by then, or nothing.
    fn scored(before: &str, after: Option<&str>) -> Result<Result<Scored, String>, String> {
        let sandbox = stage::testing::Sandbox::new();
        sandbox.write("test.csv", before);
        let path = sandbox.path("test.csv");
        let file = TestFile::open(&path, 2, true).unwrap();
        let (rows, predictions) = file.judged_by(&model("size")).unwrap();
        let judged = Judged::new(&rows.targets, &predictions);
        match after {
            Some(after) => sandbox.write("test.csv", after),
            None => std::fs::remove_file(&path).unwrap(),
        }
        score_model(&model("size"), 7, &rows, &judged).map_err(|error| {
            error
                .to_string()
                .replace(&path.display().to_string(), "test.csv")
        })
    }

    /// A table that was gone, or cut off in a row, when its turn came to be read for production
    /// was told as a model that takes other columns: the gate failed, and the program ended well.
    #[test]
    fn a_table_that_cannot_be_read_any_more_is_an_error() {
        let rows = "size,target\n1,0\n2,1\n";
        assert!(scored(rows, Some(rows)).unwrap().is_ok());
        assert_snapshot!(scored(rows, None).unwrap_err(), @"read `test.csv`: No such file or directory (os error 2); run the preprocess stage first");
        assert_snapshot!(scored(rows, Some("size,target\n1,0\n2\n")).unwrap_err(), @"read `test.csv`: line 3 does not have as many fields as the header: 1 instead of 2");
        let others = "read `test.csv`: it changed between two readings; run `dvc repro` when nothing writes to it";
        for other in ["mass,target\n1,0\n2,1\n", "size,target\nlarge,0\nsmall,1\n"] {
            assert_eq!(scored(rows, Some(other)).unwrap_err(), others);
        }
        assert_snapshot!(scored(rows, Some("")).unwrap_err(), @"read `test.csv`: the last column is ``; expected `target` behind at least one feature");
    }
}
