//! A container from its start to its end: output streams, signals reach it, its exit code
//! comes back, and it is removed.

use std::io::{self, Write as _};
use std::time::{Duration, Instant};

use bollard::container::LogOutput;
use bollard::errors::Error;
use bollard::models::{ContainerCreateBody, ContainerInspectResponse, ContainerWaitResponse};
use bollard::query_parameters::{AttachContainerOptions, KillContainerOptions};
use futures_util::{Stream, StreamExt as _};
use stage::usage::Told;
use tokio::signal::unix::SignalKind;
use tokio::time::sleep;

use super::orphans::Owner;
use super::signals::Signals;
use super::{Daemon, DockerError, error, forced, named};

/// How a container ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ending {
    /// The exit code of its program, 0 to 255; 128 and the signal for one that was killed.
    pub code: u8,
    /// Whether it was killed because it used more memory than it may.
    pub out_of_memory: bool,
    /// The most memory that its program has used, in bytes, if it was asked and told.
    pub peak_bytes: Option<u64>,
}

/// The number of a signal that came before a container was asked for, if one did.
pub type Came<'a> = &'a (dyn Fn() -> Option<u8> + Sync);

/// The code of a program that SIGKILL ended: 128 + 9.
const KILLED: i64 = 137;

/// How long another process may take to remove a container, and how often it is asked.
const REMOVAL: Duration = Duration::from_secs(15);
const REMOVAL_INTERVAL: Duration = Duration::from_millis(50);

impl Ending {
    /// The end that a signal brings, as a shell reports it.
    pub(crate) fn by(signal: SignalKind) -> Self {
        let code = 128 + signal.as_raw_value();
        Self {
            code: u8::try_from(code).unwrap_or(u8::MAX),
            out_of_memory: false,
            peak_bytes: None,
        }
    }
}

impl Daemon {
    /// Runs a container called `name` to its end; what it prints goes to this process's
    /// standard output and error, and SIGINT, SIGTERM, SIGHUP and SIGQUIT to this process go to
    /// it. One that comes before it has started ends it at once.
    ///
    /// In this order, which loses no output: `POST /containers/create`, `POST .../attach`,
    /// `POST .../start`, and after the output's end `POST .../wait` and `DELETE`.
    ///
    /// # Errors
    ///
    /// When the daemon does not answer or refuses, or a run of this name is under way.
    pub fn run(&self, name: &str, body: ContainerCreateBody) -> Result<Ending, DockerError> {
        self.run_unless(name, body, &|| None)
    }

    /// [`Daemon::run`], unless a signal `came` before: whoever runs several containers one after
    /// the other is told of those between two of them.
    ///
    /// # Errors
    ///
    /// As [`Daemon::run`].
    pub fn run_unless(
        &self,
        name: &str,
        body: ContainerCreateBody,
        came: Came<'_>,
    ) -> Result<Ending, DockerError> {
        self.runtime.block_on(async {
            let doing = || format!("run the container `{name}`");
            let signals = Signals::new();
            // Before there is a container: a signal then leaves none behind.
            let mut signals = signals.map_err(|error| error::refused(doing())(error.into()))?;
            if let Some(signal) = came() {
                return Ok(Ending::by(SignalKind::from_raw(signal.into())));
            }
            self.create(name, body).await?;
            let ending = self.to_its_end(name, &mut signals).await;
            self.clear_away(name).await;
            ending.map_err(error::refused(doing()))
        })
    }

    /// Creates the container. If the name is taken, the container that has it is replaced,
    /// unless the process that started it is alive. One that is being removed keeps its name for
    /// a moment.
    async fn create(&self, name: &str, body: ContainerCreateBody) -> Result<(), DockerError> {
        let doing = || format!("create the container `{name}`");
        let since = Instant::now();
        loop {
            let created = self
                .docker
                .create_container(Some(named(name)), body.clone());
            match created.await {
                Err(taken) if error::is_conflict(&taken) && since.elapsed() < REMOVAL => {}
                created => return created.map(drop).map_err(error::refused(doing())),
            }
            let other = self.docker.inspect_container(name, None).await;
            let Some(other) = error::optional(other, doing())? else {
                continue;
            };
            if is_busy(&other) {
                let container = name.to_owned();
                return Err(DockerError::Busy { container });
            }
            // By its id: the name may be another run's by now.
            let id = other.id.as_deref().unwrap_or(name);
            match self.docker.remove_container(id, Some(forced())).await {
                Err(error) if error::is_over(&error) => sleep(REMOVAL_INTERVAL).await,
                removed => removed.map_err(error::refused(doing()))?,
            }
        }
    }

    /// Removes the container. A failure is only reported: how the stage ended is known, and
    /// the next run replaces what is left.
    async fn clear_away(&self, name: &str) {
        match self.docker.remove_container(name, Some(forced())).await {
            Err(error) if !error::is_over(&error) => eprintln!(
                "mlops: the container `{name}` could not be removed: {}",
                error::words(&error)
            ),
            _ => {}
        }
    }

    async fn to_its_end(&self, name: &str, signals: &mut Signals) -> Result<Ending, Error> {
        let options = AttachContainerOptions {
            stdout: true,
            stderr: true,
            stream: true,
            ..AttachContainerOptions::default()
        };
        let mut attached = self.docker.attach_container(name, Some(options)).await?;
        tokio::select! {
            biased;
            signal = signals.next() => return Ok(Ending::by(signal)),
            started = self.docker.start_container(name, None) => started?,
        }
        let peak_bytes = self.follow(name, &mut attached.output, signals).await?;
        let ending = self.ending(name, signals).await?;
        Ok(Ending {
            peak_bytes,
            ..ending
        })
    }

