//! The list of checks. All begin at once, and each has a time limit.

use std::sync::Arc;
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use super::finding::Finding;
use super::{
    Scene, docker, folders, leftovers, owner, params, port, remotes, settings, stage, tracker,
};

/// How long a check may take that asks nobody, or Docker.
const NEARBY: Duration = Duration::from_secs(5);
/// How long one may take that asks another machine, or starts a container.
const FAR: Duration = Duration::from_secs(10);

/// Something to look at.
struct Check {
    name: &'static str,
    limit: Duration,
    /// What to type where it takes longer.
    remedy: &'static str,
    look: fn(&Scene) -> Vec<Finding>,
}

const fn check(name: &'static str, look: fn(&Scene) -> Vec<Finding>) -> Check {
    Check {
        name,
        limit: NEARBY,
        remedy: "docker info",
        look,
    }
}

const fn far(name: &'static str, remedy: &'static str, look: fn(&Scene) -> Vec<Finding>) -> Check {
    Check {
        limit: FAR,
        remedy,
        ..check(name, look)
    }
}

/// In the order in which they are told: what others need comes first.
const CHECKS: [Check; 11] = [
    check(settings::NAME, settings::look),
    check(params::PARAMS, params::look_at_params),
    check(params::PIPELINE, params::look_at_pipeline),
    check(folders::NAME, folders::look),
    check(owner::NAME, owner::look),
    check(leftovers::WORK, leftovers::look_at_work),
    check(leftovers::NAME, leftovers::look),
    check(port::NAME, port::look),
    far(tracker::NAME, "make logs", tracker::look),
    far(stage::NAME, "docker ps", stage::look),
    far(remotes::NAME, "dvc status --cloud", remotes::look),
];

/// Looks at everything, and at Docker as well where `alone` says that nobody has before; `tell` gets
/// the findings in their order, each as soon as it and those before it are there.
pub(super) fn look(scene: &Arc<Scene>, alone: bool, mut tell: impl FnMut(Finding)) {
    let docker = check(docker::NAME, docker::look);
    let checks: Vec<_> = alone.then_some(docker).into_iter().chain(CHECKS).collect();
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
    answer.recv_timeout(left).unwrap_or_else(|error| {
        let found = match error {
            mpsc::RecvTimeoutError::Timeout => {
                format!("no answer within {} s", check.limit.as_secs())
            }
            mpsc::RecvTimeoutError::Disconnected => {
                "the check itself failed (see above)".to_owned()
            }
        };
        let late = Finding::fail(check.name, found, check.remedy);
        vec![if check.limit == FAR {
            late.into_unreachable()
        } else {
            late
        }]
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checkout::Checkout;
    use crate::settings::Settings;

    fn answer(seconds: u64, look: fn(&Scene) -> Vec<Finding>) -> Vec<Finding> {
        let scene = Arc::new(Scene {
            checkout: Checkout::at("/nowhere"),
            settings: Settings::default(),
            image: None,
        });
        let check = Check {
            limit: Duration::from_secs(seconds),
            ..check("slow", look)
        };
        await_answer(&check, &begin(&scene, look), check.limit)
    }

    #[test]
    fn a_check_that_hangs_is_given_up_and_one_that_breaks_is_told() {
        let hung = answer(1, |_| {
            thread::sleep(Duration::from_mins(1));
            Vec::new()
        });
        let expected = Finding::fail("slow", "no answer within 1 s", "docker info");
        assert_eq!(hung, [expected]);
        let broken = answer(60, |_| panic!("a check that breaks"));
        assert_eq!(broken[0].found, "the check itself failed (see above)");
        let good = answer(60, |_| Finding::ok("slow", "fine").into());
        assert_eq!(good, [Finding::ok("slow", "fine")]);
    }
}
