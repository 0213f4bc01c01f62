//! The entry point of the runner's image: makes good what a killed run has left, turns the
//! settings into an environment in which DVC works, and sees the command that was asked for,
//! and all that it starts, to their end.

mod client;
mod queue;
mod supervisor;

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
use crate::settings::{DagsHub, DotenvError, Settings};
use crate::site_cache::{self, SiteCacheError};
use crate::stage_exit::StageExit;

pub(crate) use client::Clients;

/// Where DVC finds a configuration of this container, which is thrown away with it.
const CONFIG_FOLDER: &str = "/tmp/dvc";
/// The remote that outputs go to unless the settings name DagsHub; `.dvc/config` has it.
const STORAGE: &str = "[core]\n    remote = storage\n";

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
    let settings = Settings::read(checkout)?;
    site_cache::make_private(checkout)?;
    remove_orphans(checkout, &settings)?;
    recovery::heal_and_say(checkout)?;
    configure(Path::new(CONFIG_FOLDER), settings.dagshub().as_ref())?;
    let Some((program, args)) = command.split_first() else {
        return Ok(0);
    };
    let ended = start(program, args, &settings, clients);
    let code = ended.map_err(|source| EnterError::Command {
        command: program.clone(),
        source,
    })?;
    recovery::keep(checkout);
    Ok(code)
}

/// Runs the program to its end, and gives its exit code.
fn start(
    program: &OsString,
    args: &[OsString],
    settings: &Settings,
    clients: Clients,
) -> io::Result<u8> {
    let stage = StageExit::new()?;
    let (name, file) = stage.variable();
    let mut command = Command::new(program);
    command
        .args(args)
        .envs(settings.additions())
        // It is this process's by now, and a person in the shell may change it there.
        .env_remove(umask::UMASK_VARIABLE)
        .env("DVC_GLOBAL_CONFIG_DIR", CONFIG_FOLDER)
        .env(name, file);
    let code = supervisor::supervise(&mut command, clients)?;
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
        eprintln!("mlops: removed {removed} container(s) that a killed run left behind");
    }
    Ok(())
}

/// Writes DVC's configuration: which remote is the default, and its credentials. They are
/// readable for the caller alone, and never part of the checkout.
fn configure(folder: &Path, dagshub: Option<&DagsHub>) -> Result<(), EnterError> {
    let path = folder.join("config");
    let text = dagshub.map_or(STORAGE.to_owned(), remote);
    let write = || {
        fs::create_dir_all(folder)?;
        let mut options = OpenOptions::new();
        let options = options.write(true).create(true).truncate(true).mode(0o600);
        options.open(&path)?.write_all(text.as_bytes())
    };
    write().map_err(|source| EnterError::Config {
        path: path.clone(),
        source,
    })
}

/// The storage of a repository on DagsHub as a remote of DVC.
fn remote(dagshub: &DagsHub) -> String {
    let DagsHub {
        user,
        repository,
        token,
    } = dagshub;
    format!(
        "[core]\n    remote = dagshub\n['remote \"dagshub\"']\n    \
         url = https://dagshub.com/{user}/{repository}.dvc\n    auth = basic\n    \
         user = {user}\n    password = {token}\n"
    )
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use insta::assert_snapshot;

    use super::*;

    #[test]
    fn credentials_are_readable_for_the_caller_alone() {
        let folder = tempfile::tempdir().unwrap();
        let dagshub = DagsHub {
            user: "ann".to_owned(),
            repository: "iris".to_owned(),
            token: "s3cret".to_owned(),
        };
        configure(folder.path(), Some(&dagshub)).unwrap();
        let path = folder.path().join("config");
        assert_eq!(
            fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            0o600
        );
        assert_snapshot!(fs::read_to_string(path).unwrap(), @r#"
        [core]
            remote = dagshub
        ['remote "dagshub"']
            url = https://dagshub.com/ann/iris.dvc
            auth = basic
            user = ann
            password = s3cret
        "#);
    }

    #[test]
    fn without_a_repository_on_dagshub_outputs_go_to_the_folder() {
        let folder = tempfile::tempdir().unwrap();
        configure(folder.path(), None).unwrap();
        assert_eq!(
            fs::read_to_string(folder.path().join("config")).unwrap(),
            STORAGE
        );
    }
}
