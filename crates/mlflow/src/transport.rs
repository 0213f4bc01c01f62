//! One HTTP call, repeated as its class allows, every attempt counted.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use reqwest::header::{CONTENT_LENGTH, CONTENT_TYPE, LOCATION, RETRY_AFTER};
use reqwest::{Body, Method, RequestBuilder, Response, Url};

use crate::answer::Answer;
use crate::config::{Config, ConfigError};
use crate::error::{Error, Fault};
use crate::retry::{Repeat, Schedule};

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

/// How long making a connection may take.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// Trackers close idle connections after two (gunicorn) or five (uvicorn)
/// seconds. Ours go first, so that no create is sent into a closing one.
const IDLE_TIMEOUT: Duration = Duration::from_secs(1);
/// How many redirections are followed.
const REDIRECTS: usize = 5;

impl Transport {
    pub(crate) fn new(config: Config) -> Result<Self, Error> {
        Ok(Self {
            http: http_client(&config)?,
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
            Ok(response) => read(response).await,
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
            self.config.credentials.apply(request)
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

async fn read(response: Response) -> Result<Answer, reqwest::Error> {
    let header = |name| {
        let value = response.headers().get(name)?;
        value.to_str().ok().map(str::to_owned)
    };
    Ok(Answer {
        status: response.status(),
        location: header(LOCATION),
        retry_after: header(RETRY_AFTER).and_then(|value| wait_of(&value)),
        body: response.bytes().await?.to_vec(),
    })
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

fn http_client(config: &Config) -> Result<reqwest::Client, Error> {
    let mut builder = reqwest::Client::builder()
        .user_agent(concat!("mlops-mlflow-client/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(CONNECT_TIMEOUT)
        .pool_idle_timeout(IDLE_TIMEOUT)
        .redirect(redirects());
    if config.tls.insecure {
        builder = builder.tls_danger_accept_invalid_certs(true);
    } else if let Some(path) = &config.tls.bundle {
        builder = builder.tls_certs_only(bundle(config, path)?);
    } else if config.tracker.scheme() == "http" {
        // An image without CA certificates can still reach a tracker that
        // needs none: asking for the system's would fail.
        builder = builder.tls_certs_only([]);
    }
    let tls = |error: reqwest::Error| ConfigError::Tls {
        tracker: config.tracker().to_owned(),
        problem: innermost(&error),
    };
    Ok(builder.build().map_err(tls)?)
}

/// Follows redirections but for a change of scheme: the client was prepared
/// for one, and a POST would arrive as a GET.
fn redirects() -> reqwest::redirect::Policy {
    reqwest::redirect::Policy::custom(|attempt| {
        let changes_scheme = attempt
            .previous()
            .last()
            .is_some_and(|from| from.scheme() != attempt.url().scheme());
        if changes_scheme || attempt.previous().len() > REDIRECTS {
            attempt.stop()
        } else {
            attempt.follow()
        }
    })
}

fn bundle(config: &Config, path: &Path) -> Result<Vec<reqwest::Certificate>, ConfigError> {
    let pem = std::fs::read(path).map_err(|source| ConfigError::File {
        variable: "MLFLOW_TRACKING_SERVER_CERT_PATH",
        path: path.to_owned(),
        source,
    })?;
    let refused = |problem: &str| ConfigError::Tls {
        tracker: config.tracker().to_owned(),
        problem: format!("`{}` {problem}", path.display()),
    };
    match reqwest::Certificate::from_pem_bundle(&pem) {
        // It would be taken for a bundle that trusts nobody.
        Ok(certificates) if certificates.is_empty() => Err(refused("holds no certificate")),
        Ok(certificates) => Ok(certificates),
        Err(error) => Err(refused(&format!("is not PEM ({})", innermost(&error)))),
    }
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
