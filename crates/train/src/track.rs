//! The run in the tracker: parameters, scores, datasets, the model, and the
//! registered version.

mod columns;
mod pictures;
mod profile;
mod tables;
mod tries;

use labeled_table::TARGET;
use mlflow::{
    Batch, Client, Column, ColumnType, Content, DatasetInput, DatasetSource, Experiment, Metric,
    ModelSpec, ModelVersion, NewRun, Param, RunHandle, RunStatus, Signature, Table, Tag,
    tables_tag, tags,
};
use params::{Params, TestSize, Tracking};
use provenance::{CHANGES_ARTIFACT, RUN_RECORD, Timings};
use serde::Serialize;
use serde_json::Value;
use stage::exit::with_causes;
use stage::metadata::ModelMetadata;
use stage::selection::ValidationScores;
use stage::signals;

use crate::error::TrainError;
use crate::importances::Importances;
use crate::lineage::{self, Lineage, PIPELINE_TAG, RunId};
use crate::model::TrainedModel;
use crate::tables::{InputTable, Tables};
pub(crate) use tries::log_tries;

/// The model's place among the files of its run, as the reference names it.
const MODEL: &str = "model";
/// The page for people among the files of the run, as the reference names it.
const LINEAGE: &str = "lineage/data_lineage.md";
/// The longest param that the tracker stores whole, in characters.
const LONGEST_PARAM: usize = 6000;
/// The names of the tables, as the reference has them.
const TABLES: [&str; 2] = ["train_data", "test_data"];
/// The first release of the Python package `onnx` that knows all operators of the file.
const ONNX_VERSION: &str = "1.8.0";
/// How many training rows go along as an example of the input.
const EXAMPLE_ROWS: usize = 5;

/// What a run is about.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RunContext<'a> {
    /// What was asked for.
    pub params: &'a Params,
    /// The tables that were read.
    pub tables: &'a Tables,
    /// Where they, and the program, come from.
    pub lineage: &'a Lineage,
    /// What was made of them.
    pub model: &'a TrainedModel,
    /// How long that took.
    pub timings: Timings,
}

/// What became of a model.
#[derive(Debug)]
pub(crate) enum Tracked {
    /// It is a version of the registered model.
    Registered(ModelVersion),
    /// An experiment of DVC made it, and it is in the run of this id alone.
    Experiment(String),
}

/// Opens a run, does `work` in it, and ends it as finished or failed. A signal meanwhile
/// ends it as killed.
///
/// # Errors
///
/// When the tracker cannot be reached or refuses, or `work` fails.
pub(crate) fn in_run<T>(
    client: &Client,
    names: &Tracking,
    lineage: &Lineage,
    work: impl FnOnce(&RunHandle) -> Result<T, TrainError>,
) -> Result<T, TrainError> {
    let experiment = client.experiment(&names.experiment)?;
    close_left_behind(client, &experiment, lineage)?;
    let new = NewRun {
        name: names.run_name.clone(),
        tags: lineage::run_tags(lineage),
    };
    let run = client.start_run(&experiment, &new)?;
    close_when_interrupted(client, run.id());
    let ended = match work(&run) {
        Ok(done) => run.finish().map(|()| done).map_err(TrainError::from),
        Err(error) => {
            // The first error is the one to report.
            let _ = run.fail(&with_causes(&error));
            Err(error)
        }
    };
    signals::clear_shutdown_hook();
    ended
}

/// Only one train of a checkout runs at a time, so a run of the same pipeline
/// that still runs when this one starts was left behind by a kill.
fn close_left_behind(
    client: &Client,
    experiment: &Experiment,
    lineage: &Lineage,
) -> Result<(), mlflow::Error> {
    let Some(pipeline) = lineage.pipeline() else {
        return Ok(());
    };
    let reason =
        "left running by a process that was killed; closed by the next run of its pipeline";
    let closed = client.close_stale(experiment, &[(PIPELINE_TAG, pipeline)], reason)?;
    if !closed.is_empty() {
        let runs = closed.join(", ");
        println!("train: closed as killed what an earlier run left running: {runs}");
    }
    Ok(())
}

fn close_when_interrupted(client: &Client, run_id: &str) {
    let (client, run_id) = (client.clone(), run_id.to_owned());
    signals::set_shutdown_hook(move || {
        // Nobody is left to tell that the tracker did not answer.
        let _ = client.end_quickly(&run_id, RunStatus::Killed, Some("interrupted"));
    });
}

/// Logs the datasets, the model and all that is known of it to `run`, and registers the
/// model unless an experiment made it.
///
/// # Errors
///
/// When the tracker cannot be reached or refuses.
pub(crate) fn log(
    client: &Client,
    run: &RunHandle,
    context: RunContext<'_>,
) -> Result<Tracked, mlflow::Error> {
    let (metadata, lineage) = (&context.model.metadata, context.lineage);
    let [train, test] = TABLES;
    run.log_datasets(&[
        dataset(train, "training", &context.tables.train, context),
        dataset(test, "testing", &context.tables.test, context),
    ])?;
    let tables = tables::of(context);
    let mut files = files(context);
    files.extend(tables.iter().map(Table::file));
    run.log_files(files)?;
    let mut tags = page_tags(run, context);
    tags.push(tables_tag(run.run(), &tables));
    let more = Batch {
        params: params(context),
        tags,
        metrics: context.model.growth.iter().cloned().collect(),
    };
    let model = run.log_model(&spec(context), &more)?;
    if lineage.experiment().is_some() {
        return Ok(Tracked::Experiment(run.id().to_owned()));
    }
    let tags = lineage::version_tags(lineage, metadata);
    let version = client.register(&metadata.model_name, &model, &tags)?;
    Ok(Tracked::Registered(version))
}

