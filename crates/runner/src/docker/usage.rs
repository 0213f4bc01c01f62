//! What a container uses of the machine.

use std::time::Duration;

use bollard::query_parameters::StatsOptions;
use futures_util::StreamExt as _;

use super::{Daemon, DockerError, error};

impl Daemon {
    /// How long the processes of the container called `name` have worked since its start, on all
    /// processors together (`GET /containers/{name}/stats`). Zero where the daemon does not count, and
    /// where there is no such container.
    ///
    /// # Errors
    ///
    /// When the daemon does not answer or refuses.
    pub fn processor_time(&self, name: &str) -> Result<Duration, DockerError> {
        let options = StatsOptions {
            stream: false,
            one_shot: true,
        };
        let stats = self.runtime.block_on(async {
            let mut stats = std::pin::pin!(self.docker.stats(name, Some(options)));
            stats.next().await.transpose()
        });
        let doing = format!("ask what the container `{name}` uses");
        let stats = error::optional(stats, doing)?.flatten();
        let usage = stats.and_then(|stats| stats.cpu_stats?.cpu_usage?.total_usage);
        Ok(Duration::from_nanos(usage.unwrap_or_default()))
    }
}
