//! Docker's daemon, through its API: no docker client is started for a stage.

mod answer;
mod copies;
mod error;
mod execution;
mod networks;
mod orphans;
mod signals;
mod usage;

use std::collections::HashMap;
use std::time::Duration;

use bollard::models::{ContainerCreateBody, ContainerInspectResponse};
use bollard::query_parameters::{
    CreateContainerOptions, ListContainersOptions, LogsOptions, RemoveContainerOptions,
    RemoveVolumeOptions,
};
use bollard::{API_DEFAULT_VERSION, Docker};
use futures_util::StreamExt as _;
use tokio::runtime::{Builder, Runtime};

pub use answer::Answer;
pub(crate) use copies::{Started, own_container};
pub use error::DockerError;
pub use execution::{Came, Ending};
pub(crate) use orphans::{ROOT_LABEL, owner_label};
pub(crate) use signals::Pending;

/// Where the daemon listens unless `DOCKER_HOST` says otherwise.
const SOCKET: &str = "/var/run/docker.sock";
/// What a daemon says of itself that is rootless, among its options of security.
const ROOTLESS: &str = "name=rootless";
/// How long one answer may take: starting a container on a busy machine takes seconds.
const TIMEOUT: Duration = Duration::from_mins(2);

/// A connection to the daemon.
#[derive(Debug)]
pub struct Daemon {
    runtime: Runtime,
    docker: Docker,
    /// Whether it is at its usual socket.
    is_usual: bool,
}

impl Daemon {
    /// Connects to the daemon at `host` (`DOCKER_HOST`, such as `unix:///run/docker.sock`), or
    /// at its usual socket.
    ///
    /// # Errors
    ///
    /// When `host` is no Unix socket, or nothing answers there.
    pub fn connect(host: Option<&str>) -> Result<Self, DockerError> {
        let socket = match host {
            None => SOCKET,
            Some(host) => host
                .strip_prefix("unix://")
                .ok_or_else(|| DockerError::Host {
                    found: host.to_owned(),
                })?,
        };
        let runtime = Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|source| DockerError::Runtime { source })?;
        // The version of the API that both sides know, from one question.
        let docker = runtime.block_on(async {
            Docker::connect_with_unix(socket, TIMEOUT.as_secs(), API_DEFAULT_VERSION)?
                .negotiate_version()
                .await
        });
        let docker = docker.map_err(|reason| DockerError::Unreachable {
            socket: socket.to_owned(),
            reason,
        })?;
        let is_usual = socket == SOCKET;
        Ok(Self {
            runtime,
            docker,
            is_usual,
        })
    }

    /// Whether it is rootless (`GET /info`): then it belongs to the caller, who has the number 0 in its containers, where all
    /// other numbers are nobody of this machine. At the usual socket is the system's, which is not asked.
    ///
    /// # Errors
    ///
    /// When the daemon does not answer or refuses.
    pub(crate) fn is_rootless(&self) -> Result<bool, DockerError> {
        if self.is_usual {
            return Ok(false);
        }
        let found = self.runtime.block_on(self.docker.info());
        let found = found.map_err(error::refused("ask what it is like".to_owned()))?;
        let options = found.security_options.unwrap_or_default();
        Ok(options.iter().any(|option| option == ROOTLESS))
    }

    /// Its version and that of its interface (`GET /version`), as people call them.
    ///
    /// # Errors
    ///
    /// When the daemon does not answer or refuses.
    pub fn version(&self) -> Result<String, DockerError> {
        let found = self.runtime.block_on(self.docker.version());
        let found = found.map_err(error::refused("ask for its version".to_owned()))?;
        let known = |version: Option<String>| version.unwrap_or_else(|| "unknown".to_owned());
        let (version, api) = (known(found.version), known(found.api_version));
        Ok(format!("{version}, API {api}"))
    }

    /// The id of the image called `name` (`GET /images/{name}/json`), if there is one.
    ///
    /// # Errors
    ///
    /// When the daemon does not answer or refuses.
    pub fn image_id(&self, name: &str) -> Result<Option<String>, DockerError> {
        let found = self.runtime.block_on(self.docker.inspect_image(name));
        let found = error::optional(found, format!("look at the image `{name}`"))?;
        Ok(found.and_then(|image| image.id))
    }

    /// What is known of the container called `name` (`GET /containers/{name}/json`), if there
    /// is one.
    ///
    /// # Errors
    ///
    /// When the daemon does not answer or refuses.
    pub fn container(&self, name: &str) -> Result<Option<ContainerInspectResponse>, DockerError> {
        let found = self
            .runtime
            .block_on(self.docker.inspect_container(name, None));
        error::optional(found, format!("look at the container `{name}`"))
    }

    /// Creates and starts a container that runs on by itself (`POST /containers/create`, then
    /// `POST /containers/{id}/start`); one of this name that is there is removed first.
    ///
    /// # Errors
    ///
    /// When the daemon does not answer or refuses; no container is left then.
    pub fn start(&self, name: &str, body: ContainerCreateBody) -> Result<(), DockerError> {
        self.remove(name)?;
        let started = self.runtime.block_on(async {
            self.docker
                .create_container(Some(named(name)), body)
                .await?;
            self.docker.start_container(name, None).await
        });
        if started.is_err() {
            // The first error is the one to report.
            let _ = self.remove(name);
        }
        started.map_err(error::refused(format!("start the container `{name}`")))
    }

    /// Stops and removes the container called `name`, if there is one
    /// (`DELETE /containers/{name}?force=true`).
    ///
    /// # Errors
    ///
    /// When the daemon does not answer or refuses.
    pub fn remove(&self, name: &str) -> Result<(), DockerError> {
        let removed = self
            .runtime
            .block_on(self.docker.remove_container(name, Some(forced())));
        error::optional(removed, format!("remove the container `{name}`")).map(drop)
    }

    /// Removes the volume called `name`, if there is one (`DELETE /volumes/{name}`).
    ///
    /// # Errors
    ///
    /// When the daemon does not answer or refuses.
    pub fn remove_volume(&self, name: &str) -> Result<(), DockerError> {
        let forced = RemoveVolumeOptions { force: true };
        let removed = self
            .runtime
            .block_on(self.docker.remove_volume(name, Some(forced)));
        error::optional(removed, format!("remove the volume `{name}`")).map(drop)
    }

    /// The last `lines` lines of what the container called `name` printed
    /// (`GET /containers/{name}/logs`).
    ///
    /// # Errors
    ///
    /// When the daemon does not answer or refuses.
    pub fn logs(&self, name: &str, lines: usize) -> Result<String, DockerError> {
        let options = LogsOptions {
            stdout: true,
            stderr: true,
            tail: lines.to_string(),
            ..LogsOptions::default()
        };
        let text = self.runtime.block_on(async {
            let mut logs = std::pin::pin!(self.docker.logs(name, Some(options)));
            let mut text = String::new();
            while let Some(part) = logs.next().await {
                text += &part?.to_string();
            }
            Ok(text)
        });
        text.map_err(error::refused(format!(
            "read the log of the container `{name}`"
        )))
    }
}

