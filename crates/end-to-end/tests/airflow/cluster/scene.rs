//! A cluster of its own for a test, and what a run on it has to give.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};
use std::{fs, thread};

use end_to_end::{Checkout, CommandOutput};

use super::page::Run;
use crate::locked;

/// How many workers it has.
pub(crate) const WORKERS: usize = 2;
/// How many parts the forest is grown in, and how many trees it has.
const SHARDS: usize = 8;
const TREES: u64 = 100;
/// How long what was killed may take to its end.
const PATIENCE: Duration = Duration::from_mins(1);

/// A clone whose forest has eight parts, and the containers that `make airflow-cluster` has started there. They are
/// gone with it.
pub(crate) struct Cluster {
    pub(crate) clone: Checkout,
    /// The MD5 of each output, as `dvc.lock` has it.
    expected: BTreeMap<String, String>,
    /// How often a task is tried again, for the environment.
    retries: String,
}

impl Cluster {
    pub(crate) fn start(retries: usize) -> Self {
        // A comma and a space are where unquoted CSV and shell break.
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cluster, clone");
        if root.exists() {
            let _ = Checkout::at(&root).command("scripts/airflow-cluster", &["down"]);
        }
        let clone = Checkout::fresh(&root);
        if !clone.path("dvc.lock").exists() {
            let _ = clone.make("run").assert_success();
        }
        clone.commit_new_lock();
        let _ = clone.edit("params.yaml", "shards: 1", &format!("shards: {SHARDS}"));
        commit(&clone, "Eight parts");
        let expected = locked(&clone);
        let cluster = Self {
            clone,
            expected,
            retries: format!("MLOPS_RETRIES={retries}"),
        };
        let _ = cluster.up();
        cluster
    }

    /// Types `make airflow-cluster`.
    pub(crate) fn up(&self) -> CommandOutput {
        let make = [&*self.retries, "make", "airflow-cluster"];
        self.clone.command("env", &make).assert_success()
    }

    /// The name of one of its containers: `head`, `worker-1`.
    pub(crate) fn container(&self, what: &str) -> String {
        format!("{}-{what}", self.clone.container("airflow"))
    }

    /// The checkout of a worker, by its name, such as `worker-1`.
    pub(crate) fn checkout(&self, worker: &str) -> Checkout {
        let folder = format!(".dvc/tmp/airflow/cluster/{worker}");
        Checkout::at(&self.clone.path(&folder))
    }

    pub(crate) fn workers(&self) -> Vec<Checkout> {
        let names = (1..=WORKERS).map(|number| format!("worker-{number}"));
        names.map(|name| self.checkout(&name)).collect()
    }

    /// What is wrong with a run that has ended, or with what it has left.
    pub(crate) fn problem(&self, run: &Run<'_>) -> Option<String> {
        let (state, tasks) = (run.state(), run.tasks());
        if state != "success" {
            let failed = tasks.iter().filter(|task| task.state == "failed");
            let told: Vec<_> = failed
                .map(|task| format!("{task:?}: {:#?}", run.log(task)))
                .collect();
            return Some(format!("it is {state}: {}", told.join("\n")));
        }
        let parts = run.said("train.shard");
        let mut ranges: Vec<_> = parts
            .iter()
            .map(|part| range(&part["shards"][0]["file"]))
            .collect();
        ranges.sort_unstable();
        let follow = ranges.windows(2).all(|pair| pair[0].1 == pair[1].0);
        let ends = (
            ranges.first().map(|range| range.0),
            ranges.last().map(|range| range.1),
        );
        if ranges.len() != SHARDS || !follow || ends != (Some(0), Some(TREES)) {
            return Some(format!("its parts are {ranges:?}"));
        }
        if !self.is_at_rest() {
            return Some(format!("it has left {:?}", self.at_work()));
        }
        // The report gets all that the workers have made.
        let worker = self.checkout(&run.task("mlops.report").host);
        let found = self
            .expected
            .keys()
            .map(|name| (name.clone(), worker.md5(name)));
        let found: BTreeMap<_, _> = found.collect();
        (found != self.expected).then(|| format!("{found:#?} instead of {:#?}", self.expected))
    }

