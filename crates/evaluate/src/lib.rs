//! Stage 4: fetches the model that train tracked, and judges it on the test rows.
//!
//! What is judged is what would be served: the file in the tracker, checked
//! against the digest that train wrote down, not the one on the disk.
//!
//! Two small commands ride along for `make run`, because the runner's image
//! holds this program: `check` checks `params.yaml` before DVC decides what to
//! run, and `report` shows the result.
//!
//! # Layout
//!
//! - [`args`]: the command line.
//! - [`source`]: the run and the model in the tracker.
//! - [`confusion`]: which class was taken for which.
//! - [`scores`]: accuracy, precision, recall and F1 as scikit-learn defines them.
//! - [`summation`]: sums in the order in which NumPy forms them.
//! - [`judge`]: the stage itself: predicts, scores, logs, writes.
//! - [`report`]: metrics, version and link for a person.
//! - [`error`]: what can go wrong.

pub mod args;
pub mod confusion;
pub mod error;
pub mod judge;
pub mod report;
pub mod scores;
pub mod source;
pub mod summation;

use stage::params::Params;

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
        None => judge::judge(args, &params),
        Some(Command::Check) => Ok(()),
        Some(Command::Report) => report::report(args, &params),
    }
}
