//! Why a place did not become the remote.

use std::io;
use std::path::PathBuf;

use mlflow::ConfigError;
use stage::exit::{Exit, Failure};
use stage::outputs::OutputError;

pub(crate) use super::place::PlaceError;
use crate::remotes::{AskError, RemotesError, UnusablePlace};
use crate::settings::DotenvError;

/// Why a place did not become the remote. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RemoteSetupError {
    /// `.env` is wrong.
    #[error(transparent)]
    Dotenv(#[from] DotenvError),
    /// No place is named.
    #[error(transparent)]
    Place(#[from] PlaceError),
    /// DVC's configuration cannot be read.
    #[error(transparent)]
    Remotes(#[from] RemotesError),
    /// A folder cannot be used.
    #[error(transparent)]
    Folder(#[from] UnusablePlace),
    /// DVC cannot be asked.
    #[error(transparent)]
    Ask(#[from] AskError),
    /// A setting of the tracker is wrong.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// Only servers that speak S3's protocol have an endpoint.
    #[error("use `{0}`: ENDPOINT belongs to an address of S3 (s3://bucket/iris); leave it out")]
    Endpoint(String),
    /// DagsHub is named, and no token for it is known.
    #[error(
        "use {repository}: there is no token; make one at {host}/user/settings/tokens, and give it as DAGSHUB_TOKEN in the \
         environment or in .env, or type the command in a terminal, which asks for it"
    )]
    NoToken {
        /// The repository, in words.
        repository: String,
        /// Where DagsHub is.
        host: String,
    },
    /// DagsHub does not take the token.
    #[error(
        "use {repository}: it refuses the token of `{user}` ({what}); make another one at {host}/user/settings/tokens, and give \
         it as DAGSHUB_TOKEN"
    )]
    Refused {
        /// The repository, in words.
        repository: String,
        /// Who asks.
        user: String,
        /// What was asked for, and what it said.
        what: String,
        /// Where DagsHub is.
        host: String,
    },
    /// A place does not answer.
    #[error("use {place}: {found}; {remedy}")]
    Unreachable {
        /// What was asked.
        place: String,
        /// What is wrong with it.
        found: String,
        /// What to do.
        remedy: String,
    },
    /// A place is not there, or cannot be used as it is.
    #[error("use {place}: {found}; {remedy}")]
    Unusable {
        /// What was asked.
        place: String,
        /// What is wrong with it.
        found: String,
        /// What to do.
        remedy: String,
    },
    /// Another file wins over what would be written.
    #[error(
        "use another remote: `.dvc/config.local` says `{setting}`, and wins over `.dvc/config`; take the line away, and try again"
    )]
    OverruledByFile {
        /// The line.
        setting: String,
    },
    /// A variable of the caller wins over what would be written.
    #[error(
        "use another remote: {name} has another value in your shell, and wins over .env; `unset {name}`, and try again"
    )]
    OverruledByShell {
        /// The variable.
        name: &'static str,
    },
    /// A person cannot be asked.
    #[error("ask for {what}: {source}")]
    Terminal {
        /// What for.
        what: &'static str,
        /// What the system said.
        source: io::Error,
    },
    /// A person does not want to answer.
    #[error("ask for {0}: interrupted")]
    Interrupted(&'static str),
    /// A file cannot be read.
    #[error("read `{}`: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file cannot be written.
    #[error(transparent)]
    Output(#[from] OutputError),
}

impl Failure for RemoteSetupError {
    fn exit(&self) -> Exit {
        match self {
            Self::Unreachable { .. } => Exit::Tracker,
            Self::Interrupted(_) => Exit::Interrupted,
            _ => Exit::Usage,
        }
    }
}
