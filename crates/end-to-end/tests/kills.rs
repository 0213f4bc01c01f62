//! Whatever is killed at whatever moment: the next `make run` succeeds without a hand, with the
//! bytes that it gives undisturbed, and nothing is left at work or open.
//!
//! `KILL_RUNS` is how many runs are killed, `KILL_SEED` where the draws begin. The same seed
//! draws the same kills; what each meets depends on the machine.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use end_to_end::checkout::OUTPUTS;
use end_to_end::environment::number;
use end_to_end::{Checkout, CommandOutput};
use rand::rngs::StdRng;
use rand::seq::SliceRandom as _;
use rand::{Rng as _, SeedableRng as _};

/// How many runs are killed unless the environment says otherwise.
const RUNS: usize = 3;
/// How long what was killed may take to its end: the stage has to end, and its run in the tracker.
const PATIENCE: Duration = Duration::from_mins(2);
/// Where DVC writes down what it ran.
const LOCKED: [&str; 2] = ["data.dvc", "dvc.lock"];

/// Inside the tracker's container: prints the ids of the runs that are open.
const OPEN_RUNS: &str = r#"
import json, urllib.request
def ask(path, body):
    url = "http://127.0.0.1:5000/api/2.0/mlflow/" + path
    request = urllib.request.Request(url, json.dumps(body).encode(), {"Content-Type": "application/json"})
    return json.load(urllib.request.urlopen(request))
ids = [one["experiment_id"] for one in ask("experiments/search", {"max_results": 100}).get("experiments", [])]
found = ask("runs/search", {"experiment_ids": ids, "filter": "attributes.status = 'RUNNING'"}).get("runs", [])
print(" ".join(run["info"]["run_id"] for run in found))
"#;

/// What is killed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Target {
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

#[derive(Clone, Copy, Debug)]
struct Kill {
    target: Target,
    signal: &'static str,
    after: Duration,
    /// Which of several processes.
    choice: u64,
}

impl fmt::Display for Kill {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { target, signal, .. } = self;
        write!(out, "SIG{signal} to {target:?} after {:?}", self.after)
    }
}

