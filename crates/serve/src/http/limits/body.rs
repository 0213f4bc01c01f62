//! The body of a request.

use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::body::{Body, Incoming};
use hyper::header::CONNECTION;
use hyper::{Request, StatusCode};
use tokio::time::timeout;

use crate::http::response::{self, Answer};

/// Reads the whole body.
///
/// # Errors
///
/// Gives the answer when it is longer than `limit` bytes, takes longer than `patience`, or ends too early.
pub(in crate::http) async fn read(
    request: Request<Incoming>,
    limit: usize,
    patience: Duration,
) -> Result<Bytes, Answer> {
    let body = request.into_body();
    if body.size_hint().lower() > limit as u64 {
        return Err(too_large(limit));
    }
    match timeout(patience, Limited::new(body, limit).collect()).await {
        Ok(Ok(body)) => Ok(body.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(too_large(limit)),
        Ok(Err(_)) => Err(closing(
            StatusCode::BAD_REQUEST,
            "expected the whole body of the request, and it ended before",
        )),
        Err(_) => {
            let seconds = patience.as_secs();
            let message = format!("expected the whole body of the request within {seconds} s");
            Err(closing(StatusCode::REQUEST_TIMEOUT, &message))
        }
    }
}

/// How much memory the body may take: its length, or `limit` bytes where that is not said.
pub(in crate::http) fn kibibytes(request: &Request<Incoming>, limit: usize) -> u32 {
    let length = request.body().size_hint().exact().unwrap_or(limit as u64);
    let kibibytes = length.min(limit as u64).div_ceil(1024).max(1);
    u32::try_from(kibibytes).unwrap_or(u32::MAX)
}

fn too_large(limit: usize) -> Answer {
    let message =
        format!("expected a body of at most {limit} bytes; send the rows in several requests");
    closing(StatusCode::PAYLOAD_TOO_LARGE, &message)
}

/// The rest of the request is not read, and so no other one after it.
fn closing(status: StatusCode, message: &str) -> Answer {
    let answer = response::error(status, "BAD_REQUEST", message);
    response::with(answer, CONNECTION, "close")
}
