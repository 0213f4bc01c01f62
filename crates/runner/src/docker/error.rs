//! What can go wrong between a program and Docker's daemon.

use bollard::errors::Error;

/// Why Docker did not do what it was asked to.
#[derive(Debug, thiserror::Error)]
pub enum DockerError {
    /// `DOCKER_HOST` is not a Unix socket.
    #[error(
        "reach Docker: `DOCKER_HOST` is `{found}`; expected `unix://` and the path of a socket"
    )]
    Host {
        /// The value found.
        found: String,
    },
    /// The event loop that waits for answers cannot be made.
    #[error("wait for Docker: {source}")]
    Runtime {
        /// What the system said.
        source: std::io::Error,
    },
    /// Nothing answers at the socket.
    #[error(
        "reach Docker at `{socket}`: {}; start Docker, or ask to be in the group `docker`",
        words(source)
    )]
    Unreachable {
        /// The path of the socket.
        socket: String,
        /// What was tried.
        source: Error,
    },
    /// The daemon refused, or stopped answering.
    #[error("{doing}: {}", words(source))]
    Refused {
        /// What was asked for.
        doing: String,
        /// The daemon's words.
        source: Error,
    },
}

impl DockerError {
    /// Whether the daemon did not like the request, which another one may mend.
    #[must_use]
    pub fn is_refusal(&self) -> bool {
        let Self::Refused { source, .. } = self else {
            return false;
        };
        matches!(source, Error::DockerResponseServerError { .. })
    }

    /// The daemon's own words, if it said any.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        match self {
            Self::Refused {
                source: Error::DockerResponseServerError { message, .. },
                ..
            } => Some(message),
            _ => None,
        }
    }
}

/// Turns an error of the client into ours: `doing` reads after "failed to".
pub(super) fn refused(doing: String) -> impl FnOnce(Error) -> DockerError {
    |source| DockerError::Refused { doing, source }
}

/// An answer, where "no such thing" is one.
pub(super) fn optional<T>(
    answer: Result<T, Error>,
    doing: String,
) -> Result<Option<T>, DockerError> {
    match answer {
        Ok(found) => Ok(Some(found)),
        Err(Error::DockerResponseServerError {
            status_code: 404, ..
        }) => Ok(None),
        Err(source) => Err(DockerError::Refused { doing, source }),
    }
}

/// Whether a name is taken.
pub(super) fn is_conflict(error: &Error) -> bool {
    let status = 409;
    matches!(error, Error::DockerResponseServerError { status_code, .. } if *status_code == status)
}

/// The daemon's words without the client's around them; else the innermost cause, which is
/// where the system says what is wrong.
fn words(error: &Error) -> String {
    if let Error::DockerResponseServerError { message, .. } = error {
        return message.trim().to_owned();
    }
    let mut cause: &dyn std::error::Error = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    cause.to_string()
}
