//! What the candidate is judged against: the present production model, scored
//! on the same rows.

use mlflow::{Client, ModelVersion};
use onnx::Classifier;
use params::Gate;
use stage::metadata::{ModelMetadata, sha256_hex};
use stage::samples::Samples;

use crate::confusion::Confusion;
use crate::error::EvaluateError;
use crate::promotion::Standing;
use crate::record::SHA256_TAG;
use crate::scores::Scores;
use crate::source::MODEL_FILE;
use crate::verdict::Production;

/// Looks at the production model, and scores it where the gate compares: from
/// its tag if it was judged on the same rows, else from its file.
///
/// # Errors
///
/// When the tracker cannot be reached or refuses.
pub fn production(
    client: &Client,
    standing: &Standing,
    candidate: &ModelVersion,
    metadata: &ModelMetadata,
    rows: &Samples,
    gate: &Gate,
) -> Result<Production, EvaluateError> {
    let Some(version) = &standing.version else {
        return Ok(Production::None);
    };
    let number = version.version;
    let same = version.tags.get(SHA256_TAG) == Some(&metadata.model_sha256);
    if same || number == candidate.version {
        return Ok(Production::Same(number));
    }
    if standing.record.rolled_back_from(&metadata.model_sha256) {
        return Ok(Production::RolledBack(number));
    }
    if gate.better_by.is_empty() {
        return Ok(Production::Scored(number, None));
    }
    if let Some(scores) = standing.record.scores_on(&rows.md5) {
        return Ok(Production::Scored(number, Some(scores)));
    }
    Ok(match score(client, version, metadata, rows)? {
        Ok(scores) => Production::Scored(number, Some(scores)),
        Err(problem) => Production::NotComparable(number, problem),
    })
}

/// The scores of the version's own file, or why it has none on these rows.
fn score(
    client: &Client,
    version: &ModelVersion,
    metadata: &ModelMetadata,
    rows: &Samples,
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
    Ok(score_bytes(&bytes, version, metadata, rows))
}

fn score_bytes(
    bytes: &[u8],
    version: &ModelVersion,
    metadata: &ModelMetadata,
    rows: &Samples,
) -> Result<Scores, String> {
    let number = version.version;
    let expected = version.tags.get(SHA256_TAG);
    if expected.is_some_and(|expected| *expected != sha256_hex(bytes)) {
        return Err(format!(
            "the file of version {number} was changed in the tracker"
        ));
    }
    let model = Classifier::from_bytes(bytes)
        .map_err(|error| format!("the file of version {number} cannot be used ({error})"))?;
    if model.features() != rows.features {
        return Err(format!("version {number} has other features"));
    }
    if model.classes() != metadata.classes {
        return Err(format!("version {number} has other classes"));
    }
    let confusion = Confusion::of(&model, rows, &metadata.classes);
    Ok(Scores::of(&confusion.data))
}