    /// The containers of the workers' checkouts, each with whether it is a runner.
    pub(crate) fn at_work(&self) -> Vec<(String, bool)> {
        let format = "{{.ID}} {{.Labels}}";
        let list = [
            "container",
            "ls",
            "--filter",
            "label=mlops.root",
            "--format",
            format,
        ];
        let list = self.clone.command("docker", &list).assert_success();
        let root = self.clone.path(".dvc/tmp/airflow/cluster");
        let root = format!("mlops.root={}/", root.display());
        let own = list.text.lines().filter(|line| line.contains(&root));
        own.filter_map(|line| {
            let id = line.split(' ').next()?.to_owned();
            Some((id, line.contains("mlops.runner=")))
        })
        .collect()
    }

    /// Whether nothing is at work any more a moment after a run.
    fn is_at_rest(&self) -> bool {
        let since = Instant::now();
        while !self.at_work().is_empty() {
            if since.elapsed() > PATIENCE {
                return false;
            }
            thread::sleep(Duration::from_millis(200));
        }
        true
    }

    /// Replaces a worker by one that has all but Docker's socket.
    pub(crate) fn take_the_socket(&self, worker: &str) {
        let container = self.container(worker);
        let docker = |args: &[&str]| self.clone.command("docker", args).assert_success().text;
        let format =
            "{{.Config.Image}}\n{{.Config.User}}\n{{range .Config.Env}}{{println .}}{{end}}";
        let told = docker(&["inspect", "--format", format, &container]);
        let mut lines = told.trim().splitn(3, '\n');
        let mut next = || lines.next().expect("a line");
        let (image, user) = (next(), next());
        let environment = self
            .clone
            .path(".dvc/tmp/airflow/cluster/env/without-socket");
        fs::write(&environment, next()).unwrap();
        let environment = environment.to_str().expect("a path of text");
        let folder = self.checkout(worker);
        let folder = folder.root().to_str().expect("a path of text");
        let mount = format!("type=bind,\"source={folder}\",\"target={folder}\"");
        let network = self.clone.container("airflow");
        let label = docker(&[
            "inspect",
            "--format",
            "{{index .Config.Labels \"mlops.cluster\"}}",
            &container,
        ]);
        let label = format!("mlops.cluster={}", label.trim());
        let _ = docker(&["rm", "--force", &container]);
        let mut run = vec!["run", "--detach", "--name", &container, "--label", &label];
        run.extend([
            "--network",
            &network,
            "--hostname",
            worker,
            "--network-alias",
            worker,
        ]);
        run.extend([
            "--user",
            user,
            "--env-file",
            environment,
            "--mount",
            &mount,
            "--workdir",
            folder,
        ]);
        run.extend([
            "--tmpfs",
            "/run/airflow:mode=1777",
            image,
            "airflow",
            "celery",
            "worker",
        ]);
        let _ = docker(&run);
    }

    /// Has every worker, and the remote, forget what runs have made.
    pub(crate) fn forget(&self) {
        for worker in self.workers() {
            let _ = worker.command("scripts/clean", &[]).assert_success();
        }
        let empty = "import urllib.request as u\n\
             for method, path in ('POST', 'moto-api/reset'), ('PUT', 'mlops'):\n    \
             u.urlopen(u.Request(f'http://127.0.0.1:5000/{path}', method=method))";
        let command = [
            "exec",
            &self.container("s3"),
            "/opt/venv/bin/python",
            "-c",
            empty,
        ];
        let _ = self.clone.command("docker", &command).assert_success();
        let _ = self.up();
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let _ = self.clone.command("scripts/airflow-cluster", &["down"]);
    }
}

fn commit(clone: &Checkout, message: &str) {
    let name = ["-c", "user.name=Ann", "-c", "user.email=ann@example.org"];
    let commit = ["commit", "--quiet", "--all", "--message", message];
    let _ = clone
        .command("git", &[&name[..], &commit].concat())
        .assert_success();
}

/// The trees of a shard, from the name of its file: `…/0..13.shard`.
fn range(file: &serde_json::Value) -> (u64, u64) {
    let file = file.as_str().expect("a path");
    let name = file
        .rsplit('/')
        .next()
        .and_then(|name| name.strip_suffix(".shard"));
    let (first, end) = name
        .and_then(|name| name.split_once(".."))
        .expect("a range");
    (first.parse().unwrap(), end.parse().unwrap())
}
