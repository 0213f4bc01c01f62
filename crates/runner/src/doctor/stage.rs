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
        Err(reason) => Finding::unknown(NAME, &reason),
    }
    .into()
}

/// The runner's image: it has the client of the stages, and the authorities that theirs have.
fn image(scene: &Scene, daemon: &Daemon) -> Result<String, String> {
    let of_sources =
        || Sources::read(scene.checkout.root()).map(|sources| sources.image("dvc-runner"));
    let image = match &scene.image {
        Some(image) => image.clone(),
        None => of_sources().map_err(|error| error.to_string())?,
    };
    match daemon.image_id(&image) {
        Ok(Some(_)) => Ok(image),
        Ok(None) => Err(format!("the image `{image}` is not there")),
        Err(error) => Err(error.to_string()),
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
            let found = localhost(settings.tracker()).map_or(found.clone(), |remedy| Finding {
                remedy: Some(remedy),
                ..found
            });
            if code == i64::from(Exit::Tracker.code()) {
                found.into_unreachable()
            } else {
                found
            }
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
    let here = ["//localhost", "//127.0.0.1", "//[::1]"];
    let name = here.into_iter().find(|name| uri.contains(name))?;
    let uri = uri.replace(name, "//host.docker.internal");
    Some(format!(
        "edit .env: MLFLOW_TRACKING_URI={uri} (a stage is itself `{}`)",
        &name[2..]
    ))
}
