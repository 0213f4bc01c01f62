//! The connection to one tracker, over which calls are sent and repeated.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use reqwest::{RequestBuilder, Url};

use super::call::Call;
use super::response::Response;
use super::retry::Schedule;
use super::{cause, connection, receive};
use crate::config::Config;
use crate::error::{Error, Fault};

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

    /// Sends a call until it succeeds, its idempotency forbids another attempt, or its
    /// budget is spent.
    pub(crate) async fn send(&self, call: &Call) -> Result<Response, Error> {
        let mut schedule = Schedule::new(&self.config.retries);
        loop {
            let (fault, retry_after) = match self.attempt(call).await? {
                Ok(response) if response.status.is_success() => {
                    self.shared.reached.store(true, Ordering::Relaxed);
                    return Ok(response);
                }
                Ok(response) => (
                    response.fault(self.config.tracker(), &host_of(&call.url)),
                    response.retry_after,
                ),
                Err(fault) => (fault, None),
            };
            let allowed = call.idempotency.allows_retry_after(&fault);
            if !allowed || !schedule.wait(retry_after).await {
                return Err(Error::Tracker {
                    action: self.action(call, &fault),
                    fault,
                });
            }
        }
    }

    /// What failed: the call, or, if nothing has come of any call yet and it would be
    /// the same for all of them, reaching the tracker.
    fn action(&self, call: &Call, fault: &Fault) -> String {
        if fault.concerns_all_calls() && !self.shared.reached.load(Ordering::Relaxed) {
            "reach the tracker".to_owned()
        } else {
            call.action.clone()
        }
    }

    /// The outer error is a local one, which no repetition mends.
    async fn attempt(&self, call: &Call) -> Result<Result<Response, Fault>, Error> {
        let request = call.payload.attach(self.request(call)).await?;
        self.shared.requests.fetch_add(1, Ordering::Relaxed);
        let received = match request.send().await {
            Ok(response) => receive::receive(response, call.sink.as_deref()).await?,
            Err(error) => Err(error),
        };
        Ok(received.map_err(|error| cause::fault(&error, self.config.tracker(), call.timeout)))
    }

    /// The request without what it carries.
    fn request(&self, call: &Call) -> RequestBuilder {
        let request = self
            .http
            .request(call.method.clone(), call.url.clone())
            .timeout(call.timeout);
        // The address may come from a run's tag (`mlflow-artifacts://host/...`), which
        // others can write: no other host gets the tracker's credentials.
        if call.url.origin() == self.config.tracker.origin() {
            self.identified(request)
        } else {
            request
        }
    }

    /// Says who asks, and in which workspace.
    fn identified(&self, request: RequestBuilder) -> RequestBuilder {
        let request = self.config.credentials.apply(request);
        match &self.config.workspace {
            Some(workspace) => request.header(WORKSPACE, workspace),
            None => request,
        }
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
