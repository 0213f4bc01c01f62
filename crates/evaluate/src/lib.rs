//! Stage 4: fetches the model that train tracked, and judges it on the test rows.
//!
//! What is judged is what would be served: the file in the tracker, checked
//! against the digest that train wrote down, not the one on the disk.
//!
//! Then the gate of `params.yaml` decides: a model that passes becomes
//! `production` in the registry, one that fails `staging`.
//!
//! Commands ride along, because the runner's image holds this program: `check`
//! checks `params.yaml` before DVC decides what to run, `report` shows the
//! result, and `promote`, `rollback` and `models` are a person's hands on the
//! registry.
//!
//! # Layout
//!
//! - [`args`]: the command line.
//! - [`source`]: the version and the model in the tracker.
//! - [`confusion`]: which class was taken for which.
//! - [`scores`]: accuracy, precision, recall and F1 as scikit-learn defines them.
//! - [`verdict`]: the gate's judgement, without I/O.
//! - [`record`]: the tag that keeps it.
//! - [`promotion`]: how a version becomes `production`.
//! - [`rival`]: the present production model, scored on the same rows.
//! - [`judge`]: the stage itself: scores, judges, logs, promotes, writes.
//! - [`report`]: metrics, version, verdict and link for a person.
//! - [`commands`]: what a person does with the registry.
//! - [`error`]: what can go wrong.

pub mod args;
pub mod commands;
pub mod confusion;
pub mod error;
pub mod judge;
pub mod promotion;
pub mod record;
pub mod report;
pub mod rival;
pub mod scores;
pub mod source;
pub mod verdict;

use params::Params;

pub use args::Args;
use args::Command;
pub use error::EvaluateError;

/// Does what the command line asks for.
///
/// # Errors
///
/// When a file is not what it must be, the tracker cannot be reached, refuses
/// or does not know the model, or an output cannot be written.
pub fn run(args: &Args) -> Result<(), EvaluateError> {
    let params = Params::read(&args.params)?;
    match args.command {
        None => judge::evaluate(args, &params),
        Some(Command::Check) => Ok(()),
        Some(Command::Report) => report::report(args, &params),
        Some(Command::Promote { version }) => commands::promote::promote(&params, version),
        Some(Command::Rollback) => commands::rollback::rollback(&params),
        Some(Command::Models) => commands::models::models(&params),
    }
}
