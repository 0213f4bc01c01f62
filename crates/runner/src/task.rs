//! `mlops task`: one step of the pipeline, as an orchestrator such as Airflow asks for it.
//!
//! DVC decides in each step whether there is anything to do, and dvc.lock stays the record. The last
//! line on standard output is a document of JSON, which the orchestrator hands on to the steps after
//! this one (`--after`) without looking into it.
//!
//! Workers on one machine share the checkout. With `--share` they share nothing but git, the DVC
//! remote and the tracker: a step then gets its inputs from the remote, by the hashes that the steps
//! before handed on, and sends its outputs there.
//!
//! # Layout
//!
//! - `handover`: what one step tells the next.
//! - `locks`: the stages in the text of dvc.lock.
//! - `owners`: which stages make what a stage reads.
//! - `share`: data from the remote, and to it.
//! - `shards`: the parts of a forest.
//! - `objects`: files in the remote that DVC does not track, which those parts are.
//! - `publish`: the commit of a run, and the way of its branch to others.
//! - `error`: why a step did not end well.

mod error;
mod handover;
mod locks;
mod objects;
mod owners;
mod publish;
mod shards;
mod share;

use crate::args::{Files, ParamsFile, TaskAction, TaskOptions};
use crate::checkout::Checkout;
use crate::commands;
use crate::launch;
use crate::recovery;
use crate::run::{self, Failed, Programs, RunError, Turn};
use crate::settings::{Settings, TrackerAddress};
use crate::transfer::{self, Way};

pub(crate) use error::TaskError;
use handover::Handover;
use owners::Owners;
use publish::Upstream;

/// What DVC does only with the stage that is named, however far those before it are.
const ONE: [&str; 1] = ["--single-item"];
/// The same, with outputs that another worker made taken from the remote and not made again.
const ONE_SHARED: [&str; 2] = ["--single-item", "--pull"];

/// What a step hands on, or how a stage or DVC failed in it.
type Step = Result<Result<Handover, Failed>, TaskError>;

/// Takes a step, prints what the next ones have to know, and gives the exit code.
///
/// # Errors
///
/// When the step cannot be taken; a stage or a DVC that failed has said why, and is in the code.
pub(crate) fn run(checkout: &Checkout, action: &TaskAction) -> Result<u8, TaskError> {
    let done = match action {
        TaskAction::Start { options, file } => start(checkout, file, options)?,
        TaskAction::Stage { name, options } => stage(checkout, name, options)?,
        TaskAction::Plan { stage, options } => shards::plan(checkout, stage, options)?,
        TaskAction::Shard {
            stage,
            trees,
            options,
        } => shards::grow(checkout, stage, trees, options)?,
        TaskAction::Publish { message, options } => publish(checkout, message, options)?,
        TaskAction::Report { files, options } => return report(checkout, files, options),
    };
    Ok(match done {
        Ok(handover) => {
            println!("{}", handover.to_json());
            0
        }
        Err(Failed(code)) => code,
    })
}

/// Looks at all that would stop a later step, and starts the tracker of the checkout.
fn start(checkout: &Checkout, file: &ParamsFile, options: &TaskOptions) -> Step {
    let _turn = Turn::take(checkout).map_err(RunError::from)?;
    recovery::heal_and_say(checkout).map_err(RunError::from)?;
    let params = commands::check(checkout, file)?;
    let refused = launch::check_added(checkout).map_err(RunError::from)?;
    if refused != 0 {
        return Ok(Err(Failed(refused)));
    }
    let commit = if options.share {
        Some(share::start(checkout)?)
    } else {
        checkout.head()
    };
    // Connecting is a request: a tracker that is down is told before anything works.
    let session = commands::Session::with(checkout, params)?;
    session.versions()?;
    Ok(Ok(Handover::start(commit)))
}

