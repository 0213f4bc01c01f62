//! The paths of the server, as `OpenAPI` 3.1 describes them.

use onnx::encoding::InputType;
use serde_json::{Map, Value, json};

use crate::model::{ServedModel, SignatureColumn};

/// The description, with the columns of this model.
pub(crate) fn describe(model: &ServedModel) -> Value {
    let name = &model.identity.name;
    json!({
        "openapi": "3.1.0",
        "info": {"title": name, "version": model.identity.version_label(), "description": "Predictions of this model."},
        "paths": {
            "/invocations": {"post": invocations()},
            "/v2/models/{name}/infer": {"post": infer()},
            "/v2/models/{name}": {"get": get("What the model takes and gives, by the Open Inference Protocol", true)},
            "/v2/models/{name}/ready": {"get": get("Whether the model can answer", true)},
            "/v2": {"get": get("What the server is", false)},
            "/v2/health/live": {"get": get("Whether the server is there", false)},
            "/v2/health/ready": {"get": get("Whether the server can answer", false)},
            "/ping": {"get": get("Whether the server can answer", false)},
            "/health": {"get": get("Whether the server can answer", false)},
            "/version": {"get": get("The version of the server", false)},
            "/metrics": {"get": get("Samples for Prometheus", false)},
        },
        "components": {
            "schemas": schemas(model),
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "description": "Where the server has a token."}},
        },
        "security": [{}, {"token": []}],
    })
}

fn reference(schema: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{schema}")})
}

fn invocations() -> Value {
    json!({
        "summary": "Predictions by MLflow's scoring protocol",
        "requestBody": {"required": true, "content": {
            "application/json": {"schema": reference("Rows")},
            "text/csv": {"schema": {"type": "string"}},
        }},
        "responses": {
            "200": {"description": "A prediction for each row", "content": {"application/json": {"schema": reference("Predictions")}}},
            "400": {"description": "What is wrong, with column and row", "content": {"application/json": {"schema": reference("Error")}}},
            "413": {"description": "The body is too long"},
            "415": {"description": "The content type is missing, or another one"},
            "503": {"description": "Too many requests at a time"},
        },
    })
}

fn infer() -> Value {
    json!({
        "summary": "Predictions by the Open Inference Protocol, version 2",
        "parameters": [parameter()],
        "requestBody": {"required": true, "content": {"application/json": {"schema": {"type": "object"}}}},
        "responses": {
            "200": {"description": "A tensor for each output"},
            "400": {"description": "What is wrong"},
            "404": {"description": "Another model is served"},
        },
    })
}

fn get(summary: &str, of_model: bool) -> Value {
    let mut operation = json!({"summary": summary, "responses": {"200": {"description": "Yes"}}});
    if of_model {
        operation["parameters"] = json!([parameter()]);
    }
    operation
}

fn parameter() -> Value {
    json!({"name": "name", "in": "path", "required": true, "schema": {"type": "string"}})
}

fn schemas(model: &ServedModel) -> Value {
    let columns = model.signature.columns();
    let names: Vec<_> = columns.iter().map(|column| &column.name).collect();
    let records = json!({"type": "array", "items": reference("Record")});
    let by_column = columns.iter().map(|column| {
        (
            column.name.clone(),
            json!({"type": "array", "items": cell(column)}),
        )
    });
    json!({
        "Record": object(columns.iter().map(|column| (column.name.clone(), cell(column))), &required(columns)),
        "Columns": object(by_column, &required(columns)),
        "Split": {"type": "object", "required": ["columns", "data"], "properties": {
            "columns": {"type": "array", "items": {"type": "string"}, "examples": [names]},
            "index": {"type": "array"},
            "data": {"type": "array", "items": {"type": "array"}},
        }},
        "Rows": {"oneOf": [
            object([("dataframe_split".to_owned(), reference("Split"))], &["dataframe_split"]),
            object([("dataframe_records".to_owned(), records.clone())], &["dataframe_records"]),
            object([("instances".to_owned(), json!({"oneOf": [records.clone(), reference("Columns")]}))], &["instances"]),
            object([("inputs".to_owned(), json!({"oneOf": [records, reference("Columns")]}))], &["inputs"]),
        ]},
        "Predictions": object([("predictions".to_owned(), json!({"type": "array", "items": prediction(model.classifier.classes())}))], &["predictions"]),
        "Error": object(["error_code", "message"].map(|name| (name.to_owned(), json!({"type": "string"}))), &["error_code", "message"]),
    })
}

fn prediction(classes: &[String]) -> Value {
    let probabilities = classes
        .iter()
        .map(|class| (format!("probability_{class}"), json!({"type": "number"})));
    let label = ("label".to_owned(), json!({"type": "integer", "minimum": 0}));
    object(std::iter::once(label).chain(probabilities), &["label"])
}

fn object(properties: impl IntoIterator<Item = (String, Value)>, required: &[&str]) -> Value {
    let properties: Map<_, _> = properties.into_iter().collect();
    json!({"type": "object", "properties": properties, "required": required})
}

fn required(columns: &[SignatureColumn]) -> Vec<&str> {
    let required = columns.iter().filter(|column| column.required);
    required.map(|column| column.name.as_str()).collect()
}

/// What JSON has in a cell of the column.
fn cell(column: &SignatureColumn) -> Value {
    let kind = match column.input_type {
        InputType::Double => "number",
        InputType::Long => "integer",
        InputType::Boolean => "boolean",
        InputType::String => "string",
    };
    if column.required {
        json!({"type": kind})
    } else {
        json!({"type": [kind, "null"]})
    }
}
