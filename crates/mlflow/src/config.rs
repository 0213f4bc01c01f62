//! Where the tracker is and how to talk to it, read once from the environment.

mod credentials;
mod credentials_file;
mod environment;
mod problem;
mod settings;
mod userinfo;

use std::fmt;
use std::time::Duration;

use reqwest::Url;
use reqwest::header::HeaderValue;

use credentials::Credentials;
pub use credentials_file::CredentialsFile;
use environment::Environment;
pub use problem::ConfigError;
pub use settings::Retries;
use settings::Tls;
pub use userinfo::{secrets_in, without_userinfo};

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
    /// The part of the tracker to work in (`MLFLOW_WORKSPACE`, MLflow 3).
    pub(crate) workspace: Option<HeaderValue>,
    /// How long one attempt of one call may take (`MLFLOW_HTTP_REQUEST_TIMEOUT`, 10 s).
    pub timeout: Duration,
    /// How long one file may take, up or down (`MLFLOW_ARTIFACT_UPLOAD_DOWNLOAD_TIMEOUT`, 300 s).
    pub artifact_timeout: Duration,
    /// How a failed attempt is repeated.
    pub retries: Retries,
}

/// How long one attempt of one call may take unless the environment says otherwise.
const TIMEOUT: Duration = Duration::from_secs(10);
/// How long the transfer of one file may take unless the environment says otherwise.
const ARTIFACT_TIMEOUT: Duration = Duration::from_mins(5);

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
        environment.same_registry(&uri)?;
        let credentials = match credentials::from_environment(|name| environment.text(name))? {
            Credentials::None => embedded,
            found => found,
        };
        Ok(Self {
            tracker,
            credentials,
            tls: environment.tls()?,
            workspace: environment.workspace()?,
            timeout: environment.limit("MLFLOW_HTTP_REQUEST_TIMEOUT", TIMEOUT)?,
            artifact_timeout: environment
                .limit("MLFLOW_ARTIFACT_UPLOAD_DOWNLOAD_TIMEOUT", ARTIFACT_TIMEOUT)?,
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
            .field("workspace", &self.workspace)
            .field("timeout", &self.timeout)
            .field("artifact_timeout", &self.artifact_timeout)
            .field("retries", &self.retries)
            .finish()
    }
}

/// Splits an address into the part that may be shown and the secrets in it.
fn tracker_address(uri: &str) -> Result<(Url, Credentials), ConfigError> {
    let refused = |problem: String| ConfigError::Uri {
        uri: without_userinfo(uri),
        problem,
    };
    if uri.starts_with(['"', '\'']) {
        return Err(refused(
            "it is in quotes, which belong to the value here".to_owned(),
        ));
    }
    let mut url = Url::parse(uri).map_err(|problem| refused(problem.to_string()))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(refused(format!("`{}` is not http or https", url.scheme())));
    }
    let embedded = credentials::from_url(&url);
    userinfo::clear_userinfo(&mut url);
    url.set_query(None);
    url.set_fragment(None);
    Ok((url, embedded))
}
