//! The entry point of the runner's image: makes good what a killed run has left, turns the
//! settings into an environment in which DVC works, and sees the command that was asked for,
//! and all that it starts, to their end.

mod client;
mod queue;
mod supervisor;

use params::shorten::counted;
use std::ffi::OsString;
use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use stage::exit::{Exit, Failure};
use stage::umask;

use crate::checkout::Checkout;
use crate::docker::{Daemon, DockerError};
use crate::recovery::{self, HealError};
use crate::remotes::{self, Defaults, Level, RemotesError};
use crate::settings::{DotenvError, Settings};
use crate::site_cache::{self, SiteCacheError};
use crate::stage_exit::StageExit;

pub(crate) use client::{Clients, VARIABLE as CALLER_VARIABLE};
use queue::Queue;

/// Where DVC finds a configuration of this container, which is thrown away with it.
const CONFIG_FOLDER: &str = "/run/mlops/dvc";

/// Why the command was not started.
#[derive(Debug, thiserror::Error)]
pub(crate) enum EnterError {
    /// `.env` is wrong.
    #[error(transparent)]
    Dotenv(#[from] DotenvError),
    /// Docker does not answer or refuses.
    #[error(transparent)]
    Docker(#[from] DockerError),
    /// DVC's memory of files cannot be made private.
    #[error(transparent)]
    SiteCache(#[from] SiteCacheError),
    /// What a killed DVC left cannot be made good.
    #[error(transparent)]
    Heal(#[from] HealError),
    /// A folder that the command needs cannot be used.
    #[error(transparent)]
    Remotes(#[from] RemotesError),
    /// A setting of DagsHub cannot be a line of DVC's configuration; it may be a secret.
    #[error("use {name}: it holds a line break or another control character; set it again")]
    DagsHub {
        /// The variable.
        name: &'static str,
    },
    /// DVC's configuration cannot be written.
    #[error("write `{}`: {source}", path.display())]
    Config {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The command cannot be started.
    #[error("start `{}`: {source}", command.display())]
    Command {
        /// The program.
        command: OsString,
        /// What the system said.
        source: io::Error,
    },
}

impl Failure for EnterError {
    fn exit(&self) -> Exit {
        Exit::Usage
    }
}

/// Runs `command` in the environment that the settings of `checkout` ask for, and gives its
/// exit code; for one of DVC, that of the stage that failed in it.
///
/// # Errors
///
/// When the settings are wrong or the command cannot be started.
pub(crate) fn enter(checkout: &Checkout, command: &[OsString]) -> Result<u8, EnterError> {
    let clients = Clients::of_environment();
    let settings = if only_looks(command) {
        Settings::readable(checkout)
    } else {
        make_good(checkout, command)?
    };
    let defaults = Defaults::of(&settings);
    configure(Path::new(CONFIG_FOLDER), &defaults)?;
    let Some((program, args)) = command.split_first() else {
        return Ok(0);
    };
    let queue = Queue::of(checkout);
    let ended = start(program, args, &settings, defaults.level, |command| {
        supervisor::supervise(command, clients, queue)
    });
    let code = ended.map_err(|source| EnterError::Command {
        command: program.clone(),
        source,
    })?;
    recovery::keep(checkout);
    Ok(code)
}

/// Whether `command` is `mlops doctor`, before which nothing is mended: it is to see what is wrong.
fn only_looks(command: &[OsString]) -> bool {
    command.len() > 1 && command[0] == "mlops" && command[1] == "doctor"
}

/// The settings, where all is as `command` needs it. What a killed run has left is made good.
fn make_good(checkout: &Checkout, command: &[OsString]) -> Result<Settings, EnterError> {
    let settings = Settings::read(checkout)?;
    site_cache::make_private(checkout)?;
    remove_orphans(checkout, &settings)?;
    recovery::heal_and_say(checkout)?;
    check_dagshub(&settings)?;
    remotes::check(checkout, &settings, &Defaults::of(&settings), command)?;
    Ok(settings)
}

/// Each of them becomes a line of DVC's configuration.
fn check_dagshub(settings: &Settings) -> Result<(), EnterError> {
    let names = [
        "DAGSHUB_CLIENT_HOST",
        "DAGSHUB_USER_NAME",
        "DAGSHUB_REPO",
        "DAGSHUB_TOKEN",
    ];
    let broken = |name: &&str| {
        let value = settings.get(name);
        value.is_some_and(|value| value.contains(char::is_control))
    };
    let found = names.into_iter().find(broken);
    found.map_or(Ok(()), |name| Err(EnterError::DagsHub { name }))
}

/// Runs the program to its end, and gives its exit code.
fn start(
    program: &OsString,
    args: &[OsString],
    settings: &Settings,
    level: Level,
    supervise: impl FnOnce(&mut Command) -> io::Result<u8>,
) -> io::Result<u8> {
    let stage = StageExit::new()?;
    let (name, file) = stage.variable();
    let mut command = Command::new(program);
    command
        .args(args)
        .envs(settings.additions())
        // It is this process's by now, and a person in the shell may change it there.
        .env_remove(umask::UMASK_VARIABLE)
        .env(level.variable(), CONFIG_FOLDER)
        .env(name, file);
    let code = supervise(&mut command)?;
    Ok(if program == "dvc" {
        stage.code(code)
    } else {
        code
    })
}

/// A runner that was killed leaves its stage running, or is left itself, made and not started.
fn remove_orphans(checkout: &Checkout, settings: &Settings) -> Result<(), EnterError> {
    let daemon = Daemon::connect(settings.get("DOCKER_HOST").as_deref())?;
    let removed = daemon.remove_orphans(&checkout.root().to_string_lossy())?;
    if removed > 0 {
        let removed = counted(removed, "container");
        eprintln!("mlops: removed {removed} that a killed run left behind");
    }
    Ok(())
}

/// Writes the runner's part of DVC's configuration. It may hold credentials, so that it is
/// readable for the caller alone, and never part of the checkout.
fn configure(folder: &Path, defaults: &Defaults) -> Result<(), EnterError> {
    let path = folder.join("config");
    let write = || {
        fs::create_dir_all(folder)?;
        let mut options = OpenOptions::new();
        let options = options.write(true).create(true).truncate(true).mode(0o600);
        options.open(&path)?.write_all(defaults.text.as_bytes())
    };
    write().map_err(|source| EnterError::Config {
        path: path.clone(),
        source,
    })
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use insta::assert_snapshot;

    use super::*;

    /// A line break in a token made lines of its own in DVC's configuration.
    #[test]
    fn a_token_with_a_line_break_is_refused_and_not_shown() {
        let settings = |token| {
            let user = ("DAGSHUB_USER_NAME", "ann");
            let repository = ("DAGSHUB_REPO", "iris");
            Settings::of_process(vec![user, repository, ("DAGSHUB_TOKEN", token)])
        };
        assert!(check_dagshub(&settings("s3cret")).is_ok());
        let error = check_dagshub(&settings("s3c\nret")).unwrap_err();
        assert_snapshot!(error, @"use DAGSHUB_TOKEN: it holds a line break or another control character; set it again");
    }

    #[test]
    fn credentials_are_readable_for_the_caller_alone() {
        let folder = tempfile::tempdir().unwrap();
        let settings = Settings::of_process(vec![
            ("DAGSHUB_USER_NAME", "ann"),
            ("DAGSHUB_REPO", "iris"),
            ("DAGSHUB_TOKEN", "s3cret"),
        ]);
        configure(folder.path(), &Defaults::of(&settings)).unwrap();
        let path = folder.path().join("config");
        assert_eq!(
            fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            0o600
        );
        let text = fs::read_to_string(path).unwrap();
        assert!(text.contains("password = s3cret"), "{text}");
    }
}
