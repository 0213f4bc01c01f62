//! Where the tracker is and how to talk to it, read once from the environment.

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use reqwest::Url;

use crate::credentials::{self, Credentials};

/// Everything a [`crate::Client`] needs to know, checked.
///
/// The variables are those of MLflow's Python client
/// (`mlflow/environment_variables.py`). The defaults for retries are shorter
/// than Python's, which waits four minutes for a tracker that is not there.
#[derive(Clone)]
pub struct Config {
    /// The tracker's address, without any user or password.
    pub(crate) tracker: Url,
    pub(crate) credentials: Credentials,
    pub(crate) tls: Tls,
    /// How long one attempt of one call may take (`MLFLOW_HTTP_REQUEST_TIMEOUT`, 10 s).
    pub timeout: Duration,
    /// How long one file may take, up or down (`MLFLOW_ARTIFACT_UPLOAD_DOWNLOAD_TIMEOUT`, 300 s).
    pub artifact_timeout: Duration,
    /// How a failed attempt is repeated.
    pub retries: Retries,
}

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

/// What is wrong with the configuration, and which variable to change.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// No tracker is named.
    #[error(
        "find a tracker: MLFLOW_TRACKING_URI is not set; set it in .env, for example to `http://localhost:5000`"
    )]
    MissingUri,
    /// The tracker's address is not one this client can use.
    #[error(
        "use the tracker `{uri}`: {problem}; set MLFLOW_TRACKING_URI to an address such as `http://localhost:5000`"
    )]
    Uri {
        /// The address as given, without any password.
        uri: String,
        /// What is wrong with it.
        problem: String,
    },
    /// A variable's value is not of its kind.
    #[error("read the variable {name}: found `{value}`, expected {expected}")]
    Variable {
        /// The variable.
        name: &'static str,
        /// Its value.
        value: String,
        /// What is allowed.
        expected: &'static str,
    },
    /// A file named by the environment cannot be read.
    #[error("read `{}`, named by {variable}: {source}", path.display())]
    File {
        /// The variable, or the default that led to the file.
        variable: &'static str,
        /// The file.
        path: PathBuf,
        /// Why it cannot be read.
        source: std::io::Error,
    },
    /// TLS is needed and its certificates are missing or unusable.
    #[error(
        "prepare TLS for `{tracker}`: {problem}; set SSL_CERT_FILE to a bundle of CA certificates, \
         or MLFLOW_TRACKING_SERVER_CERT_PATH to the tracker's own"
    )]
    Tls {
        /// The tracker's address.
        tracker: String,
        /// What the TLS library reports.
        problem: String,
    },
}

/// How long one attempt of one call may take unless the environment says otherwise.
const TIMEOUT: Duration = Duration::from_secs(10);
/// How long the transfer of one file may take unless the environment says otherwise.
const ARTIFACT_TIMEOUT: Duration = Duration::from_mins(5);

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

impl Config {
    /// A tracker at `uri` with the defaults and no credentials but those that
    /// the address itself carries.
    ///
    /// # Errors
    /// When `uri` is not an http or https address.
    pub fn new(uri: &str) -> Result<Self, ConfigError> {
        Self::from_lookup(|name| (name == "MLFLOW_TRACKING_URI").then(|| uri.to_owned()))
    }

    /// Reads the process's environment.
    ///
    /// # Errors
    /// As [`Config::from_lookup`].
    pub fn from_env() -> Result<Self, ConfigError> {
        Self::from_lookup(|name| std::env::var(name).ok())
    }

    /// Reads the variables through `lookup`; an empty value counts as unset.
    ///
    /// # Errors
    /// When no tracker is named, when a value is not of its kind, or when
    /// `~/.mlflow/credentials` exists and cannot be read.
    pub fn from_lookup(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let environment = Environment { lookup: &lookup };
        let uri = environment
            .text("MLFLOW_TRACKING_URI")
            .ok_or(ConfigError::MissingUri)?;
        let (tracker, embedded) = tracker_address(&uri)?;
        let credentials = match credentials::from_environment(|name| environment.text(name))? {
            Credentials::None => embedded,
            found => found,
        };
        Ok(Self {
            tracker,
            credentials,
            tls: environment.tls()?,
            timeout: environment.seconds("MLFLOW_HTTP_REQUEST_TIMEOUT", TIMEOUT)?,
            artifact_timeout: environment
                .seconds("MLFLOW_ARTIFACT_UPLOAD_DOWNLOAD_TIMEOUT", ARTIFACT_TIMEOUT)?,
            retries: environment.retries()?,
        })
    }

