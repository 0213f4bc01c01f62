//! What is killed in a cluster, and when.

use std::fmt;
use std::thread;
use std::time::{Duration, Instant};

use rand::Rng as _;
use rand::rngs::StdRng;
use rand::seq::SliceRandom as _;

use super::scene::{Cluster, WORKERS};

/// What is killed, by SIGKILL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// The container of a worker.
    Worker,
    /// The process that runs a task.
    Task,
    /// The one that tells Airflow of it.
    Supervisor,
    /// The container that a task has started.
    Runner,
    /// The container of a stage, or of a part of a forest.
    Stage,
}

const TARGETS: [Target; 5] = [
    Target::Worker,
    Target::Task,
    Target::Supervisor,
    Target::Runner,
    Target::Stage,
];
/// How long one is waited for: those of stages are there for moments.
const PATIENCE: Duration = Duration::from_secs(20);

/// One kill.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Kill {
    pub(crate) target: Target,
    /// After the start of the run, or the kill before.
    pub(crate) after: Duration,
    /// The worker that is looked at first.
    first: usize,
}

impl fmt::Display for Kill {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "{:?} after {:.1} s",
            self.target,
            self.after.as_secs_f64()
        )
    }
}

impl Kill {
    /// The next one, within `most`.
    pub(crate) fn draw(draws: &mut StdRng, most: Duration) -> Self {
        Self {
            target: *TARGETS.choose(draws).expect("there are some"),
            after: most.mul_f64(draws.gen_range(0.0..1.0)),
            first: draws.gen_range(0..WORKERS),
        }
    }

    /// Whether there was something to kill, until `is_over`.
    pub(crate) fn strike(&self, cluster: &Cluster, is_over: impl Fn() -> bool) -> bool {
        let since = Instant::now();
        while since.elapsed() < PATIENCE && !is_over() {
            let workers = (0..WORKERS).map(|each| (self.first + each) % WORKERS + 1);
            if workers
                .into_iter()
                .any(|worker| self.strike_at(cluster, worker))
            {
                return true;
            }
            thread::sleep(Duration::from_millis(20));
        }
        false
    }

    fn strike_at(&self, cluster: &Cluster, worker: usize) -> bool {
        let container = cluster.container(&format!("worker-{worker}"));
        let kill = |id: &str| cluster.clone.command("docker", &["kill", id]).success;
        match self.target {
            Target::Worker => kill(&container),
            Target::Task => kill_process(cluster, &container, "airflow worker -- "),
            Target::Supervisor => kill_process(cluster, &container, "airflow supervisor: "),
            Target::Runner | Target::Stage => {
                let is_runner = self.target == Target::Runner;
                let found = cluster.at_work().into_iter();
                let mut found = found.filter(|(_, runner)| *runner == is_runner);
                found.next().is_some_and(|(id, _)| kill(&id))
            }
        }
    }
}

/// Kills the process whose title begins so.
fn kill_process(cluster: &Cluster, container: &str, title: &str) -> bool {
    let top = ["top", container, "-o", "pid,args"];
    let top = cluster.clone.command("docker", &top);
    let number = top.text.lines().find_map(|line| {
        let (number, command) = line.trim().split_once(' ')?;
        command.trim().starts_with(title).then_some(number)
    });
    number.is_some_and(|number| cluster.clone.command("kill", &["-KILL", number]).success)
}
