//! MLflow's JSON calls: their addresses and bodies.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use reqwest::{Method, Url};
use serde::Serialize;
use serde::de::{DeserializeOwned, IgnoredAny};

use super::call::{Call, Payload};
use super::http::Transport;
use super::response::Response;
use super::retry::Idempotency;
use crate::config::{Config, Retries};
use crate::error::Error;

/// The tracker, with what it was found to lack. Clones share the connection and what
/// was found.
#[derive(Debug, Clone)]
pub(crate) struct Api {
    transport: Transport,
    /// Whether it does not know `logged-models`, as MLflow 2 and `DagsHub`.
    lacks_logged_models: Arc<AtomicBool>,
}

/// The JSON call about to be made.
#[derive(Debug)]
pub(crate) struct Request<'a> {
    pub(crate) action: String,
    pub(crate) method: Method,
    /// Below `api/2.0/mlflow`, such as `runs/create`.
    pub(crate) path: &'a str,
    pub(crate) query: &'a [(&'a str, &'a str)],
    pub(crate) idempotency: Idempotency,
}

impl Api {
    /// Prepares the connection; nothing is sent yet.
    pub(crate) fn new(config: Config) -> Result<Self, Error> {
        Ok(Self {
            transport: Transport::new(config)?,
            lacks_logged_models: Arc::default(),
        })
    }

    /// The same tracker, with what is left of a budget.
    pub(crate) fn with_budget(&self, budget: Duration) -> Self {
        self.with(|config| config.retries.budget = budget)
    }

    /// The same tracker for a process that has to end within `deadline`: attempts are
    /// short, so that a first one that hangs leaves time for a second.
    pub(crate) fn with_deadline(&self, deadline: Duration) -> Self {
        self.with(|config| {
            config.timeout = config.timeout.min(deadline.mul_f64(0.4));
            config.retries = Retries {
                limit: 10,
                backoff_factor: 0.05,
                jitter: 0.05,
                budget: deadline,
                respect_retry_after: true,
            };
        })
    }

    fn with(&self, change: impl FnOnce(&mut Config)) -> Self {
        Self {
            transport: self.transport.with(change),
            lacks_logged_models: Arc::clone(&self.lacks_logged_models),
        }
    }

    pub(crate) fn transport(&self) -> &Transport {
        &self.transport
    }

    pub(crate) fn config(&self) -> &Config {
        self.transport.config()
    }

    /// Whether a call has found that the tracker does not know `logged-models`: a model
    /// is then files of its run.
    pub(crate) fn lacks_logged_models(&self) -> bool {
        self.lacks_logged_models.load(Ordering::Relaxed)
    }

    /// Remembers it for later calls.
    pub(crate) fn set_lacks_logged_models(&self) {
        self.lacks_logged_models.store(true, Ordering::Relaxed);
    }

    /// A read. Repeated freely.
    pub(crate) async fn get<R: DeserializeOwned>(
        &self,
        action: String,
        path: &str,
        query: &[(&str, &str)],
    ) -> Result<R, Error> {
        let request = Request {
            action,
            method: Method::GET,
            path,
            query,
            idempotency: Idempotency::Yes,
        };
        self.call(request, Payload::Nothing).await
    }

    /// A POST whose response matters.
    pub(crate) async fn post<R: DeserializeOwned>(
        &self,
        action: String,
        path: &str,
        idempotency: Idempotency,
        body: &impl Serialize,
    ) -> Result<R, Error> {
        let request = Request {
            action,
            method: Method::POST,
            path,
            query: &[],
            idempotency,
        };
        self.call(request, json(body)).await
    }

    /// A write of any method whose response carries nothing.
    pub(crate) async fn write(
        &self,
        action: String,
        method: Method,
        path: &str,
        idempotency: Idempotency,
        body: &impl Serialize,
    ) -> Result<(), Error> {
        let request = Request {
            action,
            method,
            path,
            query: &[],
            idempotency,
        };
        let _: IgnoredAny = self.call(request, json(body)).await?;
        Ok(())
    }

    async fn call<R: DeserializeOwned>(
        &self,
        request: Request<'_>,
        payload: Payload,
    ) -> Result<R, Error> {
        let config = self.config();
        let mut url = endpoint(&config.tracker, &["api", "2.0", "mlflow"], request.path);
        if !request.query.is_empty() {
            url.query_pairs_mut().extend_pairs(request.query);
        }
        let call = Call {
            action: request.action,
            method: request.method,
            url,
            payload,
            idempotency: request.idempotency,
            timeout: config.timeout,
            sink: None,
        };
        let response = self.transport.send(&call).await?;
        self.read(&response, &call.action)
    }

    fn read<R: DeserializeOwned>(&self, response: &Response, action: &str) -> Result<R, Error> {
        let read = response.json(self.config().tracker());
        read.map_err(|fault| Error::tracker(action, fault))
    }
}

/// The tracker's address, then `root`, then the segments of `path`, each percent-encoded.
pub(crate) fn endpoint(tracker: &Url, root: &[&str], path: &str) -> Url {
    let mut url = tracker.clone();
    if let Ok(mut segments) = url.path_segments_mut() {
        segments.pop_if_empty().extend(root).extend(path.split('/'));
    }
    url
}

fn json(body: &impl Serialize) -> Payload {
    // Bodies are made of strings, numbers and lists: none can fail to be written.
    Payload::Json(serde_json::to_vec(body).unwrap_or_default())
}
