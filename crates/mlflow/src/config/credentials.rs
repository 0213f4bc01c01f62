//! Who the client says it is. Secrets live here and are never printed.

use std::fmt;
use std::path::{Path, PathBuf};

use reqwest::{RequestBuilder, Url};

use super::problem::ConfigError;

/// A password or token, which no formatting shows.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Secret(String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// What is sent in the `Authorization` header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Credentials {
    None,
    Basic { user: String, password: Secret },
    Bearer(Secret),
}

impl Credentials {
    /// Adds the header to a request.
    pub(crate) fn apply(&self, request: RequestBuilder) -> RequestBuilder {
        match self {
            Self::None => request,
            Self::Basic { user, password } => request.basic_auth(user, Some(&password.0)),
            Self::Bearer(token) => request.bearer_auth(&token.0),
        }
    }
}

/// The order is that of Python's client: user and password when both are
/// known, from the environment or else from `~/.mlflow/credentials`; a token
/// otherwise.
pub(crate) fn from_environment(
    lookup: impl Fn(&str) -> Option<String>,
) -> Result<Credentials, ConfigError> {
    let mut user = lookup("MLFLOW_TRACKING_USERNAME");
    let mut password = lookup("MLFLOW_TRACKING_PASSWORD");
    if user.is_none() || password.is_none() {
        let file = credentials_file(lookup("HOME"))?;
        user = user.or_else(|| {
            file.as_deref()
                .and_then(|text| entry(text, "mlflow_tracking_username"))
        });
        password = password.or_else(|| {
            file.as_deref()
                .and_then(|text| entry(text, "mlflow_tracking_password"))
        });
    }
    Ok(match (user, password, lookup("MLFLOW_TRACKING_TOKEN")) {
        (Some(user), Some(password), _) => Credentials::Basic {
            user,
            password: Secret(password),
        },
        (_, _, Some(token)) => Credentials::Bearer(Secret(token)),
        _ => Credentials::None,
    })
}

/// The user and password that an address carries (`https://user:password@host`).
pub(crate) fn from_url(url: &Url) -> Credentials {
    match (url.username(), url.password()) {
        ("", None) => Credentials::None,
        (user, password) => Credentials::Basic {
            user: decoded(user),
            password: Secret(decoded(password.unwrap_or_default())),
        },
    }
}

/// Resolves `%40` and its like, which an address needs for `@`, `:` and `/`.
fn decoded(text: &str) -> String {
    percent_encoding::percent_decode_str(text)
        .decode_utf8_lossy()
        .into_owned()
}

/// The text of `~/.mlflow/credentials`, or nothing where there is no such file.
fn credentials_file(home: Option<String>) -> Result<Option<String>, ConfigError> {
    let Some(home) = home else { return Ok(None) };
    let path: PathBuf = Path::new(&home).join(".mlflow").join("credentials");
    match std::fs::read_to_string(&path) {
        Ok(text) => Ok(Some(text)),
        Err(source) if source.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(ConfigError::File {
            variable: "HOME",
            path,
            source,
        }),
    }
}

/// The value of `key` in the section `[mlflow]` of an INI file, or else in
/// `[DEFAULT]`, as Python's `configparser` reads it.
fn entry(text: &str, key: &str) -> Option<String> {
    in_section(text, "[mlflow]", key).or_else(|| in_section(text, "[DEFAULT]", key))
}

fn in_section(text: &str, section: &str, key: &str) -> Option<String> {
    let mut inside = false;
    // Some editors put a byte order mark first.
    let text = text.trim_start_matches('\u{feff}');
    for line in text.lines().map(str::trim) {
        if line.starts_with('[') {
            inside = line == section;
        } else if let Some((name, value)) = line.split_once(['=', ':'])
            && inside
            && name.trim().eq_ignore_ascii_case(key)
        {
            // A percent sign is written twice there.
            return Some(value.trim().replace("%%", "%")).filter(|value| !value.is_empty());
        }
    }
    None
}
