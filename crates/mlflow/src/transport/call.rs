//! What is sent: one call, ready to be repeated as its idempotency allows.

use std::path::{Path, PathBuf};
use std::time::Duration;

use reqwest::header::{CONTENT_LENGTH, CONTENT_TYPE};
use reqwest::{Body, Method, RequestBuilder, Url};

use super::retry::Idempotency;
use crate::error::Error;

/// One HTTP call.
#[derive(Debug)]
pub(crate) struct Call {
    /// What it does, for messages: "create a run".
    pub(crate) action: String,
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) payload: Payload,
    pub(crate) idempotency: Idempotency,
    /// How long one attempt may take.
    pub(crate) timeout: Duration,
    /// The file that a good response's body goes to, as it comes in; each attempt
    /// writes it anew. Without one the body is kept in memory.
    pub(crate) sink: Option<PathBuf>,
}

/// What a request carries.
#[derive(Debug, Clone)]
pub(crate) enum Payload {
    Nothing,
    Json(Vec<u8>),
    Bytes(Vec<u8>),
    /// A file, streamed; it may be larger than memory.
    File(PathBuf),
}

impl Payload {
    /// Puts the payload into a request.
    pub(super) async fn attach(&self, request: RequestBuilder) -> Result<RequestBuilder, Error> {
        Ok(match self {
            Self::Nothing => request,
            Self::Json(bytes) => request
                .header(CONTENT_TYPE, "application/json")
                .body(bytes.clone()),
            Self::Bytes(bytes) => request
                .header(CONTENT_TYPE, "application/octet-stream")
                .body(bytes.clone()),
            Self::File(path) => {
                let (body, length) = open(path).await?;
                request
                    .header(CONTENT_TYPE, "application/octet-stream")
                    .header(CONTENT_LENGTH, length)
                    .body(body)
            }
        })
    }
}

/// A file as a streamed body, and its length in bytes.
async fn open(path: &Path) -> Result<(Body, u64), Error> {
    let failed = |source| Error::File {
        path: path.to_owned(),
        source,
    };
    let file = tokio::fs::File::open(path).await.map_err(failed)?;
    let length = file.metadata().await.map_err(failed)?.len();
    Ok((Body::from(file), length))
}