fn named(name: &str) -> CreateContainerOptions {
    CreateContainerOptions {
        name: Some(name.to_owned()),
        ..CreateContainerOptions::default()
    }
}

/// Removes the container even if it is running, together with its anonymous volumes.
fn forced() -> RemoveContainerOptions {
    RemoveContainerOptions {
        force: true,
        v: true,
        ..RemoveContainerOptions::default()
    }
}

/// The containers that carry the label `name`, running or not.
fn labelled(name: &str) -> ListContainersOptions {
    let filter = vec![name.to_owned()];
    ListContainersOptions {
        all: true,
        filters: Some(HashMap::from([("label".to_owned(), filter)])),
        ..ListContainersOptions::default()
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};
    use std::os::unix::net::UnixListener;
    use std::thread;

    use super::*;

    /// Whether a daemon whose options of security are these is rootless.
    fn is_rootless(options: &'static str) -> bool {
        let folder = tempfile::tempdir().unwrap();
        let socket = folder.path().join("docker.sock");
        let listener = UnixListener::bind(&socket).unwrap();
        thread::spawn(move || {
            for connection in listener.incoming() {
                let mut connection = connection.unwrap();
                let mut asked = [0; 4096];
                let length = connection.read(&mut asked).unwrap();
                let asked = String::from_utf8_lossy(&asked[..length]);
                let body = if asked.contains("/info ") {
                    format!(r#"{{"SecurityOptions":[{options}]}}"#)
                } else {
                    r#"{"ApiVersion":"1.45"}"#.to_owned()
                };
                let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close";
                let length = body.len();
                let _ = write!(
                    connection,
                    "{head}\r\ncontent-length: {length}\r\n\r\n{body}"
                );
            }
        });
        let daemon = Daemon::connect(Some(&format!("unix://{}", socket.display())));
        daemon.unwrap().is_rootless().unwrap()
    }

    #[test]
    fn a_daemon_says_itself_that_it_is_rootless() {
        assert!(is_rootless(
            r#""name=seccomp,profile=builtin","name=rootless""#
        ));
        assert!(!is_rootless(r#""name=seccomp,profile=builtin""#));
        assert!(!is_rootless(""));
    }
}
