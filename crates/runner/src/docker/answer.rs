//! A container that is asked something: it prints an answer and ends.

use std::thread;
use std::time::{Duration, Instant};

use bollard::models::{ContainerCreateBody, ContainerState, ContainerStateStatusEnum};

use super::{Daemon, DockerError};

/// How often it is looked at.
const INTERVAL: Duration = Duration::from_millis(40);
/// More lines than an answer has.
const LINES: usize = 50;

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It ended.
    Ended {
        /// The exit code of its program.
        code: i64,
        /// All that it printed.
        text: String,
    },
    /// It took too long.
    Late,
}

impl Daemon {
    /// Runs a container called `name` to its end, unless that takes longer than `limit`, and removes it.
    ///
    /// # Errors
    ///
    /// When the daemon does not answer or refuses; no container is left then.
    pub fn ask(
        &self,
        name: &str,
        body: ContainerCreateBody,
        limit: Duration,
    ) -> Result<Answer, DockerError> {
        self.start(name, body)?;
        let answer = self.await_end(name, limit);
        self.remove(name)?;
        answer
    }

    fn await_end(&self, name: &str, limit: Duration) -> Result<Answer, DockerError> {
        let since = Instant::now();
        while since.elapsed() < limit {
            let state = self.container(name)?.and_then(|found| found.state);
            if let Some(code) = state.as_ref().and_then(exit_code) {
                let text = self.logs(name, LINES)?;
                return Ok(Answer::Ended { code, text });
            }
            thread::sleep(INTERVAL);
        }
        Ok(Answer::Late)
    }
}

fn exit_code(state: &ContainerState) -> Option<i64> {
    let ended = [
        ContainerStateStatusEnum::EXITED,
        ContainerStateStatusEnum::DEAD,
    ];
    let has_ended = state.status.is_some_and(|status| ended.contains(&status));
    state.exit_code.filter(|_| has_ended)
}
