//! What can be wrong with a configuration.

use std::path::PathBuf;

use super::userinfo::without_userinfo;

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
    /// A user, password or token cannot be sent; what it is, is not shown.
    #[error("use {name}: it holds {problem}; set it again")]
    Secret {
        /// The variable, or those that it may come from.
        name: &'static str,
        /// What it holds and must not.
        problem: &'static str,
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
        "prepare TLS for `{tracker}`: {problem}; set MLFLOW_TRACKING_SERVER_CERT_PATH in .env to a \
         file with the certificate of the authority that vouches for the tracker, in PEM"
    )]
    Tls {
        /// The tracker's address.
        tracker: String,
        /// What the TLS library reports.
        problem: String,
    },
}

impl ConfigError {
    /// The same, where the value is an address that may hold a password.
    pub(super) fn without_password(self) -> Self {
        match self {
            Self::Variable {
                name,
                value,
                expected,
            } => Self::Variable {
                name,
                value: without_userinfo(&value),
                expected,
            },
            other => other,
        }
    }
}
