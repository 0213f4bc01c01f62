//! Starting the tracker, unless it runs or the settings name another one.

use std::fs::{self, File};

use super::own::{has_image, is_on, is_running, published_url};
use super::request::Server;
use super::wait::{answers, wait};
use super::{OwnTracker, PORT, TrackerError};
use crate::checkout::{Checkout, tracker_image};
use crate::docker::{Daemon, DockerError};
use crate::settings::{Settings, TrackerAddress};

/// The file whose lock a command holds while it starts the tracker.
const LOCK: &str = ".dvc/tmp/tracker.lock";

/// What [`up`] found or did; the addresses are those on the host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum TrackerUp {
    /// It was started, or waited for.
    Started(String),
    /// It was running already.
    Running(String),
    /// The settings name another tracker.
    Elsewhere,
}

/// Starts the tracker of `checkout`, unless it runs or the settings name another one.
///
/// # Errors
///
/// When its image is not built, its port is taken, it does not come to an answer, or Docker
/// does not answer.
pub(crate) fn up(
    checkout: &Checkout,
    settings: &Settings,
    daemon: &Daemon,
) -> Result<TrackerUp, TrackerError> {
    if settings.tracker() != TrackerAddress::Own {
        return Ok(TrackerUp::Elsewhere);
    }
    let image = tracker_image(checkout.root())?;
    let tracker = OwnTracker::of(checkout);
    if let Some(url) = find_or_start(checkout, settings, daemon, &image)? {
        if answers(&url) {
            return Ok(TrackerUp::Running(url));
        }
        // Another command is starting it, or it hangs.
        if let Ok(url) = wait(&tracker, daemon) {
            return Ok(TrackerUp::Started(url));
        }
        let _alone = lock(checkout);
        start(checkout, settings, daemon, &image)?;
    }
    wait(&tracker, daemon).map(TrackerUp::Started)
}

/// The address of the tracker if its container runs as it should; else it is started.
fn find_or_start(
    checkout: &Checkout,
    settings: &Settings,
    daemon: &Daemon,
    image: &str,
) -> Result<Option<String>, TrackerError> {
    let tracker = OwnTracker::of(checkout);
    let _alone = lock(checkout);
    let found = daemon.container(&tracker.container)?;
    let usable = found.filter(|found| {
        is_running(found) && has_image(found, image) && is_on(found, &tracker.network)
    });
    if let Some(url) = usable.as_ref().and_then(published_url) {
        return Ok(Some(url));
    }
    start(checkout, settings, daemon, image)?;
    Ok(None)
}

/// Keeps other commands of this checkout from starting the tracker too, until it is dropped. None
/// where that cannot be had, as in a checkout that is read-only.
fn lock(checkout: &Checkout) -> Option<File> {
    let path = checkout.main().path(LOCK);
    fs::create_dir_all(path.parent()?).ok()?;
    let file = File::create(path).ok()?;
    file.lock().ok()?;
    Some(file)
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
    eprintln!("tracker: starting MLflow (about 10 seconds)");
    let tracker = OwnTracker::of(checkout);
    daemon.ensure_network(&tracker.network)?;
    let main = checkout.main();
    let server = Server {
        image,
        tracker: &tracker,
        root: &main.root().to_string_lossy(),
    };
    let wanted = settings.get("MLFLOW_PORT");
    let ports = match &wanted {
        Some(port) => vec![port.clone()],
        None => vec![PORT.to_string(), own_port(&main), String::new()],
    };
    for port in ports {
        match daemon.start(&tracker.container, server.at(&port)) {
            Err(error) if is_taken(&error) => {}
            started => return Ok(started?),
        }
    }
    let port = wanted.unwrap_or_else(|| PORT.to_string());
    Err(TrackerError::PortTaken { port })
}

/// The port that the tracker of the checkout `main` takes where the usual one is taken: an experiment starts the
/// tracker of the checkout that it belongs to.
pub(crate) fn own_port(main: &Checkout) -> String {
    (5001 + main.id() % 999).to_string()
}

fn is_taken(error: &DockerError) -> bool {
    error.message().is_some_and(says_taken)
}

/// The daemon's words for a port in use: by one of its containers, and by another program. A
/// name in use is something else.
fn says_taken(message: &str) -> bool {
    message.contains("port is already allocated") || message.contains("address already in use")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two `make up` at once: the second one's container finds its name in use, and was told that
    /// port 5000 is taken.
    #[test]
    fn a_port_in_use_is_told_from_a_name_in_use() {
        let by_a_container = "driver failed programming external connectivity on endpoint mlops-mlflow-1: \
                              Bind for 127.0.0.1:5000 failed: port is already allocated";
        let by_a_program = "driver failed programming external connectivity on endpoint mlops-mlflow-1: \
                            Error starting userland proxy: listen tcp4 127.0.0.1:5000: bind: address already in use";
        let name = "Conflict. The container name \"/mlops-mlflow-1\" is already in use by container \"ab\".";
        assert!(says_taken(by_a_container));
        assert!(says_taken(by_a_program));
        assert!(!says_taken(name));
    }
}
