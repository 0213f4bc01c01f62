//! What the server and the model say of themselves.

use serde_json::{Value, json};

use super::{datatype, outputs};
use crate::model::ServedModel;

/// The server.
pub(crate) fn of_server() -> Value {
    json!({"name": "mlops-serve", "version": env!("CARGO_PKG_VERSION"), "extensions": []})
}

/// The model: a tensor for each column, and for each output.
pub(crate) fn of_model(model: &ServedModel) -> Value {
    let tensor =
        |name: &str, datatype: &str| json!({"name": name, "datatype": datatype, "shape": [-1, 1]});
    let columns = model.signature.columns().iter();
    let inputs: Vec<_> = columns
        .map(|column| tensor(&column.name, datatype(column.input_type)))
        .collect();
    let outputs = outputs(model.classifier.classes()).enumerate();
    let outputs: Vec<_> = outputs
        .map(|(at, name)| tensor(&name, if at == 0 { "INT64" } else { "FP32" }))
        .collect();
    json!({
        "name": model.identity.name,
        "versions": [model.identity.version_label()],
        "platform": "onnx",
        "inputs": inputs,
        "outputs": outputs,
    })
}
