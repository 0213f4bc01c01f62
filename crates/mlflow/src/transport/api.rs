//! MLflow's JSON calls: addresses, bodies, and what the tracker can do.

use std::sync::Arc;
use std::time::Duration;

use reqwest::{Method, Url};
use serde::Serialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use tokio::sync::OnceCell;

use crate::config::{Config, Retries};
use crate::error::{Error, Fault};
use crate::transport::response::Answer;
use crate::transport::retry::Repeat;
use crate::transport::{Call, Payload, Transport};

/// The tracker, with what it was found to offer. Clones share the connection
/// and what was found.
#[derive(Debug, Clone)]
pub(crate) struct Api {
    transport: Transport,
    generation: Arc<OnceCell<Generation>>,
}

/// What kind of tracker answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Generation {
    /// MLflow 2, `DagsHub`, and whatever does not answer `server-info`:
    /// models are files of a run.
    Classic,
    /// MLflow 3: a model is an entity of its own, with metrics.
    LoggedModels,
}

/// The JSON call about to be made.
#[derive(Debug)]
pub(crate) struct Request<'a> {
    pub(crate) action: String,
    pub(crate) method: Method,
    /// Below `api/2.0/mlflow`, such as `runs/create`.
    pub(crate) path: &'a str,
    pub(crate) query: &'a [(&'a str, &'a str)],
    pub(crate) repeat: Repeat,
}

impl Api {
    /// Prepares the connection; nothing is sent yet.
    pub(crate) fn new(config: Config) -> Result<Self, Error> {
        Ok(Self {
            transport: Transport::new(config)?,
            generation: Arc::default(),
        })
    }

    /// The same tracker, with what is left of a budget.
    pub(crate) fn within(&self, budget: Duration) -> Self {
        self.with(|config| config.retries.budget = budget)
    }

    /// The same tracker for a process that has to go: attempts are short, so
    /// that a first one that hangs leaves time for a second.
    pub(crate) fn hurried(&self, budget: Duration) -> Self {
        self.with(|config| {
            config.timeout = config.timeout.min(budget.mul_f64(0.4));
            config.retries = Retries {
                limit: 10,
                backoff_factor: 0.05,
                jitter: 0.05,
                budget,
                respect_retry_after: true,
            };
        })
    }

    fn with(&self, change: impl FnOnce(&mut Config)) -> Self {
        Self {
            transport: self.transport.with(change),
            generation: Arc::clone(&self.generation),
        }
    }

    pub(crate) fn transport(&self) -> &Transport {
        &self.transport
    }

    pub(crate) fn config(&self) -> &Config {
        self.transport.config()
    }

    /// What the tracker is, asked once and only if nothing has told it yet.
    pub(crate) async fn generation(&self) -> Result<Generation, Error> {
        let probe = || probe(&self.transport);
        self.generation.get_or_try_init(probe).await.copied()
    }

    /// What is known of it without asking.
    pub(crate) fn known_generation(&self) -> Option<Generation> {
        self.generation.get().copied()
    }

    /// Another call has told what the tracker is.
    pub(crate) fn learn(&self, generation: Generation) {
        // Whoever told it first is as right.
        let _ = self.generation.set(generation);
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
            repeat: Repeat::Always,
        };
        self.call(request, Payload::Nothing).await
    }

    /// A POST whose answer matters.
    pub(crate) async fn post<R: DeserializeOwned>(
        &self,
        action: String,
        path: &str,
        repeat: Repeat,
        body: &impl Serialize,
    ) -> Result<R, Error> {
        let request = Request {
            action,
            method: Method::POST,
            path,
            query: &[],
            repeat,
        };
        self.call(request, json(body)).await
    }

    /// A write of any method whose answer carries nothing.
    pub(crate) async fn write(
        &self,
        action: String,
        method: Method,
        path: &str,
        repeat: Repeat,
        body: &impl Serialize,
    ) -> Result<(), Error> {
        let request = Request {
            action,
            method,
            path,
            query: &[],
            repeat,
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
        let mut url = endpoint(config, &["api", "2.0", "mlflow"], request.path);
        if !request.query.is_empty() {
            url.query_pairs_mut().extend_pairs(request.query);
        }
        let call = Call {
            action: request.action,
            method: request.method,
            url,
            payload,
            repeat: request.repeat,
            timeout: config.timeout,
            sink: None,
        };
        let answer = self.transport.send(&call).await?;
        self.read(&answer, &call.action)
    }

    fn read<R: DeserializeOwned>(&self, answer: &Answer, action: &str) -> Result<R, Error> {
        let read = answer.json(self.config().tracker());
        read.map_err(|fault| Error::tracker(action, fault))
    }
}

/// `GET api/3.0/mlflow/server-info` answers 200 on MLflow 3 and 404 elsewhere.
async fn probe(transport: &Transport) -> Result<Generation, Error> {
    let config = transport.config();
    let call = Call {
        action: "ask what the tracker is".to_owned(),
        method: Method::GET,
        url: endpoint(config, &["api", "3.0", "mlflow"], "server-info"),
        payload: Payload::Nothing,
        repeat: Repeat::UnlessCrashed,
        timeout: config.timeout,
        sink: None,
    };
    match transport.send(&call).await {
        Ok(answer) if answer.json::<serde_json::Value>(config.tracker()).is_ok() => {
            Ok(Generation::LoggedModels)
        }
        Ok(_) => Ok(Generation::Classic),
        Err(error) => match error.fault() {
            Some(
                Fault::Unsupported { .. }
                | Fault::NotFound { .. }
                | Fault::Invalid { .. }
                | Fault::Server { status: 500, .. },
            ) => Ok(Generation::Classic),
            _ => Err(error),
        },
    }
}

/// The tracker's address, then `root`, then the segments of `path`, each percent-encoded.
pub(crate) fn endpoint(config: &Config, root: &[&str], path: &str) -> Url {
    let mut url = config.tracker.clone();
    if let Ok(mut segments) = url.path_segments_mut() {
        segments.pop_if_empty().extend(root).extend(path.split('/'));
    }
    url
}

fn json(body: &impl Serialize) -> Payload {
    // Bodies are made of strings, numbers and lists: none can fail to be written.
    Payload::Json(serde_json::to_vec(body).unwrap_or_default())
}
