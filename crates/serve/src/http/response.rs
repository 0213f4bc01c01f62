//! Answers.

use bytes::Bytes;
use hyper::header::{self, HeaderName, HeaderValue};
use hyper::{Response, StatusCode};

use super::limits::Held;

/// An answer, which is there as a whole.
pub(super) type Answer = Response<Held>;

/// JSON.
pub(super) fn json(status: StatusCode, text: impl Into<Bytes>) -> Answer {
    answer(status, "application/json", text)
}

/// Plain text.
pub(super) fn plain(status: StatusCode, text: impl Into<Bytes>) -> Answer {
    answer(status, "text/plain; charset=utf-8", text)
}

/// A page.
pub(super) fn html(status: StatusCode, text: String) -> Answer {
    answer(status, "text/html; charset=utf-8", text)
}

/// How a page looks.
pub(super) fn css(text: &'static str) -> Answer {
    answer(StatusCode::OK, "text/css; charset=utf-8", text)
}

/// Samples for Prometheus.
pub(super) fn metrics(text: String) -> Answer {
    answer(
        StatusCode::OK,
        "text/plain; version=0.0.4; charset=utf-8",
        text,
    )
}

/// What `FastAPI`, and so MLflow's server, says of a path or method that it does not know.
pub(super) fn detail(status: StatusCode, detail: &str) -> Answer {
    let text = serde_json::json!({ "detail": detail });
    json(status, text.to_string())
}

/// That the server, not the request, is to blame.
pub(super) fn error(status: StatusCode, code: &str, message: &str) -> Answer {
    let text = serde_json::json!({"error_code": code, "message": message});
    json(status, text.to_string())
}

/// The same with a header.
pub(super) fn with(mut answer: Answer, name: HeaderName, value: &'static str) -> Answer {
    answer
        .headers_mut()
        .insert(name, HeaderValue::from_static(value));
    answer
}

fn answer(status: StatusCode, content_type: &'static str, text: impl Into<Bytes>) -> Answer {
    let mut answer = Response::new(Held::new(text.into()));
    *answer.status_mut() = status;
    // What is typed by others, such as the names of columns, is taken for nothing else than it is.
    let answer = with(answer, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    with(answer, header::CONTENT_TYPE, content_type)
}

/// That the path is answered by this method alone.
pub(super) fn wrong_method(allowed: &'static str) -> Answer {
    let answer = detail(StatusCode::METHOD_NOT_ALLOWED, "Method Not Allowed");
    with(answer, header::ALLOW, allowed)
}
