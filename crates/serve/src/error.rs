//! What can go wrong before the server answers, and when it stops.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

use stage::exit::{Exit, Failure};
use stage::metadata::MetadataError;

/// Why the server did not start, or stopped.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// A file cannot be read.
    #[error("read `{}`: {source}; run `make run`, or name another model by `--model`", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// What train wrote of its model is wrong.
    #[error(transparent)]
    Metadata(#[from] MetadataError),
    /// The model's file is not the one that was judged.
    #[error(
        "check the model of {place}: its sha256 is {found}, expected {expected}; the file was changed"
    )]
    ModelChanged {
        /// The file or version.
        place: String,
        /// The digest of the file.
        found: String,
        /// The digest that was written down.
        expected: String,
    },
    /// The file is no model that this program can run.
    #[error("read the model of {place}: {source}")]
    Model {
        /// The file or version.
        place: String,
        /// What is wrong with it.
        source: onnx::OnnxError,
    },
    /// What MLflow knows of the columns does not go with the model.
    #[error("read the file MLmodel of {place}: {problem}")]
    Signature {
        /// The file or version.
        place: String,
        /// What is wrong with it.
        problem: String,
    },
    /// The tracker is not configured.
    #[error(transparent)]
    Config(#[from] mlflow::ConfigError),
    /// The tracker cannot be reached or refuses.
    #[error(transparent)]
    Tracker(#[from] mlflow::Error),
    /// The registry has no such version.
    #[error(
        "find `{reference}`: `{tracker}` has no such version or alias; `make models` lists them"
    )]
    NoVersion {
        /// The model that was asked for.
        reference: String,
        /// The tracker.
        tracker: String,
    },
    /// Nobody knows whether the file is the one that was judged.
    #[error(
        "check the model of {place}: it has no tag `model_sha256`, which train writes; only models of this pipeline are served"
    )]
    NoDigest {
        /// The version.
        place: String,
    },
    /// The copy of the last good model cannot be written or read.
    #[error("keep the last good model in `{}`: {source}", path.display())]
    LastGood {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The token is none.
    #[error(
        "read `MLOPS_SERVE_TOKEN`: expected at least 16 letters, digits or signs of ASCII, without spaces; \
         `openssl rand -hex 32` makes one"
    )]
    Token,
    /// A certificate or key cannot be used.
    #[error("use `{}` for TLS: {problem}", path.display())]
    Tls {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
    /// The address is taken, or not one of this machine.
    #[error("listen at {address}: {source}; choose another address by `--listen`")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the system said.
        source: io::Error,
    },
    /// Threads cannot be started.
    #[error("start the server's threads: {0}")]
    Runtime(io::Error),
}

impl ServeError {
    /// Whether a model is to blame, and not the way to it.
    pub(crate) const fn is_of_model(&self) -> bool {
        matches!(
            self,
            Self::ModelChanged { .. }
                | Self::Model { .. }
                | Self::Signature { .. }
                | Self::NoDigest { .. }
        )
    }
}

impl Failure for ServeError {
    fn exit(&self) -> Exit {
        match self {
            Self::Unreadable { .. }
            | Self::ModelChanged { .. }
            | Self::Model { .. }
            | Self::Signature { .. }
            | Self::NoDigest { .. } => Exit::Data,
            Self::Metadata(error) => error.exit(),
            Self::Tracker(error) if error.is_usage() => Exit::Usage,
            Self::Tracker(_) | Self::NoVersion { .. } => Exit::Tracker,
            Self::Config(_)
            | Self::LastGood { .. }
            | Self::Token
            | Self::Tls { .. }
            | Self::Listen { .. }
            | Self::Runtime(_) => Exit::Usage,
        }
    }
}
