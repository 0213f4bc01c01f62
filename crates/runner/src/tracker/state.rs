//! How things stand with the tracker of a checkout, without starting it.

use super::own::{has_image, is_running, published_url};
use super::{OwnTracker, TrackerError};
use crate::checkout::{Checkout, tracker_image};
use crate::docker::Daemon;

/// How things stand with the tracker's container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum TrackerState {
    /// There is none.
    Missing,
    /// Its program has ended.
    Ended {
        /// Its exit code.
        code: i64,
    },
    /// It runs.
    Running {
        /// The server's address on the host.
        url: String,
        /// Whether its image was built from other sources than the present ones.
        outdated: bool,
    },
}

/// How things stand with the tracker of `checkout`.
///
/// # Errors
///
/// When Docker does not answer, its port is not published, or the sources of its image cannot be read.
pub(crate) fn state(checkout: &Checkout, daemon: &Daemon) -> Result<TrackerState, TrackerError> {
    let tracker = OwnTracker::of(checkout);
    let Some(found) = daemon.container(&tracker.container)? else {
        return Ok(TrackerState::Missing);
    };
    if !is_running(&found) {
        let code = found.state.and_then(|state| state.exit_code);
        let code = code.unwrap_or_default();
        return Ok(TrackerState::Ended { code });
    }
    let outdated = !has_image(&found, &tracker_image(checkout.root())?);
    let url = published_url(&found).ok_or_else(|| tracker.not_running())?;
    Ok(TrackerState::Running { url, outdated })
}
