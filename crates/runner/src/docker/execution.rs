//! A container from its start to its end: output streams, signals reach it, its exit code
//! comes back, and it is removed.

use std::io::{self, Write as _};

use bollard::container::LogOutput;
use bollard::errors::Error;
use bollard::models::ContainerCreateBody;
use bollard::query_parameters::{AttachContainerOptions, KillContainerOptions};
use futures_util::{Stream, StreamExt as _};
use tokio::signal::unix::{Signal, SignalKind, signal};

use super::orphans::has_living_owner;
use super::{Daemon, DockerError, error, forced, named};

/// How a container ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ending {
    /// The exit code of its program, 0 to 255; 128 and the signal for one that was killed.
    pub code: u8,
    /// Whether it was killed because it used more memory than it may.
    pub out_of_memory: bool,
}

/// The code of a program that SIGKILL ended: 128 + 9.
const KILLED: i64 = 137;

/// The name is taken by a container that is at work.
pub(crate) const BUSY: &str = "is in use by a run that is under way";

impl Daemon {
    /// Runs a container called `name` to its end; what it prints goes to this process's
    /// standard output and error, and SIGINT and SIGTERM to this process go to it.
    ///
    /// In this order, which loses no output: `POST /containers/create`, `POST .../attach`,
    /// `POST .../start`, and after the output's end `POST .../wait` and `DELETE`.
    ///
    /// # Errors
    ///
    /// When the daemon does not answer or refuses, or a run of this name is under way. No
    /// container is left then.
    pub fn run(&self, name: &str, body: ContainerCreateBody) -> Result<Ending, DockerError> {
        self.runtime.block_on(async {
            self.create(name, body).await?;
            let ended = self.to_its_end(name).await;
            let removed = self.docker.remove_container(name, Some(forced())).await;
            let ending = ended.map_err(error::refused(format!("run the container `{name}`")))?;
            error::optional(removed, format!("remove the container `{name}`"))?;
            Ok(ending)
        })
    }

    /// Makes the container. Of one that has the name already, the starter may be gone.
    async fn create(&self, name: &str, body: ContainerCreateBody) -> Result<(), DockerError> {
        let doing = || format!("make the container `{name}`");
        let created = self
            .docker
            .create_container(Some(named(name)), body.clone());
        match created.await {
            Err(taken) if error::is_conflict(&taken) => {}
            created => return created.map(drop).map_err(error::refused(doing())),
        }
        let other = self.docker.inspect_container(name, None).await;
        let other = error::optional(other, doing())?;
        let labels = other.and_then(|other| other.config?.labels);
        if has_living_owner(labels.as_ref()) {
            let message = format!("its name {BUSY}: wait for its end, or stop it");
            let status_code = 409;
            let busy = Error::DockerResponseServerError {
                status_code,
                message,
            };
            return Err(error::refused(doing())(busy));
        }
        let removed = self.docker.remove_container(name, Some(forced())).await;
        error::optional(removed, doing())?;
        let created = self.docker.create_container(Some(named(name)), body).await;
        created.map(drop).map_err(error::refused(doing()))
    }

    async fn to_its_end(&self, name: &str) -> Result<Ending, Error> {
        let mut signals = Signals::new()?;
        let options = AttachContainerOptions {
            stdout: true,
            stderr: true,
            stream: true,
            ..AttachContainerOptions::default()
        };
        let mut attached = self.docker.attach_container(name, Some(options)).await?;
        self.docker.start_container(name, None).await?;
        self.follow(name, &mut attached.output, &mut signals)
            .await?;
        self.ending(name, &mut signals).await
    }

    /// Passes output on until it ends, and signals while it lasts.
    async fn follow(
        &self,
        name: &str,
        output: &mut (impl Stream<Item = Result<LogOutput, Error>> + Unpin),
        signals: &mut Signals,
    ) -> Result<(), Error> {
        loop {
            tokio::select! {
                part = output.next() => match part {
                    Some(part) => print(&part?)?,
                    None => return Ok(()),
                },
                signal = signals.next() => self.send(name, signal).await?,
            }
        }
    }

    /// Waits for the end (`POST /containers/{name}/wait`) and asks how it came.
    async fn ending(&self, name: &str, signals: &mut Signals) -> Result<Ending, Error> {
        let mut end = std::pin::pin!(self.docker.wait_container(name, None));
        let code = loop {
            tokio::select! {
                ended = end.next() => match ended {
                    // The client takes an exit code above 0 for an error of its own.
                    Some(Err(Error::DockerContainerWaitError { code, .. })) => break code,
                    Some(Err(error)) => return Err(error),
                    Some(Ok(_)) | None => break 0,
                },
                signal = signals.next() => self.send(name, signal).await?,
            }
        };
        let out_of_memory = code == KILLED && self.was_out_of_memory(name).await?;
        Ok(Ending {
            code: u8::try_from(code).unwrap_or(u8::MAX),
            out_of_memory,
        })
    }

    async fn was_out_of_memory(&self, name: &str) -> Result<bool, Error> {
        let state = self.docker.inspect_container(name, None).await?.state;
        Ok(state.and_then(|state| state.oom_killed).unwrap_or_default())
    }

    /// `POST /containers/{name}/kill`; a container that ended meanwhile needs no signal.
    async fn send(&self, name: &str, signal: &str) -> Result<(), Error> {
        let options = KillContainerOptions {
            signal: signal.to_owned(),
        };
        match self.docker.kill_container(name, Some(options)).await {
            Err(Error::DockerResponseServerError {
                status_code: 404 | 409,
                ..
            }) => Ok(()),
            sent => sent,
        }
    }
}

/// The signals that end a stage, caught from now on.
struct Signals {
    interrupt: Signal,
    terminate: Signal,
}

impl Signals {
    fn new() -> io::Result<Self> {
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    /// The name of the next one.
    async fn next(&mut self) -> &'static str {
        tokio::select! {
            _ = self.interrupt.recv() => "SIGINT",
            _ = self.terminate.recv() => "SIGTERM",
        }
    }
}

/// Writes a piece of output at once: a reader may be waiting for it.
fn print(part: &LogOutput) -> io::Result<()> {
    match part {
        LogOutput::StdErr { message } => io::stderr().write_all(message),
        other => {
            let mut out = io::stdout().lock();
            out.write_all(other.as_ref())?;
            out.flush()
        }
    }
}
