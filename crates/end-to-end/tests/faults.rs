//! Pipelines over a bad network: whatever is lost on the way, each ends with 0 or
//! with the exit code that says "try again", and the tracker holds no ghosts.
//!
//! `FAULT_RUNS` is how many pipelines run, `FAULT_SEED` where the draws begin.
//! The same seed draws the same faults, but uploads go four at a time, so that
//! which request meets which fault can differ.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use end_to_end::environment::number;
use end_to_end::http::Message;
use end_to_end::programs::{Folder, Programs, image};
use end_to_end::proxy::{Fault, FaultPlan, Proxy, Traffic};
use end_to_end::server::{IN_MEMORY, Server};
use serde_json::{Value, json};

/// How many pipelines run unless the environment says otherwise.
const RUNS: usize = 200;
/// How many run side by side, each in a folder of its own.
const LANES: usize = 4;
/// Stages of one lane count as one pipeline, for which a run that was left
/// behind is closed by the next.
const PIPELINE: &str = "MLOPS_PIPELINE";
/// Counted in place of an exit code that is not allowed.
const UNEXPECTED: i32 = -1;
const MODEL: &str = "iris-classifier";

/// What the pipelines met and how they ended.
#[derive(Default)]
struct Tally {
    /// Pipelines by the exit code of the last stage that ran.
    ended: BTreeMap<i32, usize>,
    traffic: Traffic,
    slowest: Duration,
    problems: Vec<String>,
}

#[test]
fn every_pipeline_ends_well_or_says_try_again_and_the_tracker_holds_no_ghosts() {
    let runs = number("FAULT_RUNS", RUNS);
    let seed = number("FAULT_SEED", 20_261_124);
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("faults");
    let programs = Programs::of_images(&root.join("programs"));
    let server = Server::start(&image("mlflow"), IN_MEMORY, &[]);
    let started = Instant::now();
    let next = AtomicUsize::new(0);
    let over = AtomicBool::new(false);
    let (tally, watched) = thread::scope(|scope| {
        let lanes: Vec<_> = (0..LANES)
            .map(|lane| {
                let lane = Lane::new(&root, lane, &programs, &server);
                let next = &next;
                scope.spawn(move || lane.run_all(next, runs, seed))
            })
            .collect();
        let watcher = scope.spawn(|| watch_alias(&server, &over));
        let mut tally = Tally::default();
        for lane in lanes {
            tally.add(lane.join().expect("a lane does not panic"));
        }
        over.store(true, Ordering::SeqCst);
        (tally, watcher.join().expect("the watcher does not panic"))
    });
    tally.report(runs, started.elapsed());
    let problems = [tally.problems, watched, ghosts(&server)].concat();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

struct Lane<'a> {
    name: String,
    folder: Folder,
    programs: &'a Programs,
    server: &'a Server,
}

impl<'a> Lane<'a> {
    fn new(root: &Path, lane: usize, programs: &'a Programs, server: &'a Server) -> Self {
        let name = format!("lane-{lane}");
        Self {
            folder: Folder::fresh(&root.join(&name)),
            name,
            programs,
            server,
        }
    }

    /// Runs pipelines until all are taken, then a last one over a good network:
    /// the next run of a pipeline closes what the one before left open.
    fn run_all(&self, next: &AtomicUsize, runs: usize, seed: u64) -> Tally {
        let mut tally = Tally::default();
        loop {
            let run = next.fetch_add(1, Ordering::SeqCst);
            if run >= runs {
                break;
            }
            self.run_one(run, seed, &mut tally);
        }
        self.new_model(runs);
        let uri = self.server.uri();
        let ended = self.pipeline(&uri, "4", "10");
        if ended != Ok(0) {
            let problem = format!("{}, over a good network: {ended:?}", self.name);
            tally.problems.push(problem);
        }
        tally
    }

    fn run_one(&self, run: usize, seed: u64, tally: &mut Tally) {
        self.new_model(run);
        let plan = FaultPlan {
            seed: seed + run as u64,
            share: 0.3,
            late: [1100, 1800].map(Duration::from_millis),
        };
        let proxy = Proxy::start(self.server.address, plan).expect("a free port");
        let started = Instant::now();
        // Every other pipeline gives up early: the ways out are what is tested.
        let retries = if run.is_multiple_of(2) { "4" } else { "2" };
        let code = self
            .pipeline(&proxy.uri(), retries, "1")
            .unwrap_or_else(|problem| {
                tally.problems.push(format!("pipeline {run}: {problem}"));
                UNEXPECTED
            });
        tally.slowest = tally.slowest.max(started.elapsed());
        tally.traffic.add(&proxy.finish());
        *tally.ended.entry(code).or_default() += 1;
    }

