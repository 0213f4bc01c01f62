//! MLflow's scoring protocol.

use hyper::body::Incoming;
use hyper::header::CONTENT_TYPE;
use hyper::{Request, StatusCode};

use super::prediction::predicted;
use super::response::{self, Answer};
use super::service::{Current, Service};
use crate::scoring::{ContentType, read_rows};

/// Answers `POST /invocations`.
pub(super) async fn invocations(service: &Service, request: Request<Incoming>) -> Answer {
    let header = request.headers().get(CONTENT_TYPE);
    // A value that is no text is shown as well as it can be.
    let header = header.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
    let content_type = match ContentType::of(header.as_deref()) {
        Ok(content_type) => content_type,
        Err(problem) => {
            return response::plain(StatusCode::UNSUPPORTED_MEDIA_TYPE, problem.to_string());
        }
    };
    let limit = service.limits.max_rows;
    predicted(service, request, |current, body| {
        score(current, content_type, body, limit)
    })
    .await
}

fn score(current: &Current, content_type: ContentType, body: &[u8], limit: usize) -> Answer {
    match read_rows(content_type, body, &current.model.signature, limit) {
        Ok(rows) => {
            let prediction = current.predict(&rows);
            response::json(StatusCode::OK, current.keys.write(&prediction))
        }
        Err(refusal) => response::json(StatusCode::BAD_REQUEST, refusal.to_json()),
    }
}
