//! The blocking surface: one method per thing a program wants done.

mod downloads;
mod registry;
mod run_handle;
mod runs;
mod server;

use std::sync::Arc;

use tokio::runtime::{Builder, Runtime};

use crate::config::Config;
use crate::error::Error;
use crate::transport::Api;
pub use run_handle::RunHandle;

/// A connection to one tracker.
///
/// Every method blocks until the tracker has answered, so none may be called
/// from inside an async runtime. Clones share the connection; a clone in a
/// signal thread can end a run while another thread works.
#[derive(Debug, Clone)]
pub struct Client {
    api: Arc<Api>,
    runtime: Arc<Runtime>,
}

impl Client {
    /// Prepares the connection. Nothing is sent yet: that the tracker is not
    /// there, or refuses the credentials, is what the first call finds.
    ///
    /// # Errors
    /// When TLS cannot be prepared.
    pub fn connect(config: Config) -> Result<Self, Error> {
        let runtime = Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(Error::Runtime)?;
        Ok(Self {
            api: Arc::new(Api::new(config)?),
            runtime: Arc::new(runtime),
        })
    }

    pub(crate) fn api(&self) -> &Api {
        &self.api
    }

    pub(crate) fn block_on<T>(&self, work: impl Future<Output = T>) -> T {
        self.runtime.block_on(work)
    }

    /// The tracker's address, without any user or password.
    #[must_use]
    pub fn tracker(&self) -> &str {
        self.api.config().tracker()
    }

    /// HTTP requests sent so far, repetitions included.
    #[must_use]
    pub fn requests(&self) -> u64 {
        self.api.transport().requests()
    }
}
