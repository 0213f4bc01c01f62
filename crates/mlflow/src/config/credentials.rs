//! Who the client says it is. Secrets live here and are never printed.

use std::path::Path;

use percent_encoding::percent_decode_str;
use reqwest::{RequestBuilder, Url};
use secrecy::{ExposeSecret, SecretString};

use super::credentials_file::CredentialsFile;
use super::problem::ConfigError;

const USER: &str = "MLFLOW_TRACKING_USERNAME";
const PASSWORD: &str = "MLFLOW_TRACKING_PASSWORD";
const TOKEN: &str = "MLFLOW_TRACKING_TOKEN";

/// What is sent in the `Authorization` header.
#[derive(Debug, Clone)]
pub(crate) enum Credentials {
    None,
    Basic {
        user: String,
        password: SecretString,
    },
    Bearer(SecretString),
}

impl Credentials {
    /// Adds the header to a request.
    pub(crate) fn apply(&self, request: RequestBuilder) -> RequestBuilder {
        match self {
            Self::None => request,
            Self::Basic { user, password } => {
                request.basic_auth(user, Some(password.expose_secret()))
            }
            Self::Bearer(token) => request.bearer_auth(token.expose_secret()),
        }
    }
}

/// The order is that of Python's client: user and password when both are known, from the
/// environment or else from `~/.mlflow/credentials`; a token otherwise.
pub(super) fn from_environment(
    lookup: impl Fn(&str) -> Option<String>,
) -> Result<Credentials, ConfigError> {
    let mut user = lookup(USER);
    let mut password = lookup(PASSWORD);
    if let (true, Some(home)) = (user.is_none() || password.is_none(), lookup("HOME")) {
        let file = CredentialsFile::read(Path::new(&home))?;
        user = user.or_else(|| file.username().map(str::to_owned));
        password = password.or_else(|| file.password().map(str::to_owned));
    }
    Ok(match (user, password, lookup(TOKEN)) {
        (Some(user), Some(password), _) => basic(user, password)?,
        (_, _, Some(token)) => Credentials::Bearer(sendable(TOKEN, token)?.into()),
        _ => Credentials::None,
    })
}

/// User and password, if they can be told apart and sent (RFC 7617).
fn basic(user: String, password: String) -> Result<Credentials, ConfigError> {
    let name = "MLFLOW_TRACKING_USERNAME or DAGSHUB_USER_NAME";
    let user = sendable(name, user)?;
    if user.contains(':') {
        let problem = "a `:`, which no user's name may hold";
        return Err(ConfigError::Secret { name, problem });
    }
    let password = sendable("MLFLOW_TRACKING_PASSWORD or DAGSHUB_TOKEN", password)?.into();
    Ok(Credentials::Basic { user, password })
}

/// `text`, if an HTTP header can hold it: a line break gets in by copying.
fn sendable(name: &'static str, text: String) -> Result<String, ConfigError> {
    if text.contains(char::is_control) {
        let problem = "a line break or another control character";
        return Err(ConfigError::Secret { name, problem });
    }
    Ok(text)
}

/// The user and password that an address carries (`https://user:password@host`).
pub(super) fn from_url(url: &Url) -> Credentials {
    match (url.username(), url.password()) {
        ("", None) => Credentials::None,
        (user, password) => Credentials::Basic {
            user: decoded(user),
            password: decoded(password.unwrap_or_default()).into(),
        },
    }
}

/// Resolves `%40` and its like, which an address needs for `@`, `:` and `/`.
fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}
