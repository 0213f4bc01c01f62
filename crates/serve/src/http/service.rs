//! What all connections share.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::{SystemTime, UNIX_EPOCH};

use onnx::Prediction;
use tokio::sync::Semaphore;
use tokio_rustls::TlsAcceptor;

use super::token::Token;
use crate::args::Limits;
use crate::metrics::{Exposition, Following, Requests, RowMetrics};
use crate::model::ServedModel;
use crate::rows::Rows;
use crate::scoring::AnswerKeys;

/// How many bodies of the greatest length may be there at a time. What is made of a body can take several times its length.
const BODIES: usize = 4;

/// The kibibytes of all answers that are on their way, but for short ones: 128 MB.
const ANSWERS: usize = 128 << 10;

/// What all connections share.
pub(crate) struct Service {
    pub(crate) limits: Limits,
    /// Who may ask.
    pub(super) token: Token,
    /// How connections are encrypted, if they are.
    pub(super) tls: Option<TlsAcceptor>,
    pub(super) requests: Requests,
    /// A permit for each request that is read or answered.
    pub(super) permits: Semaphore,
    /// A permit for each kibibyte of a body that is read or answered.
    pub(super) memory: Semaphore,
    /// A permit for each kibibyte of an answer that its client has not taken yet.
    pub(super) answers: Arc<Semaphore>,
    /// A permit for each connection.
    pub(super) connections: Arc<Semaphore>,
    current: RwLock<Arc<Current>>,
    /// What is known of the alias, where one is followed.
    following: Option<Following>,
}

/// The model that answers, with what is made of it once.
pub(crate) struct Current {
    pub(crate) model: ServedModel,
    pub(crate) keys: AnswerKeys,
    metrics: RowMetrics,
    /// When it began to answer.
    since: SystemTime,
}

impl Service {
    pub(crate) fn new(
        model: ServedModel,
        limits: Limits,
        token: Token,
        tls: Option<TlsAcceptor>,
    ) -> Self {
        Self {
            token,
            tls,
            requests: Requests::new(),
            permits: Semaphore::new(limits.max_requests),
            memory: Semaphore::new(kibibytes(limits.max_body)),
            answers: Arc::new(Semaphore::new(ANSWERS)),
            connections: Arc::new(Semaphore::new(limits.max_connections)),
            current: RwLock::new(Arc::new(Current::new(model))),
            following: None,
            limits,
        }
    }

    /// The same, which follows an alias.
    pub(crate) fn that_follows(self, following: Following) -> Self {
        Self {
            following: Some(following),
            ..self
        }
    }

    /// Does this with what is known of the alias.
    pub(crate) fn following(&self, work: impl FnOnce(&Following)) {
        self.following.as_ref().map(work);
    }

    /// Has `model` answer all requests that are read from now on.
    pub(crate) fn switch(&self, model: ServedModel) {
        let next = Arc::new(Current::new(model));
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = next;
    }

    /// The model that answers from here on to the end of one request, whatever comes meanwhile.
    pub(crate) fn current(&self) -> Arc<Current> {
        // The lock is held for an assignment only, which cannot leave it half done.
        let current = self.current.read().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&current)
    }
}

impl Service {
    /// What Prometheus is told.
    pub(super) fn exposition(&self) -> String {
        let mut text = Exposition::default();
        self.requests.expose(&mut text);
        self.following(|following| following.expose(&mut text));
        self.current().expose(&mut text);
        text.finish()
    }
}

impl Current {
    fn new(model: ServedModel) -> Self {
        Self {
            keys: AnswerKeys::new(model.classifier.classes()),
            metrics: RowMetrics::new(&model.classifier),
            since: SystemTime::now(),
            model,
        }
    }

    /// What the model says about these rows, which are counted.
    pub(super) fn predict(&self, rows: &Rows) -> Prediction {
        let prediction = rows.predicted_by(&self.model.classifier);
        self.metrics.count(rows, &prediction);
        prediction
    }

    fn expose(&self, text: &mut Exposition) {
        let identity = &self.model.identity;
        let version = identity.version_label();
        let labels = [
            ("name", &*identity.name),
            ("version", &version),
            ("sha256", &identity.sha256),
        ];
        let name = "mlops_serve_model_info";
        text.metric(name, "gauge", "The model that answers; always 1.");
        text.sample(name, &labels, 1);
        let name = "mlops_serve_model_since_timestamp_seconds";
        text.metric(
            name,
            "gauge",
            "When this model began to answer, in seconds since 1970.",
        );
        let since = self.since.duration_since(UNIX_EPOCH).unwrap_or_default();
        text.sample(name, &[("version", &version)], since.as_secs_f64());
        self.metrics.expose(text, &version);
    }
}

/// The kibibytes of all bodies at a time.
fn kibibytes(max_body: usize) -> usize {
    let one = max_body.div_ceil(1024).max(1);
    one.saturating_mul(BODIES).min(Semaphore::MAX_PERMITS)
}
