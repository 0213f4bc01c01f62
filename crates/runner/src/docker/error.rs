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
        words(reason)
    )]
    Unreachable {
        /// The path of the socket.
        socket: String,
        /// What was tried. The message says it, so that it is no cause beside it.
        reason: Error,
    },
    /// The daemon refused, or stopped answering.
    #[error("{doing}: {}", words(reason))]
    Refused {
        /// What was asked for.
        doing: String,
        /// The daemon's words. The message says them, so that they are no cause beside it.
        reason: Error,
    },
    /// The daemon has no addresses left for a network.
    #[error(
        "create the network `{network}`: Docker has no addresses left for another one; `make down` in a \
         checkout that you do not use frees some, and so does `docker network prune`"
    )]
    NoNetworkLeft {
        /// The name of the network.
        network: String,
    },
    /// The stage's container is at work.
    #[error(
        "create the container `{container}`: this stage is already running in this checkout; \
         wait for it to finish, or stop it"
    )]
    Busy {
        /// The name of the container.
        container: String,
    },
}

impl DockerError {
    /// The daemon's own words, if it said any.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        match self {
            Self::Refused {
                reason: Error::DockerResponseServerError { message, .. },
                ..
            } => Some(message),
            _ => None,
        }
    }
}

/// Turns an error of the client into ours: `doing` reads after "failed to".
pub(super) fn refused(doing: String) -> impl FnOnce(Error) -> DockerError {
    |reason| DockerError::Refused { doing, reason }
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
        Err(reason) => Err(DockerError::Refused { doing, reason }),
    }
}

/// Whether a name is taken.
pub(super) fn is_conflict(error: &Error) -> bool {
    matches!(
        error,
        Error::DockerResponseServerError {
            status_code: 409,
            ..
        }
    )
}

/// Whether a container is no longer there, or no longer as the request needs it: it has
/// ended, or is being removed.
pub(super) fn is_over(error: &Error) -> bool {
    matches!(
        error,
        Error::DockerResponseServerError {
            status_code: 404 | 409,
            ..
        }
    )
}

/// The daemon's words without the client's around them; else the innermost cause, which is
/// where the system says what is wrong.
pub(super) fn words(error: &Error) -> String {
    match error {
        Error::DockerResponseServerError { message, .. } => message.trim().to_owned(),
        // The client's words repeat the path of the socket.
        Error::SocketNotFoundError(_) => "there is no such socket".to_owned(),
        error => {
            let mut cause: &dyn std::error::Error = error;
            while let Some(deeper) = cause.source() {
                cause = deeper;
            }
            cause.to_string()
        }
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::net::UnixListener;

    use insta::assert_snapshot;
    use stage::exit::with_causes;

    use super::*;
    use crate::docker::Daemon;

    #[test]
    fn a_daemon_that_is_not_there_is_reported_once() {
        let error = Daemon::connect(Some("unix:///nowhere/docker.sock")).unwrap_err();
        assert_snapshot!(with_causes(&error), @"reach Docker at `/nowhere/docker.sock`: there is no such socket; start Docker, or ask to be in the group `docker`");
    }

    #[test]
    fn a_daemon_that_does_not_listen_is_reported_once() {
        let folder = tempfile::tempdir().unwrap();
        let socket = folder.path().join("docker.sock");
        drop(UnixListener::bind(&socket).unwrap());
        let error = Daemon::connect(Some(&format!("unix://{}", socket.display()))).unwrap_err();
        let message = with_causes(&error).replace(folder.path().to_str().unwrap(), "FOLDER");
        assert_snapshot!(message, @"reach Docker at `FOLDER/docker.sock`: Connection refused (os error 111); start Docker, or ask to be in the group `docker`");
    }

    #[test]
    fn the_words_of_the_daemon_are_reported_once() {
        let error = refused("start the container `mlops-train-1`".to_owned())(
            Error::DockerResponseServerError {
                status_code: 500,
                message: "no space left on device\n".to_owned(),
            },
        );
        assert_snapshot!(with_causes(&error), @"start the container `mlops-train-1`: no space left on device");
    }

    #[test]
    fn a_connection_that_breaks_is_reported_once() {
        let broken = std::io::Error::from(std::io::ErrorKind::ConnectionReset);
        let error = refused("run the container `mlops-train-1`".to_owned())(broken.into());
        assert_snapshot!(with_causes(&error), @"run the container `mlops-train-1`: connection reset");
    }
}
