//! The program `mlops` of the runner's image, beside DVC: what DVC and people ask for there.
//!
//! DVC calls `mlops stage <name>`, which starts a stage as a container next to the runner,
//! with the privileges that the stage's entry in `dvc.yaml` needs and no others. People call
//! the rest, mostly through the Makefile. On a host that has DVC itself, the same program
//! does the same.
//!
//! # Layout
//!
//! - [`args`]: the command line.
//! - [`run`]: `make run` from the check of the parameters to the report.
//! - [`commands`]: what a person asks of the registry.
//! - [`launch`]: one stage as a container.
//! - [`tracker`]: the container of the checkout's own MLflow server.
//! - [`enter`]: the entry point of the runner's image.
//! - [`pipeline`]: `dvc.yaml`, as far as a stage's container needs it.
//! - [`docker`]: Docker's daemon, through its API.
//! - [`settings`]: environment variables and `.env`.
//! - [`checkout`]: the checkout's names, commit, and the sources of its images.
//! - [`error`]: what can go wrong.

pub mod args;
pub mod checkout;
pub mod commands;
pub mod docker;
pub mod enter;
pub mod error;
pub mod launch;
pub mod pipeline;
pub mod run;
pub mod settings;
pub mod tracker;

use std::process::ExitCode;

use stage::process::run_for;

pub use args::Args;
use args::{Command, TrackerAction};
use checkout::Checkout;
use commands::Session;
use docker::Daemon;
pub use error::Error;
use registry::commands::Promoted;
use settings::Settings;

/// How many lines of the tracker's log are shown.
const LOG_LINES: usize = 100;

/// Does what the command line asks for and gives the exit code of the process.
///
/// Signals keep their usual effect, except while a stage or DVC runs, which get them.
#[must_use]
pub fn main(args: &Args) -> ExitCode {
    run_for("mlops", || execute(&args.command))
}

/// The exit code of what was run, 0 if nothing was.
///
/// # Errors
///
/// When the command fails by itself.
fn execute(command: &Command) -> Result<u8, Error> {
    let checkout = Checkout::here().map_err(Error::Here)?;
    match command {
        Command::Stage { name, print: true } => {
            println!("{}", launch::print(&checkout, name)?);
            Ok(0)
        }
        Command::Stage { name, print: false } => Ok(launch::run(&checkout, name)?),
        Command::Run(files) => Ok(run::run(&checkout, files)?),
        Command::Check(files) => Ok(commands::check(files).map(|_| 0)?),
        Command::Tracker { action } => tracker_action(&checkout, *action).map(|()| 0),
        Command::Enter { command } => Ok(enter::enter(&checkout, command).map(|()| 0)?),
        command => ask_registry(&checkout, command).map(|()| 0),
    }
}

fn ask_registry(checkout: &Checkout, command: &Command) -> Result<(), Error> {
    match command {
        Command::Report(files) => println!("{}", Session::open(checkout, files)?.report()?),
        Command::Models(files) => println!("{}", Session::open(checkout, files)?.models()?),
        Command::Promote { version, files } => {
            say(&Session::open(checkout, files)?.promote(*version)?);
        }
        Command::Rollback(files) => say(&Session::open(checkout, files)?.rollback()?),
        _ => {}
    }
    Ok(())
}

/// What became production, and what a person should know besides.
fn say(promoted: &Promoted) {
    println!("{promoted}");
    if let Some(warning) = promoted.warning() {
        eprintln!("mlops: {warning}");
    }
}

fn tracker_action(checkout: &Checkout, action: TrackerAction) -> Result<(), Error> {
    let settings = Settings::read(checkout).map_err(tracker::TrackerError::from)?;
    let daemon = Daemon::connect(settings.get("DOCKER_HOST").as_deref());
    let daemon = daemon.map_err(tracker::TrackerError::from)?;
    match action {
        TrackerAction::Up => {
            if let Some(address) = tracker::up(checkout, &settings, &daemon)? {
                println!("tracker: {address}");
            }
        }
        TrackerAction::Down => tracker::down(checkout, &daemon)?,
        TrackerAction::Remove => tracker::remove(checkout, &daemon)?,
        TrackerAction::Url => println!("{}", tracker::url(checkout, &settings, &daemon)?),
        TrackerAction::Logs => print!("{}", tracker::logs(checkout, &daemon, LOG_LINES)?),
    }
    Ok(())
}
