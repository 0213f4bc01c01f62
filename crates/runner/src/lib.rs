//! The program `mlops` of the runner's image, beside DVC: what DVC and people ask for there.
//!
//! DVC calls `mlops stage <name>`, which starts a stage as a container next to the runner,
//! with the privileges that the stage's entry in `dvc.yaml` needs and no others. People call
//! the rest, mostly through the Makefile. On a host that has DVC itself, the same program
//! does the same.
//!
//! # Layout
//!
//! - `args`: the command line.
//! - `run`: `make run` from the check of the parameters to the report.
//! - `new_dataset`: `make new-dataset`, another table in the place of the dataset.
//! - `compare`: `make compare`, what there is side by side.
//! - `apply`: `make apply`, an experiment put into the checkout.
//! - `reproduce`: `make reproduce` and `make export`, a model made again.
//! - `exp`: `make exp`, experiments in DVC's queue.
//! - `report`: `make report`, a page about the model.
//! - `commands`: what a person asks of the registry.
//! - `task`: one step of the pipeline, for an orchestrator.
//! - `launch`: one stage as a container, or as several.
//! - `tracker`: the container of the checkout's own MLflow server.
//! - `enter`: the entry point of the runner's image.
//! - `site_cache`: the folder in which DVC remembers the hashes of files.
//! - `remote_setup`: `make remote`, the place of the data.
//! - `transfer`: `make push` and `make pull`.
//! - `remotes`: the folders outside of the checkout in which DVC keeps data.
//! - `doctor`: `make doctor`, a look at all of this.
//! - `pipeline`: `dvc.yaml`, as far as a stage's container needs it.
//! - `docker`: Docker's daemon, through its API.
//! - `settings`: environment variables and `.env`.
//! - `certificate`: who vouches for another tracker.
//! - `recovery`: what a killed DVC leaves, made good.
//! - `stage_exit`: the exit code of a stage, past DVC.
//! - `stage_usage`: what stages took, for the report.
//! - `processes`: what the system says of processes.
//! - `checkout`: the checkout's names, commit, and the sources of its images.
//! - `error`: what can go wrong.

mod apply;
mod args;
mod certificate;
pub mod checkout;
mod commands;
mod compare;
pub mod docker;
mod doctor;
mod enter;
mod error;
mod exp;
pub mod launch;
mod new_dataset;
pub mod pipeline;
mod processes;
mod recovery;
mod remote_setup;
mod remotes;
mod report;
mod reproduce;
mod run;
mod settings;
mod site_cache;
mod stage_exit;
mod stage_usage;
mod task;
mod tracker;
mod transfer;

use std::fmt::Display;
use std::process::ExitCode;

use stage::exit::Failure as _;
use stage::process::run_for;

pub use args::Args;
use args::{Command, ShardAction, TrackerAction};
use checkout::Checkout;
use commands::{PromotionTarget, Session};
use docker::Daemon;
use error::Error;
use launch::{Task, shards};
use registry::commands::Promoted;
use serde_json::Value;
use settings::Settings;
use tracker::TrackerUp;
use transfer::Way;

/// How many lines of the tracker's log are shown.
const LOG_LINES: usize = 100;

/// Does what the command line asks for and gives the exit code of the process.
///
/// Signals keep their usual effect, with two exceptions: those that end a stage go to the stage,
/// and the end of a running DVC is waited for.
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
        Command::Stage {
            name,
            print: false,
            existing,
        } => {
            let task = match existing {
                true => Task::TrackExisting,
                false => Task::Run,
            };
            return stage(&checkout, name, task);
        }
        Command::Shard { action } => return shard(&checkout, action),
        Command::NewDataset(args) => return Ok(new_dataset::run(&checkout, args)?),
        Command::Exp(args) => return Ok(exp::run(&checkout, args)?),
        Command::Run(files) => return Ok(run::run(&checkout, files)?),
        Command::Stage { name, .. } => say(launch::print(&checkout, name)?),
        Command::Check(file) => drop(commands::check(&checkout, file)?),
        Command::Tracker { action } => tracker_action(&checkout, action)?,
        Command::Enter { command } => return Ok(enter::enter(&checkout, command)?),
        Command::Doctor(args) => return Ok(doctor::run(&checkout, args)),
        Command::AskTracker => say(doctor::ask_tracker()?),
        Command::Outside => outside(&checkout)?,
        Command::Compare(args) => say(compare::run(&checkout, args)?),
        Command::Apply(args) => say(apply::run(&checkout, args)?),
        Command::Lineage(args) => say(Session::open(&checkout, &args.file)?.lineage(args)?),
        Command::Reproduce(args) => return Ok(reproduce::run(&checkout, args)?),
        Command::Export(args) => eprintln!("{}", reproduce::export(&checkout, args)?),
        Command::Remote(args) => say(remote_setup::run(&checkout, args)?),
        Command::Push { quiet } => return Ok(transfer::run(&checkout, Way::Push, *quiet)?),
        Command::Pull => return Ok(transfer::run(&checkout, Way::Pull, true)?),
        Command::Report(args) => say(report(&checkout, args)?),
        Command::Task { action } => return Ok(task::run(&checkout, action)?),
        Command::Models(file) => say(Session::open(&checkout, file)?.models()?),
        Command::Promote { version, run, file } => {
            let target = PromotionTarget::of(*version, run.as_deref())?;
            say_promoted(&Session::open(&checkout, file)?.promote(target)?);
        }
        Command::Rollback(file) => say_promoted(&Session::open(&checkout, file)?.rollback()?),
    }
    Ok(0)
}

