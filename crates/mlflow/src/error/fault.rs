//! What can happen between the client and the tracker.

use std::time::Duration;

/// What happened between the client and the tracker.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Fault {
    /// Nothing was sent: no connection could be made.
    #[error(
        "no tracker answers at `{tracker}` ({cause}); start it with `make up` or set MLFLOW_TRACKING_URI in .env"
    )]
    Unreachable {
        /// The tracker's address.
        tracker: String,
        /// The innermost cause, such as "connection refused".
        cause: String,
    },
    /// The tracker's certificate was not accepted.
    #[error(
        "the certificate of `{tracker}` is not accepted ({cause}); set MLFLOW_TRACKING_SERVER_CERT_PATH in .env to a file with \
         the certificate of the authority that vouches for it, in PEM"
    )]
    Certificate {
        /// The tracker's address.
        tracker: String,
        /// What the TLS library reports.
        cause: String,
    },
    /// The connection broke after the request had left: it may have been carried out.
    #[error(
        "the connection to `{tracker}` broke ({cause}); try again, and look at the tracker's log if it happens twice"
    )]
    Disconnected {
        /// The tracker's address.
        tracker: String,
        /// The innermost cause.
        cause: String,
    },
    /// No answer within the time for one attempt: it may have been carried out.
    #[error("`{tracker}` did not answer within {} s; raise MLFLOW_HTTP_REQUEST_TIMEOUT if it is merely slow", limit.as_secs_f64())]
    Timeout {
        /// The tracker's address.
        tracker: String,
        /// The time one attempt was given.
        limit: Duration,
    },
    /// 401 or 403: missing, wrong or insufficient credentials.
    #[error(
        "`{tracker}` refuses access ({status}{}); check MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN, in .env",
        detail(message)
    )]
    Auth {
        /// The tracker's address.
        tracker: String,
        /// The HTTP status.
        status: u16,
        /// What the tracker says, if anything.
        message: String,
    },
    /// The tracker's protection against DNS rebinding does not know the name it was addressed by.
    #[error(
        "the tracker does not accept the name `{host}`; start it with `--allowed-hosts \"{host},localhost:*,127.0.0.1:*\"`"
    )]
    HostRefused {
        /// The `Host` header sent.
        host: String,
    },
    /// The tracker does not know the endpoint.
    #[error(
        "`{tracker}` does not offer this ({status}{}); is it an MLflow tracker of version 2.3 or newer?",
        detail(message)
    )]
    Unsupported {
        /// The tracker's address.
        tracker: String,
        /// The HTTP status.
        status: u16,
        /// What the tracker says, if anything.
        message: String,
    },
    /// The tracker does not take or give files.
    #[error(
        "`{tracker}` does not serve artifacts; start it with `--serve-artifacts` and an `--artifacts-destination`"
    )]
    ArtifactsDisabled {
        /// The tracker's address.
        tracker: String,
    },
    /// The tracker has no room left, which no repetition mends.
    #[error("the disk of `{tracker}` is full; make room there{}", detail(message))]
    StorageFull {
        /// The tracker's address.
        tracker: String,
        /// What the tracker says.
        message: String,
    },
    /// The run is in the tracker's bin and takes nothing any more.
    #[error(
        "the run is deleted; bring it back with `mlflow runs restore --run-id <id>` or make a new one{}",
        detail(message)
    )]
    RunDeleted {
        /// What the tracker says.
        message: String,
    },
    /// The tracker answered with another address.
    #[error(
        "`{tracker}` redirects to `{location}`; set MLFLOW_TRACKING_URI to the address it redirects to"
    )]
    Redirected {
        /// The tracker's address.
        tracker: String,
        /// Where it points.
        location: String,
    },
    /// What was asked for does not exist.
    #[error("the tracker has no such thing{}", detail(message))]
    NotFound {
        /// What the tracker says.
        message: String,
    },
    /// What was to be created exists already.
    #[error("it exists already{}", detail(message))]
    Exists {
        /// What the tracker says.
        message: String,
    },
    /// The tracker found the request invalid.
    #[error("the tracker answered {status} {code}{}", detail(message))]
    Invalid {
        /// The HTTP status.
        status: u16,
        /// MLflow's `error_code`, empty when there was none.
        code: String,
        /// What the tracker says.
        message: String,
    },
    /// The tracker failed: any 5xx, or too many requests.
    #[error(
        "`{tracker}` failed with {status}{}; look at the tracker's log (`make logs`)",
        detail(message)
    )]
    Server {
        /// The tracker's address.
        tracker: String,
        /// The HTTP status.
        status: u16,
        /// What the tracker says, if anything.
        message: String,
    },
    /// The answer is not what MLflow documents.
    #[error(
        "`{tracker}` gave an answer that is not MLflow's ({problem}); is MLFLOW_TRACKING_URI the tracker's address?"
    )]
    Unreadable {
        /// The tracker's address.
        tracker: String,
        /// What did not fit.
        problem: String,
    },
}

impl Fault {
    /// Whether it is about the tracker as a whole and not about one call.
    pub(crate) fn concerns_all_calls(&self) -> bool {
        matches!(
            self,
            Self::Unreachable { .. }
                | Self::Certificate { .. }
                | Self::Disconnected { .. }
                | Self::Timeout { .. }
                | Self::Auth { status: 401, .. }
                | Self::HostRefused { .. }
                | Self::Redirected { .. }
        )
    }

    /// Whether the request may have been carried out although it failed.
    pub(crate) fn leaves_doubt(&self) -> bool {
        match self {
            Self::Disconnected { .. } | Self::Timeout { .. } | Self::Unreadable { .. } => true,
            Self::Server { status, .. } => *status >= 500,
            _ => false,
        }
    }
}

/// The tracker's own words, put behind a colon where there are any.
fn detail(message: &str) -> String {
    if message.is_empty() {
        String::new()
    } else {
        format!(": {message}")
    }
}
