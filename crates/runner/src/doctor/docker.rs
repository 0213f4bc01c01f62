//! Docker, where `scripts/doctor` has not looked at it.

use super::Scene;
use super::finding::Finding;

pub(super) const NAME: &str = "daemon";

pub(super) fn look(scene: &Scene) -> Vec<Finding> {
    match scene.daemon().and_then(|daemon| daemon.version()) {
        Ok(version) => Finding::ok(NAME, format!("Docker {version}")).into(),
        Err(error) => Finding::of_message(NAME, &error.to_string(), "scripts/doctor").into(),
    }
}