/// Has DVC run one stage if it changed.
fn stage(checkout: &Checkout, name: &str, options: &TaskOptions) -> Step {
    let Begun {
        before,
        programs,
        owners,
    } = begin(checkout, name, options)?;
    // Those of another stage were used by it, and are gone.
    let of_stage = before.shards.iter().filter(|sent| sent.stage == name);
    let parts: Vec<_> = of_stage.collect();
    if options.share {
        objects::get(checkout, &parts)?;
    }
    let one: &[&str] = if options.share { &ONE_SHARED } else { &ONE };
    let imports = owners.imports.iter().map(String::as_str);
    let targets: Vec<&str> = imports.chain([name]).collect();
    if let Err(failed) = programs.repro(&[one, &targets].concat())? {
        return Ok(Err(failed));
    }
    recovery::keep(checkout);
    let done = before.after(name, !programs.a_stage_ran());
    if !options.share {
        return Ok(Ok(done));
    }
    share::push(checkout, &programs, name)?;
    objects::forget(checkout, &parts);
    Ok(Ok(done.with_lock(name, locks::of_stage(checkout, name)?)))
}

/// A step about a stage, whose inputs are there.
struct Begun {
    /// What the steps before have said.
    before: Handover,
    programs: Programs,
    /// What makes the inputs.
    owners: Owners,
}

/// Takes the turn for a step about `stage`, clears up after a kill, and has the inputs there.
fn begin(checkout: &Checkout, stage: &str, options: &TaskOptions) -> Result<Begun, TaskError> {
    let before = Handover::merge(&options.after)?;
    let turn = Turn::take(checkout).map_err(RunError::from)?;
    recovery::heal_and_say(checkout).map_err(RunError::from)?;
    // After a kill, the files that they stand in are whole again from here on.
    let owners = Owners::of(checkout, stage)?;
    let programs = Programs::new(turn, checkout.root()).map_err(RunError::Dvc)?;
    if options.share {
        share::check(checkout, before.commit.as_deref())?;
        locks::put(checkout, &before.locks)?;
        share::pull(checkout, &programs, &owners.stages)?;
    }
    Ok(Begun {
        before,
        programs,
        owners,
    })
}

/// Has the tracker know and judge the model that is there, and reports, as `make run` ends.
fn report(checkout: &Checkout, files: &Files, options: &TaskOptions) -> Result<u8, TaskError> {
    if options.share {
        // Its turn ends here, and that of the run begins.
        gather(checkout, options)?;
    }
    Ok(run::run(checkout, files)?)
}

/// Commits what all steps have made, and pushes data and branch.
fn publish(checkout: &Checkout, message: &str, options: &TaskOptions) -> Step {
    let (before, programs) = gather(checkout, options)?;
    if options.share {
        // What a stage reads and no stage makes: DVC finds nothing missing then.
        let mut targets = ONE_SHARED.to_vec();
        let imports = owners::imports(checkout.root());
        targets.extend(imports.iter().map(String::as_str));
        if let Err(failed) = programs.repro(&targets)? {
            return Ok(Err(failed));
        }
    }
    if is_changed(&programs, &[])? {
        return Err(TaskError::NotCurrent);
    }
    let upstream = Upstream::of(checkout.root())?;
    // First the data: whoever gets the commit can then get what it names.
    let code = transfer::run(checkout, Way::Push, true)?;
    if code != 0 {
        return Ok(Err(Failed(code)));
    }
    let is_new = publish::run(checkout.root(), &upstream, message)?;
    Ok(Ok(Handover {
        skipped: !is_new,
        ..before
    }))
}

/// Whether DVC would run anything; only of these stages, if any are named.
fn is_changed(programs: &Programs, stages: &[&str]) -> Result<bool, TaskError> {
    let status = programs.answer(&[&["status", "--json"], stages].concat())?;
    Ok(status.ok_or(TaskError::Status)?.trim() != "{}")
}

/// What the steps before have said, and the programs where all that they made is there.
fn gather(checkout: &Checkout, options: &TaskOptions) -> Result<(Handover, Programs), TaskError> {
    let before = Handover::merge(&options.after)?;
    let turn = Turn::take(checkout).map_err(RunError::from)?;
    let programs = Programs::new(turn, checkout.root()).map_err(RunError::Dvc)?;
    if options.share {
        share::check(checkout, before.commit.as_deref())?;
        locks::put(checkout, &before.locks)?;
        let stages: Vec<_> = before.locks.keys().cloned().collect();
        share::pull(checkout, &programs, &stages)?;
    }
    Ok((before, programs))
}

/// Whether the settings of `checkout` name a tracker that others reach.
fn has_common_tracker(checkout: &Checkout) -> Result<bool, TaskError> {
    let settings = Settings::read(checkout).map_err(commands::CommandError::from)?;
    Ok(settings.tracker() != TrackerAddress::Own)
}
