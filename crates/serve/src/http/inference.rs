//! The paths of the Open Inference Protocol.

use hyper::body::Incoming;
use hyper::header::CONTENT_TYPE;
use hyper::{Method, Request, StatusCode};
use serde_json::json;

use super::prediction::predicted;
use super::response::{self, Answer, wrong_method};
use super::service::{Current, Service};
use crate::inference::{self, Address, Subject};
use crate::rows::RowsBuilder;
use crate::scoring::{ContentType, Refusal};

/// Whether the server, or the model, is there and can answer.
pub(super) fn health(path: &str) -> Answer {
    let what = path.rsplit('/').next().unwrap_or_default();
    response::json(StatusCode::OK, json!({ what: true }).to_string())
}

/// What the server says of itself.
pub(super) fn server() -> Answer {
    response::json(StatusCode::OK, inference::of_server().to_string())
}

/// Answers what is asked of a model.
pub(super) async fn model(
    service: &Service,
    address: Address,
    request: Request<Incoming>,
) -> Answer {
    match (address.subject, request.method()) {
        (Subject::Infer, &Method::POST) => infer(service, address, request).await,
        (Subject::Infer, _) => wrong_method("POST"),
        (Subject::Ready | Subject::Metadata, &Method::GET) => {
            described(&service.current(), &address)
        }
        (Subject::Ready | Subject::Metadata, _) => wrong_method("GET"),
    }
}

fn described(current: &Current, address: &Address) -> Answer {
    if let Some(answer) = unknown(current, address) {
        return answer;
    }
    let text = match address.subject {
        Subject::Ready => json!({"name": address.name, "ready": true}),
        _ => inference::of_model(&current.model),
    };
    response::json(StatusCode::OK, text.to_string())
}

async fn infer(service: &Service, address: Address, request: Request<Incoming>) -> Answer {
    // Without a content type it is JSON, since the protocol has no other.
    let header = request
        .headers()
        .get(CONTENT_TYPE)
        .map(|value| value.to_str().unwrap_or_default());
    if header.is_some_and(|header| ContentType::of(Some(header)) != Ok(ContentType::Json)) {
        let message = "expected the header `Content-Type: application/json`, in UTF-8";
        return error(StatusCode::UNSUPPORTED_MEDIA_TYPE, message);
    }
    predicted(service, request, |current, body| {
        if let Some(answer) = unknown(current, &address) {
            return answer;
        }
        match answered(service, current, body) {
            Ok(text) => response::json(StatusCode::OK, text),
            Err(refusal) => error(StatusCode::BAD_REQUEST, &refusal.message),
        }
    })
    .await
}

fn answered(service: &Service, current: &Current, body: &[u8]) -> Result<String, Refusal> {
    let model = &current.model;
    let rows = RowsBuilder::new(&model.signature, service.limits.max_rows);
    let asked = inference::read(body, rows)?;
    let prediction = current.predict(&asked.rows);
    inference::write(model, &asked, &prediction)
}

/// The answer for a model or version that is not served.
fn unknown(current: &Current, address: &Address) -> Option<Answer> {
    let identity = &current.model.identity;
    let Address { name, version, .. } = address;
    let message = if *name != identity.name {
        format!("Model {} not found", name.escape_debug())
    } else if version
        .as_ref()
        .is_some_and(|version| *version != identity.version_label())
    {
        let version = version.as_deref().unwrap_or_default().escape_debug();
        format!("Model {name} with version {version} not found")
    } else {
        return None;
    };
    Some(error(StatusCode::NOT_FOUND, &message))
}

/// As the protocol has it.
fn error(status: StatusCode, message: &str) -> Answer {
    response::json(status, json!({ "error": message }).to_string())
}
