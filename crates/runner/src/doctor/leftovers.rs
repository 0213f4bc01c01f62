//! Who is at work in the checkout, and what killed runs have left in it.

use params::shorten::counted;

use super::Scene;
use super::finding::Finding;
use crate::recovery;
use crate::run::at_work;

pub(super) const WORK: &str = "at work";
pub(super) const NAME: &str = "leftovers";

/// Who holds what: one run at a time may work here.
pub(super) fn look_at_work(scene: &Scene) -> Vec<Finding> {
    match at_work(&scene.checkout) {
        None => Finding::ok(WORK, "nobody runs the pipeline here").into(),
        Some(other) => Finding::of_message(WORK, &other.to_string(), "ps aux")
            .into_warning()
            .into(),
    }
}

/// What the next command makes good. Nothing is touched here.
pub(super) fn look(scene: &Scene) -> Vec<Finding> {
    let mut left = recovery::left(&scene.checkout);
    let root = scene.checkout.root().to_string_lossy();
    let orphans = scene
        .daemon()
        .and_then(|daemon| daemon.count_orphans(&root));
    // A Docker that does not answer has a line of its own.
    let orphans = orphans.ok();
    if let Some(count) = orphans.filter(|count| *count > 0) {
        let containers = counted(count, "container");
        left.push(format!("{containers} whose starter is gone"));
    }
    if left.is_empty() {
        let what = orphans.map_or("a file", |_| "a file or a container");
        return Finding::ok(NAME, format!("no killed run has left {what}")).into();
    }
    let found = format!(
        "of killed runs: {}; the next command clears them away",
        left.join("; ")
    );
    Finding::warn(NAME, found, "make status").into()
}
