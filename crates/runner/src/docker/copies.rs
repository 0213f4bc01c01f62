//! The container that this process is in, and another one like it.

use std::fs;

use bollard::models::ContainerCreateBody;
use bollard::query_parameters::KillContainerOptions;

use super::orphans::OWNER_LABEL;
use super::{Daemon, DockerError, error};

/// The files that Docker mounts into every container lie in a folder with its id:
/// `/var/lib/docker/containers/<64 digits>/hostname`.
const MOUNTS: &str = "/proc/self/mountinfo";
const FOLDER: &str = "/containers/";
const DIGITS: usize = 64;

/// The id of the container that this process is in, if it is in one.
#[must_use]
pub(crate) fn own_container() -> Option<String> {
    id_in(&fs::read_to_string(MOUNTS).ok()?)
}

fn id_in(mounts: &str) -> Option<String> {
    let rest = mounts.split(FOLDER).skip(1);
    let ids = rest.filter_map(|rest| rest.get(..DIGITS));
    let mut ids = ids.filter(|id| id.bytes().all(|byte| byte.is_ascii_hexdigit()));
    ids.next().map(str::to_owned)
}

/// Whether a container was started.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Started {
    /// It was.
    Now,
    /// One with its name is at work.
    Before,
}

impl Daemon {
    /// Starts a container called `name` that is as the one with the id `of`, but runs `command`
    /// and goes on without whoever waits for that one: it has no terminal, not the variable
    /// `without`, and no label that names an owner
    /// (`GET /containers/{id}/json`, `POST /containers/create`, `POST /containers/{id}/start`).
    /// One of this name that has ended is removed first.
    ///
    /// # Errors
    ///
    /// When the daemon does not answer or refuses.
    pub(crate) fn start_copy(
        &self,
        of: &str,
        name: &str,
        command: &[&str],
        without: &str,
    ) -> Result<Started, DockerError> {
        if self.is_running(name)? {
            return Ok(Started::Before);
        }
        let original = self
            .runtime
            .block_on(self.docker.inspect_container(of, None));
        let doing = || format!("look at the container `{of}`");
        let original = original.map_err(error::refused(doing()))?;
        let config = original.config.unwrap_or_default();
        let is_kept = |variable: &String| !variable.starts_with(&format!("{without}="));
        let env = config.env.unwrap_or_default().into_iter().filter(is_kept);
        let mut labels = config.labels.unwrap_or_default();
        labels.retain(|label, _| label != OWNER_LABEL);
        let body = ContainerCreateBody {
            image: config.image,
            user: config.user,
            env: Some(env.collect()),
            cmd: Some(command.iter().map(|word| (*word).to_owned()).collect()),
            working_dir: config.working_dir,
            labels: Some(labels),
            host_config: original.host_config,
            ..ContainerCreateBody::default()
        };
        self.start(name, body)?;
        Ok(Started::Now)
    }

    /// Whether the container called `name` is at work.
    ///
    /// # Errors
    ///
    /// When the daemon does not answer or refuses.
    pub(crate) fn is_running(&self, name: &str) -> Result<bool, DockerError> {
        let state = self.container(name)?.and_then(|found| found.state);
        Ok(state.and_then(|state| state.running).unwrap_or_default())
    }

    /// Sends SIGINT to the container called `name` (`POST /containers/{name}/kill`), and says whether
    /// it was at work.
    ///
    /// # Errors
    ///
    /// When the daemon does not answer or refuses.
    pub(crate) fn interrupt(&self, name: &str) -> Result<bool, DockerError> {
        let options = KillContainerOptions {
            signal: "SIGINT".to_owned(),
        };
        let sent = self
            .runtime
            .block_on(self.docker.kill_container(name, Some(options)));
        match sent {
            Err(error) if error::is_over(&error) => Ok(false),
            sent => sent
                .map(|()| true)
                .map_err(error::refused(format!("interrupt the container `{name}`"))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_container_is_known_by_the_files_that_docker_mounts_into_it() {
        let id = "0123456789abcdef".repeat(4);
        let line = "620 610 254:0 /var/lib/docker/containers/";
        let mounts = format!("600 1 0:1 / / rw\n{line}{id}/hostname /etc/hostname rw\n");
        assert_eq!(id_in(&mounts).as_deref(), Some(&*id));
        for other in ["600 1 0:1 / / rw", "1 2 3:4 /data/containers/é /x", ""] {
            assert_eq!(id_in(other), None, "{other}");
        }
    }
}