    /// Another seed, and therefore another model and another key, each time.
    fn new_model(&self, run: usize) {
        let (seed, depth) = (
            format!("random_state: {run}"),
            format!("max_depth: {}", run % 4 + 1),
        );
        self.folder.params(&[
            ("random_state: 42", &seed),
            ("max_depth: 5", &depth),
            ("n_estimators: 100", "n_estimators: 10"),
        ]);
    }

    /// Runs train, and evaluate where train succeeded, and gives the last exit code.
    fn pipeline(&self, uri: &str, retries: &str, timeout: &str) -> Result<i32, String> {
        let environment = [
            ("MLFLOW_TRACKING_URI", uri),
            ("MLFLOW_HTTP_REQUEST_TIMEOUT", timeout),
            ("MLFLOW_ARTIFACT_UPLOAD_DOWNLOAD_TIMEOUT", timeout),
            ("MLFLOW_HTTP_REQUEST_MAX_RETRIES", retries),
            ("MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR", "0.05"),
            ("MLFLOW_HTTP_REQUEST_BACKOFF_JITTER", "0.05"),
            (PIPELINE, &self.name),
        ];
        match self.stage("train", &environment)? {
            0 => self.stage("evaluate", &environment),
            code => Ok(code),
        }
    }

    /// Runs a stage, which may end with 0, or with 5 and its outputs as before.
    fn stage(&self, name: &str, environment: &[(&str, &str)]) -> Result<i32, String> {
        let before = self.folder.outputs();
        let output = self.programs.run(name, &self.folder, environment);
        match output.code {
            Some(0) => Ok(0),
            Some(5) if self.folder.outputs() == before => Ok(5),
            Some(5) => Err(format!("{name} changed outputs: {output:?}")),
            _ => Err(format!("{name}: {output:?}")),
        }
    }
}

impl Tally {
    fn add(&mut self, other: Self) {
        for (code, count) in other.ended {
            *self.ended.entry(code).or_default() += count;
        }
        self.traffic.add(&other.traffic);
        self.slowest = self.slowest.max(other.slowest);
        self.problems.extend(other.problems);
    }

    fn report(&self, runs: usize, took: Duration) {
        let spoiled: usize = self.traffic.faults.values().sum();
        println!(
            "{runs} pipelines in {:.0} s, the slowest in {:.1} s; by exit code: {:?}; \
             {} requests, {spoiled} of them spoiled: {:?}",
            took.as_secs_f64(),
            self.slowest.as_secs_f64(),
            self.ended,
            self.traffic.requests,
            self.traffic.faults
        );
        assert_eq!(self.ended.values().sum::<usize>(), runs);
        if runs >= RUNS {
            let kinds: BTreeSet<&Fault> = self.traffic.faults.keys().collect();
            assert_eq!(kinds.len(), Fault::ALL.len(), "every kind occurred");
        }
    }
}

/// Once the alias is set, it resolves at every moment, whatever is being promoted.
fn watch_alias(server: &Server, over: &AtomicBool) -> Vec<String> {
    let path = format!("registered-models/alias?name={MODEL}&alias=production");
    let (mut was_set, mut problems) = (false, Vec::new());
    while !over.load(Ordering::SeqCst) {
        let (status, answer) = server.ask("GET", &path, &Value::Null);
        if status == 200 {
            was_set = true;
        } else if was_set {
            problems.push(format!("production did not resolve: {status} {answer}"));
        }
        thread::sleep(Duration::from_millis(100));
    }
    problems
}

