//! What all connections share.

use std::sync::{Arc, PoisonError, RwLock};

use tokio::sync::Semaphore;
use tokio_rustls::TlsAcceptor;

use super::token::Token;
use crate::args::Limits;
use crate::model::ServedModel;
use crate::scoring::AnswerKeys;

/// What all connections share.
pub(crate) struct Service {
    pub(crate) limits: Limits,
    /// Who may ask.
    pub(super) token: Token,
    /// How connections are encrypted, if they are.
    pub(super) tls: Option<TlsAcceptor>,
    /// A permit for each request that is read or answered.
    pub(super) permits: Semaphore,
    /// A permit for each connection.
    pub(super) connections: Arc<Semaphore>,
    current: RwLock<Arc<Current>>,
}

/// The model that answers, with what is made of it once.
pub(crate) struct Current {
    pub(crate) model: ServedModel,
    pub(crate) keys: AnswerKeys,
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
            permits: Semaphore::new(limits.max_requests),
            connections: Arc::new(Semaphore::new(limits.max_connections)),
            current: RwLock::new(Arc::new(Current::new(model))),
            limits,
        }
    }

    /// The model that answers from here on to the end of one request, whatever comes meanwhile.
    pub(crate) fn current(&self) -> Arc<Current> {
        // The lock is held for an assignment only, which cannot leave it half done.
        let current = self.current.read().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&current)
    }
}

impl Current {
    fn new(model: ServedModel) -> Self {
        Self {
            keys: AnswerKeys::new(model.classifier.classes()),
            model,
        }
    }
}
