//! What can go wrong, in words a caller can match on and a person can act on.

mod fault;

use std::path::PathBuf;

use crate::config::ConfigError;
pub use fault::Fault;

/// Why an operation failed. Reads after "failed to".
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The configuration does not hold.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The tracker could not be reached, or it refused.
    #[error("{action}: {fault}")]
    Tracker {
        /// What was being done, such as "create a run".
        action: String,
        /// What happened.
        fault: Fault,
    },
    /// What the tracker holds cannot be used by this client, or not as it is.
    #[error("{action}: {problem}")]
    Refused {
        /// What was being done.
        action: String,
        /// Which value, what is allowed.
        problem: String,
    },
    /// A name or value that the tracker would reject or cut: no repetition mends it.
    #[error("{action}: {problem}")]
    Unusable {
        /// What was being done.
        action: String,
        /// Which name or value, what is allowed.
        problem: String,
    },
    /// A local file could not be read.
    #[error("read `{}`: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A local file could not be written.
    #[error("write `{}`: {source}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The client's own event loop could not be started.
    #[error("start the event loop of the tracker's client: {0}")]
    Runtime(std::io::Error),
}

impl Error {
    /// A fault that came of doing `action`.
    pub(crate) fn tracker(action: &str, fault: Fault) -> Self {
        Self::Tracker {
            action: action.to_owned(),
            fault,
        }
    }

    /// What happened between client and tracker, if that is where it failed.
    #[must_use]
    pub fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Tracker { fault, .. } => Some(fault),
            _ => None,
        }
    }

    /// Whether settings, names or values are to blame, which whoever started the program has
    /// to change; the tracker was not asked, or could not have been.
    #[must_use]
    pub const fn is_usage(&self) -> bool {
        matches!(self, Self::Config(_) | Self::Unusable { .. })
    }

    /// Whether the thing asked for does not exist.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        matches!(self.fault(), Some(Fault::NotFound { .. }))
    }

    /// Whether the thing to be created exists already.
    pub(crate) fn is_exists(&self) -> bool {
        matches!(self.fault(), Some(Fault::Exists { .. }))
    }

    /// Whether the tracker lacks the endpoint.
    pub(crate) fn is_unsupported(&self) -> bool {
        matches!(self.fault(), Some(Fault::Unsupported { .. }))
    }

    /// Whether the request may have been carried out although it failed.
    pub(crate) fn leaves_doubt(&self) -> bool {
        self.fault().is_some_and(Fault::leaves_doubt)
    }
}