fn report(checkout: &Checkout, args: &args::Report) -> Result<String, Error> {
    let files = &args.files;
    Ok(match &args.page {
        Some(path) => report::write(checkout, files, path)?,
        None => Session::open(checkout, &files.params)?
            .report(files)?
            .to_string(),
    })
}

/// Tells `scripts/runner` what to mount besides the checkout.
fn outside(checkout: &Checkout) -> Result<(), enter::EnterError> {
    let settings = Settings::read(checkout)?;
    remotes::outside(checkout, &settings)?.iter().for_each(say);
    if let Some(path) = certificate::named(checkout, &settings) {
        say(format_args!("certificate {}", path.display()));
    }
    Ok(())
}

/// Runs a stage, and leaves its exit code where `mlops run` finds it behind DVC.
fn stage(checkout: &Checkout, name: &str, task: Task) -> Result<u8, Error> {
    // DVC has locked the stage before this one, and waits.
    recovery::keep(checkout);
    let ended = launch::run(checkout, name, task);
    let code = match &ended {
        Ok(code) => *code,
        Err(error) => error.exit().code(),
    };
    stage_exit::leave(code);
    Ok(ended?)
}

fn shard(checkout: &Checkout, action: &ShardAction) -> Result<u8, Error> {
    match action {
        ShardAction::Plan { stage } => {
            let plan = shards::plan(checkout, stage)?;
            let names: Value = plan.iter().map(shards::name).collect();
            say(names);
            Ok(0)
        }
        ShardAction::Grow { stage, trees } => {
            let (code, file) = shards::grow(checkout, stage, trees)?;
            if code == 0 {
                say(file);
            }
            Ok(code)
        }
    }
}

fn say(result: impl Display) {
    println!("{result}");
}

/// What became production, and what a person should know besides.
fn say_promoted(promoted: &Promoted) {
    if let Some(warning) = promoted.warning() {
        eprintln!("mlops: {warning}");
    }
    say(promoted);
}

fn tracker_action(checkout: &Checkout, action: &TrackerAction) -> Result<(), Error> {
    if let TrackerAction::Up { stage: Some(stage) } = action
        && !pipeline::needs_tracker(checkout.root(), stage).map_err(launch::LaunchError::from)?
    {
        return Ok(());
    }
    let settings = Settings::read(checkout).map_err(tracker::TrackerError::from)?;
    let daemon = Daemon::connect(settings.get("DOCKER_HOST").as_deref());
    let daemon = daemon.map_err(tracker::TrackerError::from)?;
    match action {
        TrackerAction::Up { .. } => {
            if let TrackerUp::Started(address) | TrackerUp::Running(address) =
                tracker::up(checkout, &settings, &daemon)?
            {
                println!("tracker: {address}");
            }
        }
        TrackerAction::Down => tracker::down(checkout, &daemon)?,
        TrackerAction::Remove => tracker::remove(checkout, &daemon)?,
        TrackerAction::Id => say(checkout.main().id()),
        TrackerAction::Url => println!("{}", tracker::url(checkout, &settings, &daemon)?),
        TrackerAction::Logs => print!("{}", tracker::logs(checkout, &daemon, LOG_LINES)?),
    }
    Ok(())
}
