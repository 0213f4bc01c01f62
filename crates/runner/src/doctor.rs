//! `make doctor`: looks at all that the pipeline needs, and says how to mend what is wrong.
//!
//! `scripts/doctor` has looked at the host before, with nothing but a shell, and hands on what it
//! found. Nothing here mends anything, and no check waits for another: one that hangs is given up.
//!
//! # Layout
//!
//! - [`finding`]: what a check found, and what to type.
//! - [`host`]: what the script found.
//! - [`checks`]: the list of checks, and their time limits.
//! - [`secrets`]: what is printed nowhere.
//! - [`report`]: lines for people, and JSON.
//! - [`ask_tracker`]: what a container in the place of a stage does.
//! - a file for each check.

mod ask_tracker;
mod checks;
mod docker;
mod finding;
mod folders;
mod host;
mod leftovers;
mod owner;
mod params;
mod port;
mod remotes;
mod report;
mod secrets;
mod settings;
mod stage;
mod tracker;

use std::sync::Arc;

use crate::args::Doctor;
use crate::checkout::Checkout;
use crate::docker::{Daemon, DockerError};
use crate::settings::Settings;

pub(crate) use ask_tracker::ask_tracker;
use report::Report;
pub(crate) use tracker::impatient;

/// What the checks look at.
struct Scene {
    checkout: Checkout,
    /// Those of the environment alone where `.env` is wrong.
    settings: Settings,
    /// The image of the runner, where it is known.
    image: Option<String>,
}

impl Scene {
    fn daemon(&self) -> Result<Daemon, DockerError> {
        Daemon::connect(self.settings.get("DOCKER_HOST").as_deref())
    }
}

/// Looks at everything, prints what was found, and gives the exit code.
pub(crate) fn run(checkout: &Checkout, args: &Doctor) -> u8 {
    let scene = Arc::new(Scene {
        checkout: checkout.clone(),
        settings: Settings::readable(checkout),
        image: args.image.clone(),
    });
    let mut report = Report::new(&scene.settings, args.json);
    let host = args.host.as_deref();
    host::findings(host.unwrap_or_default()).for_each(|finding| report.take_over(finding));
    checks::look(&scene, host.is_none(), |finding| report.tell(finding));
    report.conclude()
}
