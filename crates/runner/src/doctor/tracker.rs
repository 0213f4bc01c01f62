//! The tracker, asked from here, and its clock.

use std::time::{Duration, SystemTime};

use mlflow::{Client, Config, Fault, Retries, Server};
use stage::exit::with_causes;

use super::Scene;
use super::finding::Finding;
use crate::commands::tracker_config;
use crate::settings::TrackerAddress;
use crate::tracker::{self, TrackerState};

pub(super) const NAME: &str = "tracker";
const CLOCK: &str = "tracker clock";

/// How long one answer may take here.
const PATIENCE: Duration = Duration::from_secs(4);
/// How far apart two clocks may be before signatures of S3 (15 minutes) and certificates come into danger, and before a
/// person should know.
const WRONG: Duration = Duration::from_mins(5);
const INACCURATE: Duration = Duration::from_secs(10);

/// Whether the tracker answers whoever the settings say that asks, and what it says of itself.
pub(super) fn look(scene: &Scene) -> Vec<Finding> {
    match scene.settings.tracker() {
        TrackerAddress::Elsewhere { uri } => ask(scene, &uri, None),
        TrackerAddress::Own => look_at_own(scene),
    }
}

fn look_at_own(scene: &Scene) -> Vec<Finding> {
    let Ok(daemon) = scene.daemon() else {
        return Finding::unknown(NAME, "it is a container, and Docker does not answer").into();
    };
    match tracker::state(&scene.checkout, &daemon) {
        Ok(TrackerState::Running { url, outdated }) => {
            let note = outdated.then_some("it is of an older image: `make up` replaces it");
            ask(scene, &url, note)
        }
        Ok(TrackerState::Missing) => {
            Finding::warn(NAME, "not started yet; `make run` starts it", "make up").into()
        }
        Ok(TrackerState::Ended { code }) => {
            let found = format!("its container has ended, with {code}");
            Finding::fail(NAME, found, "make logs, then make up")
                .into_unreachable()
                .into()
        }
        Err(error) => Finding::of(NAME, &error, "make up").into(),
    }
}

fn ask(scene: &Scene, uri: &str, note: Option<&str>) -> Vec<Finding> {
    let client = tracker_config(&scene.checkout, &scene.settings, uri)
        .map_err(mlflow::Error::from)
        .and_then(|config| Client::connect(impatient(config)));
    let before = SystemTime::now();
    match client.and_then(|client| Ok((client.server()?, client.tracker().to_owned()))) {
        Ok((server, address)) => {
            let mut found = vec![answered(&server, &address, note)];
            let now = before + before.elapsed().unwrap_or_default() / 2;
            found.extend(server.clock.map(|clock| compare(clock, now)));
            found
        }
        Err(error) => refused(&error).into(),
    }
}

/// The same settings, for one short try.
pub(crate) fn impatient(mut config: Config) -> Config {
    config.timeout = config.timeout.min(PATIENCE);
    config.retries = Retries {
        limit: 0,
        ..config.retries
    };
    config
}

fn answered(server: &Server, address: &str, note: Option<&str>) -> Finding {
    let version = server
        .version
        .as_ref()
        .map(|version| format!("MLflow {version}"));
    let version = version.unwrap_or_else(|| "a tracker that does not tell its version".to_owned());
    let found = format!("{version} answers at {address}");
    match note {
        None => Finding::ok(NAME, found),
        Some(note) => Finding::warn(NAME, format!("{found}; {note}"), "make up"),
    }
}

/// What went wrong between here and the tracker.
pub(super) fn refused(error: &mlflow::Error) -> Finding {
    let found = Finding::of_message(NAME, &with_causes(error), "edit .env");
    // A certificate or a name that is not accepted is so at the next try, too.
    match error.fault() {
        Some(Fault::Certificate { .. } | Fault::HostRefused { .. } | Fault::Redirected { .. })
        | None => found,
        Some(_) => found.into_unreachable(),
    }
}

/// The tracker's clock, which it tells to the second, beside ours.
fn compare(theirs: SystemTime, ours: SystemTime) -> Finding {
    let (apart, which) = match theirs.duration_since(ours) {
        Ok(ahead) => (ahead, "ahead of"),
        Err(behind) => (behind.duration(), "behind"),
    };
    let found = format!("{} s {which} the one here", apart.as_secs());
    let remedy = "sudo timedatectl set-ntp true";
    if apart >= WRONG {
        Finding::fail(CLOCK, found, remedy)
    } else if apart >= INACCURATE {
        Finding::warn(CLOCK, found, remedy)
    } else {
        Finding::ok(CLOCK, "as the one here")
    }
}

#[cfg(test)]
mod tests {
    use super::super::finding::Status;
    use super::*;

    #[test]
    fn clocks_that_are_apart_are_told_before_they_do_harm() {
        let now = SystemTime::now();
        let status = |theirs| compare(theirs, now).status;
        assert_eq!(status(now - Duration::from_secs(1)), Status::Ok);
        assert_eq!(status(now + Duration::from_mins(1)), Status::Warn);
        assert_eq!(status(now - Duration::from_mins(6)), Status::Fail);
        let found = compare(now + Duration::from_mins(1), now).found;
        assert_eq!(found, "60 s ahead of the one here");
    }
}
