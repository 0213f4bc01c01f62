//! What is killed, by which signal, and when.

use std::fmt;
use std::time::Duration;

use rand::Rng as _;
use rand::rngs::StdRng;
use rand::seq::SliceRandom as _;

/// What is killed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Target {
    /// The container of the stage that runs.
    Stage,
    /// The runner's container.
    Runner,
    /// One of the processes in it: `mlops`, DVC, its shell.
    Process,
    /// make, and nothing that it started.
    Make,
    /// make and all that it started on the host, as when a terminal or a job of CI is killed.
    Group,
}

const TARGETS: [Target; 5] = [
    Target::Stage,
    Target::Runner,
    Target::Process,
    Target::Make,
    Target::Group,
];
const SIGNALS: [&str; 3] = ["KILL", "TERM", "INT"];

/// One kill of a run.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Kill {
    pub(crate) target: Target,
    pub(crate) signal: &'static str,
    pub(crate) after: Duration,
    /// Which of several processes.
    pub(crate) choice: u64,
}

impl fmt::Display for Kill {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { target, signal, .. } = self;
        write!(out, "SIG{signal} to {target:?} after {:?}", self.after)
    }
}

impl Kill {
    /// The next one, at any moment of a run that takes `undisturbed`.
    pub(crate) fn draw(draws: &mut StdRng, undisturbed: Duration) -> Self {
        Self {
            target: *TARGETS.choose(draws).expect("there are some"),
            signal: SIGNALS.choose(draws).expect("there are some"),
            after: undisturbed.mul_f64(draws.gen_range(0.0..1.0)),
            choice: draws.r#gen(),
        }
    }
}
