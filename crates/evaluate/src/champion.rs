//! The champion, which is the production model, scored on the same rows as the
//! candidate.

use mlflow::{Client, ModelVersion};
use onnx::Classifier;
use params::Gate;
use registry::gate::Comparison;
use registry::record::SHA256_TAG;
use registry::{ProductionState, Scores};
use stage::digest::sha256_hex;
use stage::metadata::ModelMetadata;

use crate::candidate::Candidate;
use crate::error::EvaluateError;
use crate::fetch::MODEL_FILE;
use crate::metrics::{self, Judged};
use crate::rows::TestRows;

/// Compares the candidate with the champion, and scores that where the gate compares: from
/// its tag if it was judged on the same rows, else from its file.
///
/// # Errors
///
/// When the tracker cannot be reached or refuses.
pub(crate) fn compare(
    client: &Client,
    state: &ProductionState,
    candidate: &Candidate,
    metadata: &ModelMetadata,
    rows: &TestRows,
    gate: &Gate,
) -> Result<Comparison, EvaluateError> {
    let Some(version) = &state.version else {
        return Ok(Comparison::NoChampion);
    };
    let number = version.version;
    let same = version.tags.get(SHA256_TAG) == Some(&metadata.model_sha256);
    if same || candidate.version() == Some(number) {
        return Ok(Comparison::SameModel(number));
    }
    if state.record.rolled_back_from(&metadata.model_sha256) {
        return Ok(Comparison::RolledBack(number));
    }
    if gate.better_by.is_empty() {
        return Ok(Comparison::Scored(number, None));
    }
    let on_record = state.record.scores_on(&rows.md5);
    if let Some(scores) = on_record.filter(|scores| covers(scores, gate)) {
        return Ok(Comparison::Scored(number, Some(scores)));
    }
    Ok(match score(client, version, metadata, rows)? {
        Ok(scores) => Comparison::Scored(number, Some(scores)),
        Err(problem) => Comparison::NotComparable(number, problem),
    })
}

/// The scores of the version's own file, or why it has none on these rows.
fn score(
    client: &Client,
    version: &ModelVersion,
    metadata: &ModelMetadata,
    rows: &TestRows,
) -> Result<Result<Scores, String>, EvaluateError> {
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
    match read(&bytes, version, metadata, rows) {
        Ok(model) => score_model(&model, version.version, rows),
        Err(problem) => Ok(Err(problem)),
    }
}

/// The scores of the model of this version, or why it has none on these rows.
fn score_model(
    model: &Classifier,
    number: u64,
    rows: &TestRows,
) -> Result<Result<Scores, String>, EvaluateError> {
    match rows.also_judged_by(model) {
        Ok(predictions) => {
            let judged = Judged::new(&rows.targets, &predictions);
            Ok(Ok(metrics::scores(&judged)))
        }
        Err(error) if is_of_columns(&error) => {
            Ok(Err(format!("version {number} takes other columns")))
        }
        Err(error) => Err(error),
    }
}

/// Whether the rows are all right, but are not what the model takes.
fn is_of_columns(error: &EvaluateError) -> bool {
    match error {
        EvaluateError::LabeledTable(error) => error.is_of_columns(),
        EvaluateError::OtherFeatures { .. } => true,
        _ => false,
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
    fn scored(before: &str, after: Option<&str>) -> Result<Result<Scores, String>, String> {
        let sandbox = stage::testing::Sandbox::new();
        sandbox.write("test.csv", before);
        let path = sandbox.path("test.csv");
        let file = TestFile::open(&path, 2, true).unwrap();
        let (rows, _) = file.judged_by(&model("size")).unwrap();
        match after {
            Some(after) => sandbox.write("test.csv", after),
            None => std::fs::remove_file(&path).unwrap(),
        }
        score_model(&model("size"), 7, &rows).map_err(|error| {
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
        assert_snapshot!(scored(rows, Some("size,target\n1,0\n2\n")).unwrap_err(), @"read `test.csv`: line 3 has not as many fields as the header: 1 instead of 2");
        assert_snapshot!(scored(rows, Some("")).unwrap_err(), @"read `test.csv`: the last column is ``; expected `target` behind at least one feature");
    }
}
