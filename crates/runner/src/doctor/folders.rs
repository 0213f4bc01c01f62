//! DVC's configuration, and its cache.

use std::ffi::OsString;

use super::Scene;
use super::finding::Finding;
use crate::remotes::{self, Defaults};

pub(super) const NAME: &str = "dvc";

/// Whether `make run` finds what DVC's configuration names.
pub(super) fn look(scene: &Scene) -> Vec<Finding> {
    let Scene {
        checkout, settings, ..
    } = scene;
    let run = ["mlops", "run"].map(OsString::from);
    match remotes::check(checkout, settings, &Defaults::of(settings), &run) {
        Ok(()) => Finding::ok(
            NAME,
            "its configuration can be read, and its cache can be used",
        )
        .into(),
        Err(error) => Finding::of_message(NAME, &error.to_string(), "edit .dvc/config").into(),
    }
}