/// What ties the run to its model, and what its page says.
fn page_tags(run: &RunHandle, context: RunContext<'_>) -> Vec<Tag> {
    let (metadata, lineage) = (&context.model.metadata, context.lineage);
    let id = RunId {
        experiment: &run.run().experiment_id,
        run: run.id(),
    };
    let mut tags = lineage::model_tags(metadata);
    tags.push(Tag::new(tags::NOTE, lineage::note(lineage, metadata, &id)));
    if metadata.tune.is_some() {
        // When the run began, the search had not found the values in it yet.
        let name = &context.params.tracking.run_name;
        tags.push(Tag::new(tags::RUN_NAME, name));
    }
    tags
}

/// The page for people and the record for programs, what each column contributes, and pictures.
fn files(context: RunContext<'_>) -> Vec<(String, Content)> {
    let (lineage, metadata) = (context.lineage, &context.model.metadata);
    let page = lineage::document(lineage, metadata);
    let record =
        lineage::record(lineage, &context.params.tracking, metadata, context.timings).to_json();
    let mut files = vec![
        (LINEAGE.to_owned(), Content::Bytes(page.into())),
        (RUN_RECORD.to_owned(), Content::Bytes(record.into())),
    ];
    let patch = lineage.patch();
    if !patch.is_empty() {
        files.push((CHANGES_ARTIFACT.to_owned(), Content::Bytes(patch.to_vec())));
    }
    let importances = context.model.importances.iter();
    let importances = importances.flat_map(Importances::files);
    files.extend(importances.map(|(name, bytes)| (name.to_owned(), Content::Bytes(bytes))));
    files.extend(pictures::files(context));
    files
}

/// What a person sets: the hyperparameters as the Python reference logs them, with Python's `None`, `True` and
/// `False`, the family, and the share of test rows.
fn params(context: RunContext<'_>) -> Vec<Param> {
    let metadata = &context.model.metadata;
    let used = metadata.params.iter();
    let mut params: Vec<_> = used
        .map(|(name, value)| Param::new(name.as_str(), logged(value)))
        .collect();
    params.push(Param::new("model_type", &metadata.model_type));
    params.push(match context.params.preprocess.test_size {
        TestSize::Fraction(share) => Param::new("test_size", share),
        TestSize::Rows(rows) => Param::new("test_size", rows),
    });
    params.extend(selection(metadata));
    params
}

/// How the model was validated and chosen, if it was.
fn selection(metadata: &ModelMetadata) -> Vec<Param> {
    let validation = metadata.validation.iter();
    let validation = validation.flat_map(|of| named("validation", &of.settings));
    let tune = metadata.tune.iter();
    let metric = tune.clone().map(|of| Param::new("tune_metric", &of.metric));
    let tune = tune.flat_map(|of| named("tune", &of.search));
    validation.chain(tune).chain(metric).collect()
}

/// Settings by their names in params.yaml, behind that of their section.
fn named(section: &str, settings: &impl Serialize) -> Vec<Param> {
    let Ok(Value::Object(settings)) = serde_json::to_value(settings) else {
        return Vec::new();
    };
    let settings = settings.iter();
    settings
        .map(|(name, value)| Param::new(format!("{section}_{name}"), logged(value)))
        .collect()
}

/// Weights of very many classes are where they fit: a param that was cut is a wrong record.
fn logged(value: &Value) -> String {
    let text = in_python(value);
    match value {
        Value::Object(values) if text.chars().count() > LONGEST_PARAM => {
            format!("{} values, see {RUN_RECORD}", values.len())
        }
        _ => text,
    }
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

fn dataset(name: &str, purpose: &str, table: &InputTable, context: RunContext<'_>) -> DatasetInput {
    let mut columns = columns::schema(&context.tables.features, &table.missing);
    columns.push(Column::new(TARGET, ColumnType::Long));
    DatasetInput {
        name: name.to_owned(),
        digest: table.md5.clone(),
        source: DatasetSource::Local(table.path.clone()),
        context: purpose.to_owned(),
        columns,
        rows: table.n_rows(),
        profile: profile::profile(table, &context.model.metadata.classes),
    }
}

fn spec(context: RunContext<'_>) -> ModelSpec {
    let RunContext { tables, model, .. } = context;
    let metadata = &model.metadata;
    let [train, test] = TABLES;
    let features = &tables.features;
    let mut metrics = vec![
        Metric::new("train_accuracy", metadata.train_accuracy).on_dataset(train, &tables.train.md5),
        Metric::new("test_accuracy", metadata.test_accuracy).on_dataset(test, &tables.test.md5),
    ];
    let validation = metadata.validation.iter().flat_map(ValidationScores::named);
    metrics.extend(
        validation
            .map(|(name, score)| Metric::new(name, score).on_dataset(train, &tables.train.md5)),
    );
    ModelSpec {
        name: MODEL.to_owned(),
        onnx: Content::Bytes(model.onnx.clone()),
        onnx_version: ONNX_VERSION.to_owned(),
        signature: Signature::classifier(
            columns::schema(features, &tables.missing()),
            &metadata.classes,
        ),
        by_column: metadata.input_types.is_some(),
        example: columns::first_rows(features, tables.train.rows.head(), EXAMPLE_ROWS),
        extra_files: Vec::new(),
        params: params(context),
        metrics,
        tags: lineage::version_tags(context.lineage, metadata),
    }
}
