//! Data from the remote, and to it, for workers without a common folder.

use super::{TaskError, has_common_tracker};
use crate::checkout::{Checkout, GitState};
use crate::commands::CommandError;
use crate::remotes::{self, Used};
use crate::run::{Failed, Programs};
use crate::settings::Settings;
use crate::transfer::{self, Way};

/// Makes sure that others get all that this checkout has, and gives its commit.
///
/// # Errors
///
/// When it has no commit or changes that are in none, or its tracker or remote is its own.
pub(super) fn start(checkout: &Checkout) -> Result<String, TaskError> {
    let state = GitState::of(checkout.root()).ok_or(TaskError::NoCommit)?;
    if state.dirty {
        return Err(TaskError::NotCommitted);
    }
    if !has_common_tracker(checkout)? {
        return Err(TaskError::OwnTracker);
    }
    let used = used(checkout)?;
    let inside = |folder: &std::path::PathBuf| folder.starts_with(checkout.root());
    if used.url.is_empty() || used.folder.as_ref().is_some_and(inside) {
        return Err(TaskError::OwnRemote { name: used.name });
    }
    transfer::check(checkout, &used, Way::Push)?;
    Ok(state.commit)
}

/// Makes sure that this checkout is at the commit that the first step found.
///
/// # Errors
///
/// When it is at another one.
pub(super) fn check(checkout: &Checkout, commit: Option<&str>) -> Result<(), TaskError> {
    let here = checkout.head();
    match commit {
        Some(commit) if here.as_deref() != Some(commit) => Err(TaskError::Behind {
            here: here.unwrap_or_else(|| "no commit".to_owned()),
            commit: commit.to_owned(),
        }),
        _ => Ok(()),
    }
}

/// Gets what `stages` have made, by the hashes in dvc.lock. What a killed stage has left in its place is
/// no loss.
///
/// # Errors
///
/// When the remote does not have it or cannot be used, or DVC cannot be started.
pub(super) fn pull(
    checkout: &Checkout,
    programs: &Programs,
    stages: &[String],
) -> Result<(), TaskError> {
    if stages.is_empty() {
        return Ok(());
    }
    let mut args = vec!["pull", "--force"];
    args.extend(stages.iter().map(String::as_str));
    moved(checkout, programs, &args, Way::Pull)
}

/// Sends what `stage` has made.
///
/// # Errors
///
/// When the remote cannot be used, or DVC cannot be started.
pub(super) fn push(checkout: &Checkout, programs: &Programs, stage: &str) -> Result<(), TaskError> {
    moved(checkout, programs, &["push", stage], Way::Push)
}

/// Has DVC move data. Where that fails, the remote is asked what is wrong: DVC tells it once for each
/// file, or not at all.
fn moved(
    checkout: &Checkout,
    programs: &Programs,
    args: &[&str],
    way: Way,
) -> Result<(), TaskError> {
    let Err(Failed(code)) = programs.dvc(args)? else {
        return Ok(());
    };
    transfer::check(checkout, &used(checkout)?, way)?;
    let step = match way {
        Way::Push => "send the outputs to the remote",
        Way::Pull => "get the inputs from the remote",
    };
    Err(TaskError::Moved { step, code })
}

fn used(checkout: &Checkout) -> Result<Used, TaskError> {
    let settings = Settings::read(checkout).map_err(CommandError::from)?;
    Ok(remotes::used(checkout, &settings)?)
}
