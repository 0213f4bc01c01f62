//! The `MLmodel` file: what MLflow reads first when it loads a model.
//!
//! It is written as JSON, which is YAML, so that no name of a column needs
//! quoting rules of its own.

use serde_json::{Value, json};

use super::{ModelSpec, requirements};
use crate::random;
use crate::time::{now, utc};

/// The file's name in the model's directory.
pub(super) const FILE: &str = "MLmodel";
/// The model's name in its directory.
pub(super) const ONNX_FILE: &str = "model.onnx";
/// The example rows, for people and for `get_model_info`.
pub(super) const EXAMPLE_FILE: &str = "input_example.json";

/// The module that loads a model which has an input for each column.
const LOADER: &str = "mlops_columns";
/// The folder of modules in the model's directory.
const CODE: &str = "code";
/// Where the module lies, and what it holds.
pub(super) const LOADER_FILE: (&str, &str) =
    ("code/mlops_columns.py", include_str!("mlops_columns.py"));

/// The oldest MLflow whose form of the file this is; loaders warn of newer ones.
const MLFLOW_VERSION: &str = "2.11.0";

/// Where the model is being put.
#[derive(Debug, Clone, Copy)]
pub(super) struct Identity<'a> {
    pub(super) run_id: &'a str,
    /// The id of the model, on MLflow 3.
    pub(super) model_id: Option<&'a str>,
    /// What `artifact_path` says: the path below the run, or the model's own address.
    pub(super) artifact_path: &'a str,
}

/// The file's content.
pub(super) fn document(spec: &ModelSpec, identity: Identity<'_>, size: u64) -> Value {
    let uuid = match identity.model_id {
        Some(id) => id.to_owned(),
        None => random::id(),
    };
    let mut document = json!({
        "artifact_path": identity.artifact_path,
        "flavors": flavors(spec),
        "mlflow_version": MLFLOW_VERSION,
        "model_id": identity.model_id,
        "model_size_bytes": size,
        "model_uuid": uuid,
        "run_id": identity.run_id,
        "signature": signature(spec),
        "utc_time_created": utc(now()),
    });
    if let Value::Object(fields) = &mut document {
        if identity.model_id.is_none() {
            fields.remove("model_id");
        }
        if !spec.example.is_empty() {
            fields.insert("saved_input_example_info".to_owned(), example_info());
        }
    }
    document
}

/// The two ways to load it: as ONNX, and as a Python function over tables.
pub(super) fn flavors(spec: &ModelSpec) -> Value {
    let mut flavors = json!({
        "onnx": {
            "code": null,
            "data": ONNX_FILE,
            "onnx_version": spec.onnx_version,
            // Without the list MLflow asks for CUDA first and warns that there is none.
            "providers": ["CPUExecutionProvider"],
        },
        "python_function": {
            "data": ONNX_FILE,
            "env": {"conda": "conda.yaml", "virtualenv": "python_env.yaml"},
            "loader_module": "mlflow.onnx",
            "python_version": requirements::PYTHON,
        },
    });
    if spec.by_column {
        flavors["python_function"]["loader_module"] = json!(LOADER);
        flavors["python_function"]["code"] = json!(CODE);
    }
    flavors
}

/// MLflow keeps the column lists as JSON inside strings.
fn signature(spec: &ModelSpec) -> Value {
    json!({
        "inputs": json!(spec.signature.inputs).to_string(),
        "outputs": json!(spec.signature.outputs).to_string(),
        "params": null,
    })
}

fn example_info() -> Value {
    json!({
        "artifact_path": EXAMPLE_FILE,
        "pandas_orient": "split",
        "type": "dataframe",
    })
}

/// The example rows as pandas' `split` form: the columns, then the rows.
pub(super) fn example(spec: &ModelSpec) -> Value {
    let inputs = &spec.signature.inputs;
    let columns: Vec<&str> = inputs.iter().map(|column| column.name.as_str()).collect();
    json!({"columns": columns, "data": spec.example})
}

/// What is recorded about the model in a run of MLflow 2 (`runs/log-model`):
/// the fields that Python's `Model.get_tags_dict` gives.
pub(super) fn summary(document: &Value) -> Value {
    json!({
        "artifact_path": document["artifact_path"],
        "flavors": document["flavors"],
        "model_uuid": document["model_uuid"],
        "run_id": document["run_id"],
        "utc_time_created": document["utc_time_created"],
    })
}
