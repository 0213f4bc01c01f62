//! `make run`: checks the parameters, starts the tracker, has DVC run what changed, and
//! reports.
//!
//! # Layout
//!
//! - `turn`: one run at a time in a checkout.
//! - `programs`: DVC and `mlops`, which it starts one after the other.
//! - `model_state`: how far the tracker knows the model, and what brings it further.

use stage::exit::Exit;

use crate::args::Files;
use crate::checkout::Checkout;
use crate::commands::{self, Session};
use crate::launch;
use crate::recovery;

pub(crate) use error::RunError;
pub(crate) use programs::{Failed, Programs, dvc, exit_code};
pub(crate) use turn::{Turn, TurnError, at_work};

mod error;
mod model_state;
mod programs;
mod turn;

/// Runs what changed in `checkout` and gives the exit code of the stage that failed, or DVC's.
///
/// A model that is there and that the tracker does not know, because it came by `dvc pull` or
/// from an experiment, becomes known and is judged.
///
/// # Errors
///
/// When the parameters are wrong, somebody else is at work in the checkout, or the tracker or
/// DVC cannot be started.
pub(crate) fn run(checkout: &Checkout, files: &Files) -> Result<u8, RunError> {
    let turn = Turn::take(checkout)?;
    recovery::heal_and_say(checkout)?;
    // A wrong parameter is told before anything is started.
    let params = commands::check(checkout, &files.params)?;
    let refused = launch::check_added(checkout)?;
    if refused != 0 {
        return Ok(refused);
    }
    let session = Session::with(checkout, params)?;
    let programs = Programs::new(turn, checkout.root()).map_err(RunError::Dvc)?;
    let report = match model_state::run(&session, &programs, files)? {
        Ok(report) => report,
        Err(Failed(code)) => {
            if code == Exit::Tracker.code() {
                eprintln!("mlops: the tracker could not be used; `make doctor` tells more");
            }
            return Ok(code);
        }
    };
    recovery::keep(checkout);
    println!("{report}");
    Ok(0)
}
