//! The list of checks. All begin at once, and each has a time limit.

use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use super::finding::Finding;
use super::{
    Scene, docker, folders, leftovers, owner, params, port, remotes, settings, stage, tracker,
};

/// How long a check may take, and one that asks another machine or starts a container.
const NEARBY: Duration = Duration::from_secs(5);
const FAR: Duration = Duration::from_secs(10);

/// Something to look at.
struct Check {
    name: &'static str,
    asks: Asks,
    limit: Duration,
    look: fn(&Scene) -> Vec<Finding>,
}

/// What a check waits for.
#[derive(Clone, Copy)]
enum Asks {
    /// The disk of this machine.
    Files,
    Docker,
    /// The tracker, or a remote.
    Elsewhere {
        /// What to type where there is no answer.
        remedy: &'static str,
    },
}

impl Check {
    const fn new(name: &'static str, asks: Asks, look: fn(&Scene) -> Vec<Finding>) -> Self {
        let limit = match asks {
            Asks::Files | Asks::Docker => NEARBY,
            Asks::Elsewhere { .. } => FAR,
        };
        Self {
            name,
            asks,
            limit,
            look,
        }
    }

    /// What is told where it is given up.
    fn late(&self) -> Finding {
        let found = format!("no answer within {} s", self.limit.as_secs());
        let late = |remedy| Finding::fail(self.name, found, remedy);
        match self.asks {
            Asks::Files => late("df -h ."),
            Asks::Docker => late("docker info"),
            Asks::Elsewhere { remedy } => late(remedy).into_unreachable(),
        }
    }
}

const fn reads_files(name: &'static str, look: fn(&Scene) -> Vec<Finding>) -> Check {
    Check::new(name, Asks::Files, look)
}

const fn asks_docker(name: &'static str, look: fn(&Scene) -> Vec<Finding>) -> Check {
    Check::new(name, Asks::Docker, look)
}

/// Whoever does not answer the container of a stage in time is told by that; what takes longer is
/// Docker itself.
const fn starts_container(name: &'static str, look: fn(&Scene) -> Vec<Finding>) -> Check {
    Check {
        limit: FAR,
        ..asks_docker(name, look)
    }
}

const fn asks_elsewhere(
    name: &'static str,
    remedy: &'static str,
    look: fn(&Scene) -> Vec<Finding>,
) -> Check {
    Check::new(name, Asks::Elsewhere { remedy }, look)
}

/// In the order in which they are told: what others need comes first.
const CHECKS: [Check; 11] = [
    reads_files(settings::NAME, settings::look),
    reads_files(params::PARAMS, params::look_at_params),
    reads_files(params::PIPELINE, params::look_at_pipeline),
    reads_files(folders::NAME, folders::look),
    reads_files(owner::NAME, owner::look),
    reads_files(leftovers::WORK, leftovers::look_at_work),
    asks_docker(leftovers::NAME, leftovers::look),
    asks_docker(port::NAME, port::look),
    asks_elsewhere(tracker::NAME, "make logs", tracker::look),
    starts_container(stage::NAME, stage::look),
    asks_elsewhere(remotes::NAME, "dvc status --cloud", remotes::look),
];

/// Looks at everything, and at Docker as well where `alone` says that nobody has before. `tell` gets
/// the findings in the order of the list: those of a check once it has ended or is given up, and all
/// checks before it are, too.
pub(super) fn look(scene: &Arc<Scene>, alone: bool, mut tell: impl FnMut(Finding)) {
    let daemon = asks_docker(docker::NAME, docker::look);
    let checks: Vec<_> = alone.then_some(daemon).into_iter().chain(CHECKS).collect();
    let begun = Instant::now();
    let answers: Vec<_> = checks
        .iter()
        .map(|check| begin(scene, check.look))
        .collect();
    for (check, answer) in checks.iter().zip(answers) {
        let left = check.limit.saturating_sub(begun.elapsed());
        await_answer(check, &answer, left)
            .into_iter()
            .for_each(&mut tell);
    }
}

/// Looks in a thread of its own. One that hangs ends with the process.
fn begin(scene: &Arc<Scene>, look: fn(&Scene) -> Vec<Finding>) -> Receiver<Vec<Finding>> {
    let (sender, receiver) = mpsc::channel();
    let scene = Arc::clone(scene);
    thread::spawn(move || {
        // Nobody listens any more where it took too long.
        let _ = sender.send(look(&scene));
    });
    receiver
}

fn await_answer(check: &Check, answer: &Receiver<Vec<Finding>>, left: Duration) -> Vec<Finding> {
    answer
        .recv_timeout(left)
        .unwrap_or_else(|error| match error {
            RecvTimeoutError::Timeout => check.late().into(),
            RecvTimeoutError::Disconnected => Finding::broken(check.name).into(),
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checkout::Checkout;
    use crate::settings::Settings;

    fn answer(check: &Check) -> Vec<Finding> {
        let scene = Arc::new(Scene {
            checkout: Checkout::at("/nowhere"),
            settings: Settings::default(),
            image: None,
        });
        await_answer(check, &begin(&scene, check.look), check.limit)
    }

    #[test]
    fn a_check_that_hangs_is_given_up_and_one_that_breaks_is_a_bug() {
        let hangs = |_: &Scene| {
            thread::sleep(Duration::from_mins(1));
            Vec::new()
        };
        let hung = |check: Check| {
            answer(&Check {
                limit: Duration::from_secs(1),
                ..check
            })
        };
        let late = |remedy| Finding::fail("slow", "no answer within 1 s", remedy);
        assert_eq!(hung(reads_files("slow", hangs)), [late("df -h .")]);
        assert_eq!(hung(asks_docker("slow", hangs)), [late("docker info")]);
        assert_eq!(hung(starts_container("slow", hangs)), [late("docker info")]);
        let unreachable = late("make logs").into_unreachable();
        assert_eq!(
            hung(asks_elsewhere("slow", "make logs", hangs)),
            [unreachable]
        );
        // Also one that asks another machine: it is worth no other try.
        let broken = answer(&asks_elsewhere("bad", "", |_| {
            panic!("a check that breaks")
        }));
        assert_eq!(broken[0].exit.code(), 70);
        let good = answer(&reads_files("good", |_| Finding::ok("good", "fine").into()));
        assert_eq!(good, [Finding::ok("good", "fine")]);
    }
}
