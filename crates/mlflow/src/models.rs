//! Models: an ONNX file, and what MLflow wants to know to load it by name.

mod directory;
mod location;
mod log;
mod mlmodel;
mod requirements;

use std::path::PathBuf;

use serde_json::Value;

use crate::tags::{MODEL_ID, MODEL_LOCATION};
use crate::tracking::{Column, ColumnType, Metric, Param, Run, Tag};

pub(crate) use location::{DEFAULT_DIRECTORY, root_of_run};
pub(crate) use log::log;

/// A model to be logged with a run.
#[derive(Debug, Clone)]
pub struct ModelSpec {
    /// Its place among the run's models, such as `model`.
    pub name: String,
    /// The ONNX file.
    pub onnx: Content,
    /// The version of the `onnx` package that first knew the file's operator
    /// sets, such as `1.16.0`; it is recorded, nothing is installed from it.
    pub onnx_version: String,
    /// Columns in and out.
    pub signature: Signature,
    /// Whether the file has an input for each column of the signature, by its name, in place of
    /// one for all.
    pub by_column: bool,
    /// A few rows that the model accepts, in the order of the signature's
    /// inputs; empty for none. Those who read them tell integers by having no point.
    pub example: Vec<Vec<Value>>,
    /// Files to lie beside `model.onnx`, by name.
    pub extra_files: Vec<(String, Content)>,
    /// Settings to show with the model, on MLflow 3.
    pub params: Vec<Param>,
    /// Measured values. They are logged to the run, and on MLflow 3 they are attached to
    /// the model as well.
    pub metrics: Vec<Metric>,
    /// Labels of the model, on MLflow 3.
    pub tags: Vec<Tag>,
}

/// What a file holds.
#[derive(Debug, Clone)]
pub enum Content {
    /// Bytes in memory.
    Bytes(Vec<u8>),
    /// A file on disk, streamed.
    File(PathBuf),
}

/// Columns in and out, by name.
///
/// Without it MLflow passes columns by position, and a table with its columns
/// in another order is predicted wrongly without a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// What the model reads.
    pub inputs: Vec<Column>,
    /// What the model gives.
    pub outputs: Vec<Column>,
}

/// A model as the tracker took it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoggedModel {
    /// The run that made it.
    pub run_id: String,
    /// Its id (`m-…`), on MLflow 3.
    pub model_id: Option<String>,
    /// The directory that its files lie in, such as
    /// `mlflow-artifacts:/1/models/m-…/artifacts`.
    pub location: String,
    /// What a registered version names as its source.
    pub source: String,
}

impl LoggedModel {
    /// The model that `run` made, if this client logged it: the run's tags say where it is.
    #[must_use]
    pub fn of_run(run: &Run) -> Option<Self> {
        let location = run.tags.get(MODEL_LOCATION)?.clone();
        let model_id = run.tags.get(MODEL_ID).cloned();
        let source = model_id.as_ref().map(|id| format!("models:/{id}"));
        Some(Self {
            run_id: run.id.clone(),
            source: source.unwrap_or_else(|| location.clone()),
            location,
            model_id,
        })
    }
}

impl Signature {
    /// A classifier over the columns `inputs`. Its outputs are the predicted class, `label`, and
    /// `probability_<class>` for each class.
    ///
    /// MLflow refuses integers in a column of `double`, and fractions in one of `long`: the inputs
    /// must be of the kinds that the table has, as its own `infer_signature` tells them.
    ///
    /// One output per class and not one matrix: MLflow makes a table of the
    /// outputs, and a matrix does not fit into a column.
    pub fn classifier<C: ToString>(inputs: Vec<Column>, classes: &[C]) -> Self {
        let probabilities = classes.iter().map(|class| {
            Column::new(
                format!("probability_{}", class.to_string()),
                ColumnType::Float,
            )
        });
        Self {
            inputs,
            outputs: std::iter::once(Column::new("label", ColumnType::Long))
                .chain(probabilities)
                .collect(),
        }
    }
}
