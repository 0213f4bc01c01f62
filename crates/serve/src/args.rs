//! The command line of `serve`.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::Parser;
use clap::builder::RangedU64ValueParser;

use crate::model::ModelReference;

/// Answers requests for predictions, as MLflow's server does.
///
/// `POST /invocations` takes rows as JSON or CSV. A setting on the command line goes before the variable of the
/// environment that its description names. `MLOPS_SERVE_TOKEN` holds the token that requests must show, if it is set.
#[derive(Debug, Parser)]
#[command(version)]
pub struct Args {
    /// The model: a file, a directory as MLflow has it, or `models:/<name>@<alias>` or `models:/<name>/<version>` of the
    /// registry of the tracker that `MLFLOW_TRACKING_URI` names.
    #[arg(long, env = "MLOPS_SERVE_MODEL", default_value = "models/model.onnx", value_parser = ModelReference::parse)]
    pub model: ModelReference,
    /// Where to keep a copy of the last model of the registry that was good. Without the tracker, it is served.
    #[arg(long, env = "MLOPS_SERVE_LAST_GOOD", value_name = "FOLDER")]
    pub last_good: Option<PathBuf>,
    /// How many seconds lie between two looks at the alias.
    #[arg(long, env = "MLOPS_SERVE_POLL", default_value = "10", value_name = "SECONDS", value_parser = seconds)]
    pub poll: Duration,
    /// The address to listen at; port 0 takes any that is free.
    #[arg(long, env = "MLOPS_SERVE_LISTEN", default_value = "127.0.0.1:5001")]
    pub listen: SocketAddr,
    /// The certificate of the server and those that lead to an authority, as PEM: connections are encrypted then.
    #[arg(
        long,
        env = "MLOPS_SERVE_TLS_CERTIFICATE",
        value_name = "FILE",
        requires = "tls_key"
    )]
    pub tls_certificate: Option<PathBuf>,
    /// The key of that certificate, as PEM.
    #[arg(
        long,
        env = "MLOPS_SERVE_TLS_KEY",
        value_name = "FILE",
        requires = "tls_certificate"
    )]
    pub tls_key: Option<PathBuf>,
    /// How much a client may ask for.
    #[command(flatten)]
    pub limits: Limits,
}

/// How much a client may ask for.
#[derive(Debug, Clone, clap::Args)]
pub struct Limits {
    /// The most bytes in the body of a request; four times as many may be in all bodies at a time.
    #[arg(long, env = "MLOPS_SERVE_MAX_BODY", default_value_t = 8 << 20, value_name = "BYTES")]
    pub max_body: usize,
    /// The most rows in a request.
    #[arg(
        long,
        env = "MLOPS_SERVE_MAX_ROWS",
        default_value_t = 100_000,
        value_name = "ROWS"
    )]
    pub max_rows: usize,
    /// The most requests that are read or answered at a time; others get 503.
    #[arg(long, env = "MLOPS_SERVE_MAX_REQUESTS", default_value = "64", value_name = "REQUESTS", value_parser = count())]
    pub max_requests: usize,
    /// The most connections at a time; others wait.
    #[arg(long, env = "MLOPS_SERVE_MAX_CONNECTIONS", default_value = "512", value_name = "CONNECTIONS", value_parser = count())]
    pub max_connections: usize,
    /// How many seconds a client may take to send a request, and as many to take the answer.
    #[arg(long, env = "MLOPS_SERVE_TIMEOUT", default_value = "30", value_name = "SECONDS", value_parser = seconds)]
    pub timeout: Duration,
}

/// One at least, and no more than a semaphore can count.
fn count() -> RangedU64ValueParser<usize> {
    RangedU64ValueParser::new().range(1..=1_000_000)
}

fn seconds(text: &str) -> Result<Duration, String> {
    match text.parse() {
        Ok(seconds @ 1..=86_400) => Ok(Duration::from_secs(seconds)),
        _ => Err("expected a whole number of seconds, 1 to 86400".to_owned()),
    }
}