    /// Passes output on until it ends, and signals while it lasts. What the program tells of the
    /// memory that it has used, in bytes, is for nobody else.
    async fn follow(
        &self,
        name: &str,
        output: &mut (impl Stream<Item = Result<LogOutput, Error>> + Unpin),
        signals: &mut Signals,
    ) -> Result<Option<u64>, Error> {
        let mut told = Told::default();
        loop {
            tokio::select! {
                part = output.next() => match part {
                    Some(part) => print(&part?, &mut told)?,
                    None => break,
                },
                signal = signals.next() => self.send(name, signal).await?,
            }
        }
        let (rest, peak_bytes) = told.end();
        io::stderr().write_all(&rest)?;
        Ok(peak_bytes)
    }

    /// Waits for the end (`POST /containers/{name}/wait`) and asks how it came.
    async fn ending(&self, name: &str, signals: &mut Signals) -> Result<Ending, Error> {
        let mut end = std::pin::pin!(self.docker.wait_container(name, None));
        let code = loop {
            tokio::select! {
                answer = end.next() => break exit_code(answer)?,
                signal = signals.next() => self.send(name, signal).await?,
            }
        };
        let out_of_memory = code == KILLED && self.was_out_of_memory(name).await?;
        Ok(Ending {
            code: u8::try_from(code).unwrap_or(u8::MAX),
            out_of_memory,
            peak_bytes: None,
        })
    }

    async fn was_out_of_memory(&self, name: &str) -> Result<bool, Error> {
        let state = self.docker.inspect_container(name, None).await?.state;
        Ok(state.and_then(|state| state.oom_killed).unwrap_or_default())
    }

    /// `POST /containers/{name}/kill`; a container that ended meanwhile needs no signal.
    async fn send(&self, name: &str, signal: SignalKind) -> Result<(), Error> {
        let options = KillContainerOptions {
            signal: signal.as_raw_value().to_string(),
        };
        match self.docker.kill_container(name, Some(options)).await {
            Err(error) if error::is_over(&error) => Ok(()),
            sent => sent,
        }
    }
}

/// Whether a container is at work for somebody who is there: the process that started it, or
/// a person.
fn is_busy(container: &ContainerInspectResponse) -> bool {
    let config = container.config.as_ref();
    match Owner::of(config.and_then(|config| config.labels.as_ref())) {
        Owner::Alive => true,
        Owner::Gone => false,
        Owner::Unnamed => {
            let state = container.state.as_ref();
            state.and_then(|state| state.running).unwrap_or_default()
        }
    }
}

/// The exit code in an answer to `POST /containers/{name}/wait`. The client takes a code
/// above 0 for an error of its own. What is no code is never taken for a 0, because DVC would
/// lock the outputs that an earlier run left.
fn exit_code(answer: Option<Result<ContainerWaitResponse, Error>>) -> Result<i64, Error> {
    match answer {
        Some(Ok(ContainerWaitResponse {
            status_code: 0,
            error: None,
        })) => Ok(0),
        Some(Err(Error::DockerContainerWaitError { code, .. })) => Ok(code),
        Some(Err(error)) => Err(error),
        Some(Ok(answer)) => {
            let message = answer.error.and_then(|error| error.message);
            let message = message.unwrap_or_else(|| "no exit code is known".to_owned());
            Err(io::Error::other(message).into())
        }
        None => Err(io::Error::from(io::ErrorKind::UnexpectedEof).into()),
    }
}

/// Writes a piece of output at once: a reader may be waiting for it.
fn print(part: &LogOutput, told: &mut Told) -> io::Result<()> {
    match part {
        LogOutput::StdErr { message } => io::stderr().write_all(&told.pass(message)),
        other => {
            let mut out = io::stdout().lock();
            out.write_all(other.as_ref())?;
            out.flush()
        }
    }
}

#[cfg(test)]
mod tests {
    use bollard::models::ContainerWaitExitError;
    use insta::assert_snapshot;

    use super::*;

    fn answer(status_code: i64, message: Option<&str>) -> ContainerWaitResponse {
        let error = message.map(|message| ContainerWaitExitError {
            message: Some(message.to_owned()),
        });
        ContainerWaitResponse { status_code, error }
    }

    #[test]
    fn an_exit_code_is_what_the_daemon_says_it_is() {
        assert_eq!(exit_code(Some(Ok(answer(0, None)))).unwrap(), 0);
        let failed = Error::DockerContainerWaitError {
            error: String::new(),
            code: 3,
        };
        assert_eq!(exit_code(Some(Err(failed))).unwrap(), 3);
    }

    #[test]
    fn an_answer_without_an_exit_code_is_an_error() {
        let said = |answer| exit_code(answer).unwrap_err().to_string();
        let lost = answer(-1, Some("the container's process is lost"));
        assert_snapshot!(said(Some(Ok(lost))), @"the container's process is lost");
        assert_snapshot!(said(Some(Ok(answer(-1, None)))), @"no exit code is known");
        let removed = answer(0, Some("the container was removed"));
        assert_snapshot!(said(Some(Ok(removed))), @"the container was removed");
        assert_snapshot!(said(None), @"unexpected end of file");
    }
}
