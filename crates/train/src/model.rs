//! The model, its file, and what is to be known of it.

use encoders::Feature;
use estimators::{
    FitError, FittedModel, ForestPart, TreeObserver, fit_drawn, fit_observed, fit_out_of_bag,
    join_parts, join_parts_drawn,
};
use linfa::DatasetBase;
use mlflow::Metric;
use ndarray::ArrayView2;
use onnx::encoding::InputType;
use params::{Params, Validation};
use stage::digest::sha256_hex;
use stage::metadata::ModelMetadata;

use crate::encoded::Encoded;
use crate::error::TrainError;
use crate::features;
use crate::growth::Growth;
use crate::importances::Importances;
use crate::tables::{InputTable, Tables};
use crate::tuning::Found;
use crate::validation;

/// A trained model, ready to be written and tracked.
#[derive(Debug)]
pub(crate) struct TrainedModel {
    /// The content of `models/model.onnx`.
    pub onnx: Vec<u8>,
    /// The content of `models/model_metadata.json`.
    pub metadata: ModelMetadata,
    /// What each column contributes to it, of a forest that was just grown.
    pub importances: Option<Importances>,
    /// The last point of the curve that its run has, if its training took long.
    pub growth: Option<Metric>,
    /// What a person should know of how the training went, in a line.
    pub warning: Option<String>,
}

/// Where the trees of a forest come from.
pub(crate) enum Trees {
    /// They are grown here, as all other families are trained.
    ToGrow(Growth),
    /// They were grown in parts.
    Grown(Vec<ForestPart>),
}

impl Trees {
    /// Nobody watches them.
    #[cfg(test)]
    pub(crate) fn unseen() -> Self {
        Self::ToGrow(Growth::unseen())
    }
}

/// Trains on the training rows and scores on both tables, and on training rows that are held back
/// if that is asked for. `found` is the search that the hyperparameters come from.
///
/// # Errors
///
/// When the training rows cannot be encoded, or the family refuses the parameters or the data, or
/// cannot be written as ONNX.
pub(crate) fn train_model(
    tables: &Tables,
    params: &Params,
    found: Option<&Found>,
    trees: Trees,
) -> Result<TrainedModel, TrainError> {
    let encoded = Encoded::fit(tables)?;
    let records = encoded.train.view();
    let (model, growth) = match trees {
        Trees::Grown(parts) => (join(tables, params, &records, parts)?, None),
        Trees::ToGrow(growth) => {
            let model = fit(tables, params, &records, found, &|| growth.on_tree())?;
            (model, growth.finish())
        }
    };
    let metadata = expected_metadata(tables, params);
    let (features, classes) = (&metadata.features, &metadata.classes);
    let onnx = model.to_onnx(&encoded.interface(features, classes))?;
    let metadata = ModelMetadata {
        train_accuracy: accuracy(&model, &encoded.train.view(), &tables.train)?,
        test_accuracy: accuracy(&model, &encoded.test.view(), &tables.test)?,
        validation: match found {
            Some(found) => Some(found.scores().clone()),
            None => validation::of_model(tables, params, &model)?,
        },
        tune: found.map(|found| found.tuned.clone()),
        model_sha256: sha256_hex(&onnx),
        ..metadata
    }
    .with_key();
    Ok(TrainedModel {
        onnx,
        metadata,
        growth,
        importances: model
            .feature_importances()
            .map(|of_columns| Importances::of(&encoded.inputs, of_columns)),
        warning: model.warning().map(str::to_owned),
    })
}

/// What is known of a model of these tables and parameters before it is trained; the rest is
/// empty.
pub(crate) fn expected_metadata(tables: &Tables, params: &Params) -> ModelMetadata {
    let by_column = !features::are_plain(&tables.features);
    let held = tables.train.n_held();
    ModelMetadata {
        model_name: params.tracking.registered_model.clone(),
        model_type: params.train.model_type().to_owned(),
        train_accuracy: 0.0,
        test_accuracy: 0.0,
        validation: None,
        tune: None,
        params: params.train.used(&params.data.classes),
        data_version: tables.version(),
        rows_held: held,
        rows_total: held.map(|_| tables.train.n_rows()),
        features: tables.train.features.clone(),
        input_types: by_column.then(|| tables.features.iter().map(input_type).collect()),
        classes: params.data.classes.clone(),
        model_sha256: String::new(),
        key: String::new(),
    }
}

/// By MLflow's names.
fn input_type(feature: &Feature) -> String {
    let name = match feature.input_type {
        InputType::Double => "double",
        InputType::Long => "long",
        InputType::Boolean => "boolean",
        InputType::String => "string",
    };
    name.to_owned()
}

/// Learns from the training rows, as far as they are held.
fn fit(
    tables: &Tables,
    params: &Params,
    records: &ArrayView2<f32>,
    found: Option<&Found>,
    on_tree: TreeObserver<'_>,
) -> Result<FittedModel, FitError> {
    let rows = &tables.train.rows;
    if let Some(drawn) = rows.drawn() {
        return fit_drawn(&drawn.rows, records, on_tree);
    }
    let dataset = DatasetBase::new(*records, rows.targets().view());
    // A search has scored the model already.
    if found.is_none() && params.validation == Some(Validation::OutOfBag) {
        fit_out_of_bag(&params.train, &dataset, on_tree)
    } else {
        fit_observed(&params.train, &dataset, on_tree)
    }
}

/// The model of trees that were grown on these rows.
fn join(
    tables: &Tables,
    params: &Params,
    records: &ArrayView2<f32>,
    parts: Vec<ForestPart>,
) -> Result<FittedModel, FitError> {
    let rows = &tables.train.rows;
    if let Some(drawn) = rows.drawn() {
        return join_parts_drawn(&drawn.rows, records.ncols(), parts);
    }
    let dataset = DatasetBase::new(*records, rows.targets().view());
    let out_of_bag = params.validation == Some(Validation::OutOfBag);
    join_parts(&params.train, &dataset, parts, out_of_bag)
}

/// The share of all rows labelled right, 0 to 1: scikit-learn's `score`.
fn accuracy(
    model: &FittedModel,
    records: &ArrayView2<f32>,
    table: &InputTable,
) -> Result<f64, TrainError> {
    if let Some(drawn) = table.rows.drawn() {
        return drawn.accuracy(model, &table.md5);
    }
    let targets = table.rows.targets();
    let labels = model.predict(records);
    let right = labels
        .iter()
        .zip(targets)
        .filter(|(label, target)| label == target);
    Ok(right.count() as f64 / targets.len() as f64)
}
