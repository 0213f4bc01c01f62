//! What a run says of its tasks in the end: a line for each, with its name and its state.

use std::collections::BTreeMap;

use end_to_end::command_output::STAGES;

/// The state of a task that did what it had to.
pub(crate) const ENDED: &str = "success";
/// The state of a task of a stage that did not change.
pub(crate) const SKIPPED: &str = "skipped";

/// The state of each task, by its name.
pub(crate) fn states(text: &str) -> BTreeMap<String, String> {
    let known = [ENDED, SKIPPED, "failed", "upstream_failed", "up_for_retry"];
    let lines = text.lines().filter_map(|line| {
        let mut words = line.split_whitespace();
        let (task, state) = (words.next()?, words.next()?);
        known
            .contains(&state)
            .then(|| (task.to_owned(), state.to_owned()))
    });
    lines.collect()
}

/// The stages whose tasks are in `state`.
pub(crate) fn stages_that(state: &str, text: &str) -> Vec<&'static str> {
    let states = states(text);
    let is = |stage: &&str| states.get(*stage).is_some_and(|found| found == state);
    STAGES.into_iter().filter(is).collect()
}
