//! The body of a request.

use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::Request;
use hyper::body::{Body, Incoming};
use tokio::time::timeout;

/// Why there is no whole body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(in crate::http) enum BodyProblem {
    /// It is longer than allowed.
    #[error("expected a body of at most {limit} bytes; send the rows in several requests")]
    TooLong {
        /// The most bytes.
        limit: usize,
    },
    /// The client took too long.
    #[error("expected the whole body of the request within {seconds} s")]
    TooSlow {
        /// How long it may take.
        seconds: u64,
    },
    /// The connection ended before, or what came is no body.
    #[error("expected the whole body of the request, and it ended before")]
    Ended,
}

/// Reads the whole body.
///
/// # Errors
///
/// When it is longer than `limit` bytes, takes longer than `patience`, or ends too early. What is left of the request is
/// not read then.
pub(in crate::http) async fn read(
    request: Request<Incoming>,
    limit: usize,
    patience: Duration,
) -> Result<Bytes, BodyProblem> {
    let body = request.into_body();
    if body.size_hint().lower() > limit as u64 {
        return Err(BodyProblem::TooLong { limit });
    }
    match timeout(patience, Limited::new(body, limit).collect()).await {
        Ok(Ok(body)) => Ok(body.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(BodyProblem::TooLong { limit }),
        Ok(Err(_)) => Err(BodyProblem::Ended),
        Err(_) => Err(BodyProblem::TooSlow {
            seconds: patience.as_secs(),
        }),
    }
}

/// How much memory the body may take: its length, or `limit` bytes where that is not said.
pub(in crate::http) fn kibibytes(request: &Request<Incoming>, limit: usize) -> u32 {
    let length = request.body().size_hint().exact().unwrap_or(limit as u64);
    let kibibytes = length.min(limit as u64).div_ceil(1024).max(1);
    u32::try_from(kibibytes).unwrap_or(u32::MAX)
}
