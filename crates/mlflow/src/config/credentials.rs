//! Who the client says it is. Secrets live here and are never printed.

use std::path::Path;

use percent_encoding::percent_decode_str;
use reqwest::{RequestBuilder, Url};
use secrecy::{ExposeSecret, SecretString};

use super::credentials_file::CredentialsFile;
use super::problem::ConfigError;

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
    let mut user = lookup("MLFLOW_TRACKING_USERNAME");
    let mut password = lookup("MLFLOW_TRACKING_PASSWORD");
    if let (true, Some(home)) = (user.is_none() || password.is_none(), lookup("HOME")) {
        let file = CredentialsFile::read(Path::new(&home))?;
        user = user.or_else(|| file.username().map(str::to_owned));
        password = password.or_else(|| file.password().map(str::to_owned));
    }
    Ok(match (user, password, lookup("MLFLOW_TRACKING_TOKEN")) {
        (Some(user), Some(password), _) => Credentials::Basic {
            user,
            password: password.into(),
        },
        (_, _, Some(token)) => Credentials::Bearer(token.into()),
        _ => Credentials::None,
    })
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
