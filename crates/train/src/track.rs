//! The run in the tracker: parameters, scores, datasets, the model, and the
//! registered version.

use std::env;

use mlflow::{
    Batch, Client, Column, ColumnType, Content, DatasetInput, DatasetSource, Metric, ModelSpec,
    ModelVersion, NewRun, Param, RunHandle, RunStatus, Signature, Tag,
};
use serde_json::Value;
use stage::metadata::{KEY_TAG, ModelMetadata};
use stage::params::Tracking;
use stage::samples::TARGET;
use stage::signals;

use crate::learn::Learned;
use crate::lineage;
use crate::tables::{Table, Tables};

/// The model's place among the files of its run, as the reference names it.
const MODEL: &str = "model";
/// The first release of the Python package `onnx` that knows all operators of the file.
const ONNX_VERSION: &str = "1.8.0";
/// How many training rows go along as an example of the input.
const EXAMPLE_ROWS: usize = 5;

/// Makes a run, logs everything to it, registers the model, and ends the run.
///
/// # Errors
///
/// When the tracker cannot be reached or refuses; the run, if there is one, is
/// then closed as failed.
pub fn track(
    client: &Client,
    names: &Tracking,
    tables: &Tables,
    learned: &Learned,
) -> Result<ModelVersion, mlflow::Error> {
    let experiment = client.experiment(&names.experiment)?;
    let tags = run_tags(&learned.metadata);
    let run = client.start_run(
        &experiment,
        &NewRun {
            name: names.run_name.clone(),
            tags,
        },
    )?;
    close_when_interrupted(client, run.id());
    let logged = log_all(client, &run, tables, learned);
    let version = match logged {
        Ok(version) => version,
        Err(error) => {
            // The first error is the one to report.
            let _ = run.fail(&error.to_string());
            signals::nothing_before_ending();
            return Err(error);
        }
    };
    run.finish()?;
    signals::nothing_before_ending();
    Ok(version)
}

fn close_when_interrupted(client: &Client, run_id: &str) {
    let (client, run_id) = (client.clone(), run_id.to_owned());
    signals::before_ending(move || {
        // Nobody is left to tell that the tracker did not answer.
        let _ = client.end_quickly(&run_id, RunStatus::Killed, Some("interrupted"));
    });
}

fn log_all(
    client: &Client,
    run: &RunHandle,
    tables: &Tables,
    learned: &Learned,
) -> Result<ModelVersion, mlflow::Error> {
    let metadata = &learned.metadata;
    let settings = Batch {
        params: params(metadata),
        ..Batch::default()
    };
    run.log_datasets(&[
        dataset("train", "training", &tables.train),
        dataset("test", "testing", &tables.test),
    ])?;
    let model = run.log_model_with(&spec(tables, learned), &settings)?;
    client.register(&metadata.model_name, &model, &version_tags(metadata))
}

fn run_tags(metadata: &ModelMetadata) -> Vec<Tag> {
    let mut tags = lineage::from_environment(|name| env::var(name).ok());
    tags.extend(version_tags(metadata));
    tags
}

fn version_tags(metadata: &ModelMetadata) -> Vec<Tag> {
    vec![
        Tag::new(KEY_TAG, &metadata.key),
        Tag::new("model_sha256", &metadata.model_sha256),
        Tag::new("data_version", &metadata.data_version),
        Tag::new("dvc_data_version", &metadata.data_version),
    ]
}

/// As the Python reference logs them, with Python's `None`, `True` and `False`.
fn params(metadata: &ModelMetadata) -> Vec<Param> {
    let used = metadata.params.iter();
    let mut params: Vec<_> = used
        .map(|(name, value)| Param::new(name.as_str(), in_python(value)))
        .collect();
    params.push(Param::new("model_type", &metadata.model_type));
    params
}

fn in_python(value: &Value) -> String {
    match value {
        Value::Null => "None".to_owned(),
        Value::Bool(true) => "True".to_owned(),
        Value::Bool(false) => "False".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn dataset(name: &str, context: &str, table: &Table) -> DatasetInput {
    let features = table.samples.features.iter();
    let mut columns: Vec<_> = features
        .map(|feature| Column::new(feature, ColumnType::Double))
        .collect();
    columns.push(Column::new(TARGET, ColumnType::Long));
    DatasetInput {
        name: name.to_owned(),
        digest: table.md5.clone(),
        source: DatasetSource::Local(table.path.clone()),
        context: context.to_owned(),
        columns,
        rows: table.samples.targets.len(),
    }
}

fn spec(tables: &Tables, learned: &Learned) -> ModelSpec {
    let metadata = &learned.metadata;
    let rows = tables.train.samples.records.rows();
    ModelSpec {
        name: MODEL.to_owned(),
        onnx: Content::Bytes(learned.onnx.clone()),
        onnx_version: ONNX_VERSION.to_owned(),
        signature: Signature::classifier(&metadata.features, &metadata.classes),
        example: rows
            .into_iter()
            .take(EXAMPLE_ROWS)
            .map(|row| row.to_vec())
            .collect(),
        extra_files: Vec::new(),
        params: params(metadata),
        metrics: vec![
            Metric::new("train_accuracy", metadata.train_accuracy)
                .on_dataset("train", &tables.train.md5),
            Metric::new("test_accuracy", metadata.test_accuracy)
                .on_dataset("test", &tables.test.md5),
        ],
        tags: version_tags(metadata),
    }
}