/// What must not be in the tracker.
fn ghosts(server: &Server) -> Vec<String> {
    let mut problems = Vec::new();
    let experiments = server.get("experiments/search?max_results=1000&view_type=ALL");
    let names = texts(&experiments["experiments"], "/name");
    problems.extend(repeated("experiment", &names));
    let ids: Vec<_> = texts(&experiments["experiments"], "/experiment_id");
    let runs = all_runs(server, &ids);
    let nonces: Vec<_> = runs
        .iter()
        .filter_map(|run| tag(run, "mlops.nonce"))
        .collect();
    assert!(!nonces.is_empty(), "runs carry a nonce");
    problems.extend(repeated("nonce", &nonces));
    for run in runs.iter().filter(|run| run["info"]["status"] == "RUNNING") {
        problems.push(format!("the run {} is RUNNING", run["info"]["run_id"]));
    }
    problems.extend(repeated("model's run", &models(server, &ids)));
    let versions = server.get("model-versions/search?max_results=10000");
    problems.extend(repeated(
        "version's run",
        &texts(&versions["model_versions"], "/run_id"),
    ));
    for version in versions["model_versions"].as_array().into_iter().flatten() {
        problems.extend(incomplete(server, version));
    }
    problems.extend(unresolved(server));
    problems
}

fn all_runs(server: &Server, experiments: &[String]) -> Vec<Value> {
    let (mut runs, mut token) = (Vec::new(), Value::Null);
    loop {
        let body = json!({
            "experiment_ids": experiments, "max_results": 1000,
            "run_view_type": "ACTIVE_ONLY", "page_token": token,
        });
        let (status, mut answer) = server.ask("POST", "runs/search", &body);
        assert_eq!(status, 200, "{answer}");
        token = answer["next_page_token"].take();
        if let Value::Array(page) = answer["runs"].take() {
            runs.extend(page);
        }
        if token.is_null() {
            return runs;
        }
    }
}

/// The runs of the models that are entities of their own.
fn models(server: &Server, experiments: &[String]) -> Vec<String> {
    let body = json!({"experiment_ids": experiments, "max_results": 1000});
    let (status, answer) = server.ask("POST", "logged-models/search", &body);
    assert_eq!(status, 200, "{answer}");
    assert!(answer["next_page_token"].is_null(), "all fit on a page");
    texts(&answer["models"], "/info/source_run_id")
}

/// A version whose files cannot be fetched is no model.
fn incomplete(server: &Server, version: &Value) -> Option<String> {
    let text = |key: &str| version[key].as_str().unwrap_or_default().to_owned();
    let (name, number) = (text("name"), text("version"));
    let query = format!("name={name}&version={number}");
    let uri = server.get(&format!("model-versions/get-download-uri?{query}"));
    let uri = uri["artifact_uri"].as_str().unwrap_or_default().to_owned();
    let folder = uri.strip_prefix("mlflow-artifacts:/").unwrap_or_default();
    ["MLmodel", "model.onnx"].into_iter().find_map(|file| {
        let path = format!("/api/2.0/mlflow-artifacts/artifacts/{folder}/{file}");
        let request = Message::request("GET", &path, server.address, &Value::Null);
        let status = server.send(&request).status();
        (status != 200).then(|| format!("version {number} of {name}: {uri}/{file}: {status}"))
    })
}

fn unresolved(server: &Server) -> Vec<String> {
    let model = server.get(&format!("registered-models/get?name={MODEL}"));
    let aliases = &model["registered_model"]["aliases"];
    let resolve = |alias: &String| {
        let path = format!("registered-models/alias?name={MODEL}&alias={alias}");
        let (status, answer) = server.ask("GET", &path, &Value::Null);
        (status != 200).then(|| format!("alias {alias}: {status} {answer}"))
    };
    texts(aliases, "/alias")
        .iter()
        .filter_map(resolve)
        .collect()
}

fn texts(list: &Value, pointer: &str) -> Vec<String> {
    let items = list.as_array().into_iter().flatten();
    let text = |item: &Value| item.pointer(pointer)?.as_str().map(str::to_owned);
    items.filter_map(text).collect()
}

fn tag(run: &Value, name: &str) -> Option<String> {
    let mut tags = run["data"]["tags"].as_array()?.iter();
    let found = tags.find(|tag| tag["key"] == name)?;
    found["value"].as_str().map(str::to_owned)
}

fn repeated(what: &str, values: &[String]) -> Vec<String> {
    let mut counts = BTreeMap::<&str, usize>::new();
    for value in values {
        *counts.entry(value).or_default() += 1;
    }
    let twice = counts.into_iter().filter(|(_, count)| *count > 1);
    twice
        .map(|(value, count)| format!("{count} times the {what} {value}"))
        .collect()
}
