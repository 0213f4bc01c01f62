//! How attempts are repeated, and how certificates are judged.

use std::path::PathBuf;
use std::time::Duration;

/// How often and when a failed attempt is repeated.
#[derive(Debug, Clone)]
pub struct Retries {
    /// Attempts after the first (`MLFLOW_HTTP_REQUEST_MAX_RETRIES`, 4).
    pub limit: u32,
    /// Seconds before the first repetition; doubled for each further one
    /// (`MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR`, 0.5).
    pub backoff_factor: f64,
    /// At most this many random seconds are added to each wait, so that
    /// stages started together do not return together
    /// (`MLFLOW_HTTP_REQUEST_BACKOFF_JITTER`, 0.25).
    pub jitter: f64,
    /// Wait as long as the tracker asks for
    /// (`MLFLOW_HTTP_RESPECT_RETRY_AFTER_HEADER`, true).
    pub respect_retry_after: bool,
    /// No attempt starts later than this after the first one (30 s). It never
    /// cuts an attempt short: that is what the timeout is for.
    pub budget: Duration,
}

/// How the tracker's certificate is judged.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tls {
    /// Accept any certificate (`MLFLOW_TRACKING_INSECURE_TLS`).
    pub(crate) insecure: bool,
    /// Trust this bundle only (`MLFLOW_TRACKING_SERVER_CERT_PATH`).
    pub(crate) bundle: Option<PathBuf>,
}

impl Default for Retries {
    fn default() -> Self {
        Self {
            limit: 4,
            backoff_factor: 0.5,
            jitter: 0.25,
            respect_retry_after: true,
            budget: Duration::from_secs(30),
        }
    }
}
