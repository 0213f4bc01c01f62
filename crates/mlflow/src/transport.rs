//! One HTTP call, repeated as its class allows, every attempt counted.

pub(crate) mod api;
mod connection;
pub(crate) mod response;
pub(crate) mod retry;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use tokio::io::{AsyncWriteExt, BufWriter};

use reqwest::header::{CONTENT_LENGTH, CONTENT_TYPE, LOCATION, RETRY_AFTER};
use reqwest::{Body, Method, RequestBuilder, Response, Url};

use crate::config::Config;
use crate::error::{Error, Fault};
use crate::transport::response::Answer;
use crate::transport::retry::{Repeat, Schedule};

/// What a request carries.
#[derive(Debug, Clone)]
pub(crate) enum Payload {
    Nothing,
    Json(Vec<u8>),
    Bytes(Vec<u8>),
    /// A file, streamed; it may be larger than memory.
    File(PathBuf),
}

/// One call, ready to be sent as often as its class allows.
#[derive(Debug)]
pub(crate) struct Call {
    /// What it does, for messages: "create a run".
    pub(crate) action: String,
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) payload: Payload,
    pub(crate) repeat: Repeat,
    /// How long one attempt may take.
    pub(crate) timeout: Duration,
    /// The file that a good answer's body goes to, as it comes in; each
    /// attempt writes it anew. Without one the body is kept in memory.
    pub(crate) sink: Option<PathBuf>,
}

/// The connection to one tracker. Clones share it and count together.
#[derive(Debug, Clone)]
pub(crate) struct Transport {
    http: reqwest::Client,
    config: Config,
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    requests: AtomicU64,
    /// Whether the tracker has carried out anything yet.
    reached: AtomicBool,
}

/// The header that names a part of the tracker (`mlflow/utils/workspace_utils.py`).
const WORKSPACE: &str = "X-MLFLOW-WORKSPACE";
/// How many bytes of a download are written at once.
const WRITE_SIZE: usize = 1 << 20;

impl Transport {
    pub(crate) fn new(config: Config) -> Result<Self, Error> {
        Ok(Self {
            http: connection::http_client(&config)?,
            config,
            shared: Arc::default(),
        })
    }

    /// The same connection, used with other times and retries.
    pub(crate) fn with(&self, change: impl FnOnce(&mut Config)) -> Self {
        let mut other = self.clone();
        change(&mut other.config);
        other
    }

    pub(crate) fn config(&self) -> &Config {
        &self.config
    }

    /// Requests sent so far, repetitions included.
    pub(crate) fn requests(&self) -> u64 {
        self.shared.requests.load(Ordering::Relaxed)
    }

    /// Sends a call until it succeeds, its class forbids another attempt, or
    /// its budget is spent.
    pub(crate) async fn send(&self, call: &Call) -> Result<Answer, Error> {
        let mut schedule = Schedule::new(&self.config.retries);
        loop {
            let (fault, retry_after) = match self.attempt(call).await? {
                Ok(answer) if answer.status.is_success() => {
                    self.shared.reached.store(true, Ordering::Relaxed);
                    return Ok(answer);
                }
                Ok(answer) => (
                    answer.fault(self.config.tracker(), &host_of(&call.url)),
                    answer.retry_after,
                ),
                Err(fault) => (fault, None),
            };
            if !call.repeat.allows(&fault) || !schedule.wait(retry_after).await {
                return Err(Error::Tracker {
                    action: self.action(call, &fault),
                    fault,
                });
            }
        }
    }

    /// What failed: the call, or, if nothing has come of any call yet and it
    /// would be the same for all of them, reaching the tracker.
    fn action(&self, call: &Call, fault: &Fault) -> String {
        if fault.concerns_all_calls() && !self.shared.reached.load(Ordering::Relaxed) {
            "reach the tracker".to_owned()
        } else {
            call.action.clone()
        }
    }

    /// The outer error is a local one, which no repetition mends.
    async fn attempt(&self, call: &Call) -> Result<Result<Answer, Fault>, Error> {
        let request = self.request(call).await?;
        self.shared.requests.fetch_add(1, Ordering::Relaxed);
        let answer = match request.send().await {
            Ok(response) => read(response, call.sink.as_deref()).await?,
            Err(error) => Err(error),
        };
        Ok(answer.map_err(|error| self.fault_of(&error, call.timeout)))
    }

