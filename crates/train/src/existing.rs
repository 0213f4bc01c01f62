//! The model that is there already, which came by `dvc pull` or with a moved checkout.

use std::borrow::Cow;
use std::fs;

use params::Params;
use serde_json::Value;
use stage::digest::sha256_hex;
use stage::metadata::ModelMetadata;

use crate::args::Args;
use crate::error::TrainError;
use crate::model::{self, TrainedModel};
use crate::tables::Tables;
use crate::tuning::{self, Setting};

/// Reads model and metadata, and makes sure that they go with the tables and the parameters. Gives
/// the parameters with those that a search had found.
///
/// # Errors
///
/// When a file cannot be read, or anything in the metadata is not what a training would write.
pub(crate) fn read_model<'a>(
    args: &Args,
    tables: &Tables,
    params: &'a Params,
) -> Result<(TrainedModel, Cow<'a, Params>), TrainError> {
    let metadata = ModelMetadata::read(&args.metadata)?;
    let onnx = fs::read(&args.model).map_err(|source| TrainError::Model {
        path: args.model.clone(),
        source,
    })?;
    let settings = tuning::settings(params)?;
    let best = metadata
        .tune
        .as_ref()
        .and_then(|tuned| settings.get(tuned.best));
    let trained = tuning::with_model(params, best.map(|best| &best.model));
    let expected = ModelMetadata {
        train_accuracy: metadata.train_accuracy,
        test_accuracy: metadata.test_accuracy,
        validation: metadata.validation.clone(),
        tune: metadata.tune.clone(),
        model_sha256: sha256_hex(&onnx),
        key: metadata.key.clone(),
        ..model::expected_metadata(tables, &trained)
    };
    let mut other = differences(&metadata, &expected);
    other.extend(other_selection(&metadata, &settings, params));
    let other = other.join(", ");
    if !other.is_empty() {
        let path = args.metadata.clone();
        return Err(TrainError::OtherModel { path, other });
    }
    let model = TrainedModel {
        onnx,
        metadata,
        importances: None,
        growth: None,
        warning: None,
    };
    Ok((model, trained))
}

/// The fields of `found` that are not those of `expected`, in backticks.
fn differences(found: &ModelMetadata, expected: &ModelMetadata) -> Vec<String> {
    let [found, expected] = [found, expected].map(serde_json::to_value);
    let (Ok(Value::Object(found)), Ok(expected)) = (found, expected) else {
        return Vec::new();
    };
    let other = found
        .iter()
        .filter(|(name, value)| expected[*name] != **value);
    other.map(|(name, _)| format!("`{name}`")).collect()
}

/// The fields that say how the model was chosen, if that is not what the parameters ask for.
fn other_selection(
    metadata: &ModelMetadata,
    settings: &[Setting],
    params: &Params,
) -> impl Iterator<Item = String> {
    let validation = metadata.validation.as_ref().map(|of| of.settings);
    let validation = (validation != params.validation).then_some("`validation`");
    let same = match (&metadata.tune, &params.tune) {
        (None, None) => true,
        (Some(found), Some(asked)) => {
            let tries = found.tries.iter().map(|tried| &tried.params);
            let same_tries = tries.eq(settings.iter().map(|setting| &setting.params));
            same_tries && found.search == asked.search && found.metric == asked.metric.name()
        }
        _ => false,
    };
    let tune = (!same).then_some("`tune`");
    validation.into_iter().chain(tune).map(str::to_owned)
}
