//! Starting the tracker, unless it runs or the settings name another one.

use std::thread;
use std::time::{Duration, Instant};

use bollard::models::HealthStatusEnum;

use super::request::Server;
use super::{NETWORK, OwnTracker, PORT, TrackerError, health, is_running, published_url};
use crate::checkout::{Checkout, tracker_image};
use crate::docker::{Daemon, DockerError};
use crate::settings::{Settings, TrackerAddress};

/// How long the server may take to its first answer.
const PATIENCE: Duration = Duration::from_mins(2);
/// How often it is looked at meanwhile.
const POLL_INTERVAL: Duration = Duration::from_millis(200);
/// How many lines of its log are shown when it does not work.
const LOG_LINES: usize = 20;

/// Starts the tracker of `checkout` and gives its address on the host; none where the
/// settings name another tracker.
///
/// # Errors
///
/// When its image is not built, its port is taken, it does not become healthy, or Docker
/// does not answer.
pub fn up(
    checkout: &Checkout,
    settings: &Settings,
    daemon: &Daemon,
) -> Result<Option<String>, TrackerError> {
    if settings.tracker() != TrackerAddress::Own {
        return Ok(None);
    }
    let image = tracker_image(checkout.root())?;
    let tracker = OwnTracker::of(checkout);
    let found = daemon.container(&tracker.container)?;
    let present = found.filter(|found| {
        let config = found
            .config
            .as_ref()
            .and_then(|config| config.image.as_ref());
        is_running(found) && config == Some(&image)
    });
    match present {
        Some(found) if health(&found) == Some(HealthStatusEnum::HEALTHY) => {
            return Ok(published_url(&found));
        }
        Some(found) if health(&found) == Some(HealthStatusEnum::STARTING) => {}
        _ => {
            println!("tracker: starting MLflow (about 10 seconds)");
            start(checkout, settings, daemon, &image)?;
        }
    }
    wait(&tracker, daemon).map(Some)
}

/// Port 5000 where it is free, so that the link is the one that MLflow's own documentation
/// shows; else one of the checkout's own, so that links stay good; else any free one.
fn start(
    checkout: &Checkout,
    settings: &Settings,
    daemon: &Daemon,
    image: &str,
) -> Result<(), TrackerError> {
    if daemon.image_id(image)?.is_none() {
        let image = image.to_owned();
        return Err(TrackerError::NotBuilt { image });
    }
    daemon.ensure_network(NETWORK)?;
    let container = OwnTracker::of(checkout).container;
    let server = Server {
        image,
        volume: &container,
        root: &checkout.root().to_string_lossy(),
    };
    let wanted = settings.get("MLFLOW_PORT");
    let ports = match &wanted {
        Some(port) => vec![port.clone()],
        None => vec![PORT.to_string(), own_port(checkout), String::new()],
    };
    for port in ports {
        match daemon.start(&container, server.at(&port)) {
            Err(error) if is_taken(&error) => {}
            started => return Ok(started?),
        }
    }
    let port = wanted.unwrap_or_else(|| PORT.to_string());
    Err(TrackerError::PortTaken { port })
}

fn own_port(checkout: &Checkout) -> String {
    (5001 + checkout.id() % 999).to_string()
}

/// The daemon's words for a port in use: its own containers', and other programs'.
fn is_taken(error: &DockerError) -> bool {
    let message = error.message().unwrap_or_default();
    message.contains("already allocated") || message.contains("already in use")
}

/// Waits until the server answers, and gives its address on the host.
fn wait(tracker: &OwnTracker, daemon: &Daemon) -> Result<String, TrackerError> {
    let since = Instant::now();
    while since.elapsed() < PATIENCE {
        let found = tracker.running(daemon);
        let Ok(found) = found else { break };
        match health(&found) {
            Some(HealthStatusEnum::STARTING) => thread::sleep(POLL_INTERVAL),
            Some(HealthStatusEnum::HEALTHY) => {
                return published_url(&found).ok_or_else(|| tracker.not_running());
            }
            _ => break,
        }
    }
    Err(TrackerError::Unhealthy {
        container: tracker.container.clone(),
        log: daemon.logs(&tracker.container, LOG_LINES)?,
    })
}