    async fn request(&self, call: &Call) -> Result<RequestBuilder, Error> {
        let request = self
            .http
            .request(call.method.clone(), call.url.clone())
            .timeout(call.timeout);
        // The address may come from a run's tag (`mlflow-artifacts://host/...`),
        // which others can write: no other host gets the tracker's credentials.
        let request = if call.url.origin() == self.config.tracker.origin() {
            self.identified(request)
        } else {
            request
        };
        Ok(match &call.payload {
            Payload::Nothing => request,
            Payload::Json(bytes) => request
                .header(CONTENT_TYPE, "application/json")
                .body(bytes.clone()),
            Payload::Bytes(bytes) => request
                .header(CONTENT_TYPE, "application/octet-stream")
                .body(bytes.clone()),
            Payload::File(path) => {
                let (body, length) = open(path).await?;
                request
                    .header(CONTENT_TYPE, "application/octet-stream")
                    .header(CONTENT_LENGTH, length)
                    .body(body)
            }
        })
    }

    /// Says who asks, and in which workspace.
    fn identified(&self, request: RequestBuilder) -> RequestBuilder {
        let request = self.config.credentials.apply(request);
        match &self.config.workspace {
            Some(workspace) => request.header(WORKSPACE, workspace),
            None => request,
        }
    }

    fn fault_of(&self, error: &reqwest::Error, limit: Duration) -> Fault {
        let tracker = self.config.tracker().to_owned();
        let cause = readable(innermost(error));
        // rustls' errors arrive wrapped in text only.
        if cause.contains("certificate") {
            return Fault::Certificate { tracker, cause };
        }
        if error.is_connect() {
            return Fault::Unreachable { tracker, cause };
        }
        if error.is_timeout() {
            return Fault::Timeout { tracker, limit };
        }
        Fault::Disconnected { tracker, cause }
    }
}

/// The outer error is a local one.
async fn read(
    mut response: Response,
    sink: Option<&Path>,
) -> Result<Result<Answer, reqwest::Error>, Error> {
    let header = |name| {
        let value = response.headers().get(name)?;
        value.to_str().ok().map(str::to_owned)
    };
    let mut answer = Answer {
        status: response.status(),
        location: header(LOCATION),
        retry_after: header(RETRY_AFTER).and_then(|value| wait_of(&value)),
        body: Vec::new(),
    };
    match sink {
        Some(path) if answer.status.is_success() => {
            let written = write(&mut response, path).await?;
            Ok(written.map(|()| answer))
        }
        _ => Ok(response.bytes().await.map(|body| {
            answer.body = body.to_vec();
            answer
        })),
    }
}

/// Writes a body to a file, piece by piece.
async fn write(response: &mut Response, path: &Path) -> Result<Result<(), reqwest::Error>, Error> {
    let failed = |source| Error::Write {
        path: path.to_owned(),
        source,
    };
    let file = tokio::fs::File::create(path).await.map_err(failed)?;
    // Version 2 sends 8 KiB at a time, and each write is a trip to another thread.
    let mut file = BufWriter::with_capacity(WRITE_SIZE, file);
    loop {
        match response.chunk().await {
            Ok(Some(piece)) => file.write_all(&piece).await.map_err(failed)?,
            Ok(None) => break,
            Err(error) => return Ok(Err(error)),
        }
    }
    // What does not fit on the disk may be told only now.
    file.flush().await.map_err(failed)?;
    file.get_ref().sync_all().await.map_err(failed)?;
    Ok(Ok(()))
}

/// `Retry-After`: seconds, or a date.
fn wait_of(value: &str) -> Option<Duration> {
    if let Ok(seconds) = value.trim().parse() {
        return Some(Duration::from_secs(seconds));
    }
    let moment = httpdate::parse_http_date(value.trim()).ok()?;
    // A date that has passed asks for no wait.
    Some(moment.duration_since(SystemTime::now()).unwrap_or_default())
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

/// The `Host` header that goes with an address.
fn host_of(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}

/// Two causes whose own words help nobody.
fn readable(cause: String) -> String {
    if cause.starts_with("no records found for Query") {
        "its name is not known".to_owned()
    } else if cause.starts_with("received corrupt message") {
        "it does not speak TLS: is its address `http://...`?".to_owned()
    } else {
        cause
    }
}

/// The last link of an error's chain, which is the one that says something.
fn innermost(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(next) = cause.source() {
        cause = next;
    }
    cause.to_string()
}