#[test]
fn after_every_kill_the_next_run_succeeds_and_leaves_nothing_behind() {
    let runs = number("KILL_RUNS", RUNS);
    let seed = number("KILL_SEED", 20_261_128);
    let scene = Scene::new(&Path::new(env!("CARGO_TARGET_TMPDIR")).join("kills"));
    let mut draws = StdRng::seed_from_u64(seed);
    let mut tally = BTreeMap::<String, usize>::new();
    let mut problems = Vec::new();
    let started = Instant::now();
    for run in 0..runs {
        let kill = scene.draw(&mut draws);
        let (what, found) = scene.run_one(run, kill);
        // Of hundreds of runs, the first that went wrong is worth reading at once.
        println!(
            "run {run}, {kill} ({what}): {}",
            found.as_deref().unwrap_or("ok")
        );
        *tally.entry(what).or_default() += 1;
        problems.extend(found.map(|problem| format!("run {run}, {kill}: {problem}")));
    }
    println!(
        "{runs} runs killed with seed {seed} in {:.0} s, undisturbed {:.1} s each: {tally:#?}",
        started.elapsed().as_secs_f64(),
        scene.undisturbed.as_secs_f64()
    );
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

/// A clone with a tracker, and what undisturbed runs gave for each of two pipelines.
struct Scene {
    root: PathBuf,
    clone: Checkout,
    expected: Vec<Vec<String>>,
    undisturbed: Duration,
}

impl Scene {
    fn new(root: &Path) -> Self {
        let mut scene = Self {
            root: root.to_owned(),
            clone: Checkout::fresh(root),
            expected: Vec::new(),
            undisturbed: Duration::ZERO,
        };
        let _ = scene.clone.make("up").assert_success();
        for run in 0..2 {
            scene.edit(run);
            let started = Instant::now();
            let _ = scene.clone.make("run").assert_success();
            scene.undisturbed = started.elapsed();
            scene.expected.push(scene.digests());
        }
        assert_ne!(scene.expected[0], scene.expected[1]);
        scene
    }

    /// Gives every stage something to do: another dataset and another split than the run before,
    /// and no memory of what it once gave for them.
    fn edit(&self, run: usize) {
        let rows = self
            .clone
            .command("git", &["show", "HEAD:dataset/iris.csv"]);
        let rows = rows.assert_success().text;
        let params = self.clone.command("git", &["show", "HEAD:params.yaml"]);
        let params = params.assert_success().text;
        let (rows, state) = match run % 2 {
            0 => (&*rows, "random_state: 42"),
            _ => (
                &rows[..=rows.trim_end().rfind('\n').expect("lines")],
                "random_state: 7",
            ),
        };
        self.clone.write("dataset/iris.csv", rows);
        self.clone
            .write("params.yaml", &params.replace("random_state: 42", state));
        let _ = std::fs::remove_dir_all(self.root.join(".dvc/cache/runs"));
    }

    fn digests(&self) -> Vec<String> {
        let locked = LOCKED.iter().map(|name| self.clone.md5(name));
        self.clone.digests().into_iter().chain(locked).collect()
    }

    fn draw(&self, draws: &mut StdRng) -> Kill {
        Kill {
            target: *TARGETS.choose(draws).expect("there are some"),
            signal: SIGNALS.choose(draws).expect("there are some"),
            after: self.undisturbed.mul_f64(draws.gen_range(0.0..1.0)),
            choice: draws.r#gen(),
        }
    }

    /// Kills a run, runs again, and gives what was hit and what is wrong then.
    fn run_one(&self, run: usize, kill: Kill) -> (String, Option<String>) {
        self.edit(run);
        let mut make = self.start_make();
        thread::sleep(kill.after);
        // A stage, and a runner, are there for a part of the time only.
        let mut hit = self.strike(kill, make.id());
        while !hit
            && make
                .try_wait()
                .expect("a child can be waited for")
                .is_none()
        {
            hit = self.strike(kill, make.id());
        }
        let what = if hit {
            format!("{:?} {}", kill.target, kill.signal)
        } else {
            "came too late".to_owned()
        };
        let problem = if ended(&mut make) {
            self.next_run(run)
        } else {
            Some("the killed run does not end".to_owned())
        };
        (what, problem)
    }

    /// `make run` in a process group of its own, as a shell starts it.
    fn start_make(&self) -> Child {
        use std::os::unix::process::CommandExt as _;
        Command::new("make")
            .arg("run")
            .current_dir(&self.root)
            .process_group(0)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("make starts")
    }

    /// Whether there was something to kill.
    fn strike(&self, kill: Kill, make: u32) -> bool {
        let signal = kill.signal;
        match kill.target {
            Target::Stage => self.kill_container(signal, &self.stages()),
            Target::Runner => self.kill_container(signal, &self.runners()),
            Target::Process => {
                let processes = self.processes();
                let count = u64::try_from(processes.len()).expect("a small number");
                let chosen = kill.choice.checked_rem(count).map(|chosen| {
                    let chosen = usize::try_from(chosen).expect("a small number");
                    self.send(signal, &processes[chosen])
                });
                chosen.unwrap_or(false)
            }
            Target::Make => self.send(signal, &make.to_string()),
            Target::Group => self.send(signal, &format!("-{make}")),
        }
    }

    fn send(&self, signal: &str, process: &str) -> bool {
        let signal = format!("-{signal}");
        self.clone
            .command("kill", &[&signal, "--", process])
            .success
    }

    fn kill_container(&self, signal: &str, containers: &[String]) -> bool {
        let kill = |id: &String| {
            let command = ["kill", "--signal", signal, id];
            self.clone.command("docker", &command).success
        };
        containers.first().is_some_and(kill)
    }

    /// The containers of the clone, without the tracker: id, state, and whether it is a runner.
    fn containers(&self) -> Vec<(String, bool)> {
        let filter = format!("label=mlops.root={}", self.root.display());
        let format = "{{.ID}} {{.State}} {{.Labels}}";
        let list = [
            "container",
            "ls",
            "--all",
            "--filter",
            &filter,
            "--format",
            format,
        ];
        let list = self.clone.command("docker", &list).assert_success();
        let tracker = self.clone.container("mlflow");
        let tracker = ["container", "inspect", "--format", "{{.Id}}", &tracker];
        let tracker = self.clone.command("docker", &tracker).text;
        let lines = list.text.lines().filter_map(|line| {
            let id = line.split(' ').next()?.to_owned();
            let runner = line.contains("mlops.runner");
            (!tracker.starts_with(&id)).then_some((id, runner))
        });
        lines.collect()
    }

    fn stages(&self) -> Vec<String> {
        let found = self.containers().into_iter();
        found
            .filter(|(_, runner)| !runner)
            .map(|(id, _)| id)
            .collect()
    }

    fn runners(&self) -> Vec<String> {
        let found = self.containers().into_iter();
        found
            .filter(|(_, runner)| *runner)
            .map(|(id, _)| id)
            .collect()
    }

    /// The numbers of the processes in the runner.
    fn processes(&self) -> Vec<String> {
        let runners = self.runners().into_iter();
        let processes = runners.flat_map(|runner| {
            let top = self.clone.command("docker", &["top", &runner, "-o", "pid"]);
            let lines = top.text.lines().skip(1).map(|line| line.trim().to_owned());
            lines.collect::<Vec<_>>()
        });
        processes.collect()
    }

    fn next_run(&self, run: usize) -> Option<String> {
        let CommandOutput { success, text, .. } = self.clone.make("run");
        if !success {
            return Some(format!("the next run failed:\n{text}"));
        }
        let digests = self.digests();
        let expected = &self.expected[run % 2];
        let names = OUTPUTS.iter().chain(&LOCKED);
        let different: Vec<_> = names
            .zip(digests.iter().zip(expected))
            .filter(|(_, (is, expected))| is != expected)
            .map(|(name, _)| *name)
            .collect();
        let left = self.containers();
        let tracker = self.clone.container("mlflow");
        let open = ["exec", &tracker, "python3", "-c", OPEN_RUNS];
        let open = self.clone.command("docker", &open);
        let problems = [
            (!different.is_empty()).then(|| format!("other bytes in {}", different.join(", "))),
            (!left.is_empty()).then(|| format!("containers are left: {left:?}")),
            (!open.success || !open.text.trim().is_empty())
                .then(|| format!("runs are open: {}", open.text)),
        ];
        let problems: Vec<_> = problems.into_iter().flatten().collect();
        (!problems.is_empty())
            .then(|| format!("{}; the next run said:\n{text}", problems.join(", ")))
    }
}

impl Drop for Scene {
    fn drop(&mut self) {
        // A test that failed already must not panic again.
        let _ = self
            .clone
            .command("scripts/runner", &["mlops", "tracker", "remove"]);
    }
}

/// Waits for the end of a process; false if it does not come.
fn ended(make: &mut Child) -> bool {
    let since = Instant::now();
    while since.elapsed() < PATIENCE {
        if make
            .try_wait()
            .expect("a child can be waited for")
            .is_some()
        {
            return true;
        }
        thread::sleep(Duration::from_millis(20));
    }
    let _ = make.kill();
    let _ = make.wait();
    false
}
