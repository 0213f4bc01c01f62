//! How connections are made: TLS, redirections, and how long they are kept.

use std::path::Path;
use std::time::Duration;

use super::cause::innermost;
use crate::config::{Config, ConfigError};
use crate::error::Error;

/// How long making a connection may take.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// Trackers close idle connections after two (gunicorn) or five (uvicorn)
/// seconds. Ours go first, so that no create is sent into a closing one.
const IDLE_TIMEOUT: Duration = Duration::from_secs(1);
/// How many redirections are followed.
const REDIRECT_LIMIT: usize = 5;

pub(super) fn http_client(config: &Config) -> Result<reqwest::Client, Error> {
    // Fails where a client before this one has chosen it.
    let _ = rustls::crypto::ring::default_provider().install_default();
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
        if changes_scheme || attempt.previous().len() > REDIRECT_LIMIT {
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
