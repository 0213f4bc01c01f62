//! A clone in which runs are killed, and what the next run must give.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use end_to_end::checkout::OUTPUTS;
use end_to_end::{Checkout, CommandOutput};

use crate::at_work::AtWork;
use crate::kill::Kill;

/// How long what was killed may take to its end: the stage has to end, and its run in the tracker.
const PATIENCE: Duration = Duration::from_mins(2);
/// What a kill met that came when everybody had ended.
pub(crate) const LATE: &str = "came too late";
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

/// A clone with a tracker, and what undisturbed runs gave for each of two pipelines.
pub(crate) struct Scene {
    clone: Checkout,
    expected: Vec<Vec<String>>,
    pub(crate) undisturbed: Duration,
}

impl Scene {
    pub(crate) fn new(root: &Path) -> Self {
        let mut scene = Self {
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
        let _ = std::fs::remove_dir_all(self.clone.path(".dvc/cache/runs"));
    }

    fn digests(&self) -> Vec<String> {
        let locked = LOCKED.iter().map(|name| self.clone.md5(name));
        self.clone.digests().into_iter().chain(locked).collect()
    }

    /// Kills a run, runs again, and gives what was hit and what is wrong then.
    pub(crate) fn run_one(&self, run: usize, kill: Kill) -> (String, Option<String>) {
        self.edit(run);
        let mut make = self.start_make();
        thread::sleep(kill.after);
        let at_work = AtWork(&self.clone);
        // A stage, and a runner, are there for a part of the time only.
        let mut hit = at_work.strike(kill, make.id());
        while !hit
            && make
                .try_wait()
                .expect("a child can be waited for")
                .is_none()
        {
            hit = at_work.strike(kill, make.id());
        }
        let what = if hit {
            format!("{:?} {}", kill.target, kill.signal)
        } else {
            LATE.to_owned()
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
            .current_dir(self.clone.root())
            .process_group(0)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("make starts")
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
        let left = AtWork(&self.clone).containers();
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
