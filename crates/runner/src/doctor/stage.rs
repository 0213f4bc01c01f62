//! The tracker, asked from where stages are: a container on their network, under their name for
//! it. What is reached from the host need not be reached from there.

use std::time::Duration;

use stage::exit::Exit;

use super::Scene;
use super::finding::Finding;
use crate::checkout::Sources;
use crate::docker::{Answer, Daemon};
use crate::launch::{self, Network};
use crate::settings::TrackerAddress;
use crate::tracker::{self, TrackerState};

pub(super) const NAME: &str = "stage";

/// How long the container may run. It has to be made and removed within the limit of the check, too: the
/// process ends with that, and would leave it behind.
const PATIENCE: Duration = Duration::from_secs(6);

/// The names that a machine has for itself.
const HERE: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];

/// Whether a stage reaches the tracker.
pub(super) fn look(scene: &Scene) -> Vec<Finding> {
    let Ok(daemon) = scene.daemon() else {
        return Finding::unknown(NAME, "Docker does not answer").into();
    };
    if scene.settings.tracker() == TrackerAddress::Own {
        let state = tracker::state(&scene.checkout, &daemon);
        if !matches!(state, Ok(TrackerState::Running { .. })) {
            return Finding::warn(NAME, "not looked at: the tracker does not run", "make up")
                .into();
        }
    }
    match image(scene, &daemon) {
        Ok(image) => ask(scene, &daemon, &image),
        Err(finding) => finding,
    }
    .into()
}

/// The runner's image: it has the client of the stages, and the authorities that theirs have. Else
/// why there is none.
fn image(scene: &Scene, daemon: &Daemon) -> Result<String, Finding> {
    let unknown = |reason: String, remedy| {
        Finding::warn(NAME, format!("not looked at: failed to {reason}"), remedy)
    };
    let of_sources =
        || Sources::read(scene.checkout.root()).map(|sources| sources.image("dvc-runner"));
    let image = match &scene.image {
        Some(image) => image.clone(),
        None => of_sources().map_err(|error| unknown(error.to_string(), "git status --short"))?,
    };
    match daemon.image_id(&image) {
        Ok(Some(_)) => Ok(image),
        Ok(None) => Err(unknown(format!("find the image `{image}`"), "make build")),
        Err(error) => Err(unknown(error.to_string(), "docker info")),
    }
}

fn ask(scene: &Scene, daemon: &Daemon, image: &str) -> Finding {
    let Scene {
        checkout, settings, ..
    } = scene;
    let answer = launch::in_place_of_a_stage(checkout, settings, daemon, image, PATIENCE);
    match answer {
        Ok((network, Answer::Ended { code: 0, text })) => {
            let place = match network {
                Network::Tracker { .. } => "in the tracker's network".to_owned(),
                Network::Bridge { network, .. } => format!("in the network `{network}`"),
                Network::None => "without a network".to_owned(),
            };
            Finding::ok(
                NAME,
                format!("reaches the tracker at {} {place}", text.trim()),
            )
        }
        Ok((_, Answer::Ended { code, text })) => {
            let text = text.trim();
            let message = text.strip_prefix("mlops: failed to ").unwrap_or(text);
            let found = Finding::of_message(NAME, message, "edit .env");
            if code != i64::from(Exit::Tracker.code()) {
                return found;
            }
            let remedy = localhost(settings.tracker()).or(found.remedy.clone());
            Finding { remedy, ..found }.into_unreachable()
        }
        Ok((_, Answer::Late)) => {
            let found = format!(
                "the tracker did not answer a stage within {} s",
                PATIENCE.as_secs()
            );
            Finding::fail(NAME, found, "make logs").into_unreachable()
        }
        Err(error) => Finding::of(NAME, &error, "docker ps --all"),
    }
}

/// What to change where the tracker's address means another machine in a container than here.
fn localhost(tracker: TrackerAddress) -> Option<String> {
    let TrackerAddress::Elsewhere { uri } = tracker else {
        return None;
    };
    let uri = mlflow::without_userinfo(&uri);
    let (scheme, place) = uri.split_once("://")?;
    let is_end = |behind: &str| behind.is_empty() || behind.starts_with([':', '/']);
    let (name, behind) = HERE.into_iter().find_map(|name| {
        let behind = place.strip_prefix(name)?;
        is_end(behind).then_some((name, behind))
    })?;
    Some(format!(
        "edit .env: MLFLOW_TRACKING_URI={scheme}://host.docker.internal{behind} (in a stage, `{name}` is the stage itself)"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_address_of_this_machine_means_another_one_in_a_stage() {
        let remedy = |uri: &str| {
            let uri = uri.to_owned();
            localhost(TrackerAddress::Elsewhere { uri })
        };
        assert_eq!(
            remedy("http://ann:s3cret@127.0.0.1:5000/mlflow").as_deref(),
            Some(
                "edit .env: MLFLOW_TRACKING_URI=http://host.docker.internal:5000/mlflow (in a stage, \
                 `127.0.0.1` is the stage itself)"
            )
        );
        assert!(remedy("http://localhost").is_some());
        for elsewhere in [
            "https://localhost.example.org",
            "https://example.org//localhost",
        ] {
            assert_eq!(remedy(elsewhere), None);
        }
        assert_eq!(localhost(TrackerAddress::Own), None);
    }
}