    /// The tracker's address, without any user or password.
    #[must_use]
    pub fn tracker(&self) -> &str {
        self.tracker.as_str().trim_end_matches('/')
    }
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config")
            .field("tracker", &self.tracker())
            .field("credentials", &self.credentials)
            .field("tls", &self.tls)
            .field("timeout", &self.timeout)
            .field("artifact_timeout", &self.artifact_timeout)
            .field("retries", &self.retries)
            .finish()
    }
}

/// Splits an address into the part that may be shown and the secrets in it.
fn tracker_address(uri: &str) -> Result<(Url, Credentials), ConfigError> {
    let mut url = Url::parse(uri).map_err(|problem| ConfigError::Uri {
        uri: without_userinfo(uri),
        problem: problem.to_string(),
    })?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(ConfigError::Uri {
            uri: without_userinfo(uri),
            problem: format!("`{}` is not http or https", url.scheme()),
        });
    }
    let embedded = credentials::from_url(&url);
    // Both setters fail only for addresses without a host, which http excludes.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url.set_query(None);
    url.set_fragment(None);
    Ok((url, embedded))
}

/// Removes `user:password@` from an address that could not be parsed.
fn without_userinfo(uri: &str) -> String {
    match uri.rsplit_once('@') {
        Some((_, host)) => host.to_owned(),
        None => uri.to_owned(),
    }
}

/// Typed access to the variables.
struct Environment<'a, F: Fn(&str) -> Option<String>> {
    lookup: &'a F,
}

impl<F: Fn(&str) -> Option<String>> Environment<'_, F> {
    fn text(&self, name: &str) -> Option<String> {
        (self.lookup)(name)
            .map(|value| value.trim().to_owned())
            .filter(|value| !value.is_empty())
    }

    fn flag(&self, name: &'static str, default: bool) -> Result<bool, ConfigError> {
        let Some(value) = self.text(name) else {
            return Ok(default);
        };
        match value.to_ascii_lowercase().as_str() {
            "true" | "1" => Ok(true),
            "false" | "0" => Ok(false),
            _ => Err(ConfigError::Variable {
                name,
                value,
                expected: "`true`, `false`, `1` or `0`",
            }),
        }
    }

    fn number(&self, name: &'static str, default: f64) -> Result<f64, ConfigError> {
        let Some(value) = self.text(name) else {
            return Ok(default);
        };
        match value.parse::<f64>() {
            Ok(number) if (0.0..=86_400.0).contains(&number) => Ok(number),
            _ => Err(ConfigError::Variable {
                name,
                value,
                expected: "a number of seconds from 0 to 86400",
            }),
        }
    }

    fn seconds(&self, name: &'static str, default: Duration) -> Result<Duration, ConfigError> {
        self.number(name, default.as_secs_f64())
            .map(Duration::from_secs_f64)
    }

    fn retries(&self) -> Result<Retries, ConfigError> {
        let default = Retries::default();
        Ok(Retries {
            limit: self.count("MLFLOW_HTTP_REQUEST_MAX_RETRIES", default.limit)?,
            backoff_factor: self
                .number("MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR", default.backoff_factor)?,
            jitter: self.number("MLFLOW_HTTP_REQUEST_BACKOFF_JITTER", default.jitter)?,
            respect_retry_after: self.flag("MLFLOW_HTTP_RESPECT_RETRY_AFTER_HEADER", true)?,
            budget: default.budget,
        })
    }

    fn count(&self, name: &'static str, default: u32) -> Result<u32, ConfigError> {
        let Some(value) = self.text(name) else {
            return Ok(default);
        };
        match value.parse::<u32>() {
            // Python's client refuses more than ten as well.
            Ok(count) if count <= 10 => Ok(count),
            _ => Err(ConfigError::Variable {
                name,
                value,
                expected: "a whole number from 0 to 10",
            }),
        }
    }

    fn tls(&self) -> Result<Tls, ConfigError> {
        let insecure = self.flag("MLFLOW_TRACKING_INSECURE_TLS", false)?;
        let bundle = self.text("MLFLOW_TRACKING_SERVER_CERT_PATH");
        if let (true, Some(value)) = (insecure, &bundle) {
            return Err(ConfigError::Variable {
                name: "MLFLOW_TRACKING_SERVER_CERT_PATH",
                value: value.clone(),
                expected: "no value while MLFLOW_TRACKING_INSECURE_TLS is true",
            });
        }
        Ok(Tls {
            insecure,
            bundle: bundle.map(|path| Path::new(&path).to_owned()),
        })
    }
}
