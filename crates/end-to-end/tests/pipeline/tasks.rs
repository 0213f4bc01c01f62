//! The pipeline step by step, as an orchestrator takes it: `mlops task`.

use std::fs;
use std::path::Path;

use end_to_end::command_output::STAGES;
use end_to_end::programs::image;
use end_to_end::server::Server;
use end_to_end::upstream::Upstream;
use end_to_end::{Checkout, CommandOutput};
use serde_json::Value;

use crate::after_first_run;

/// A worker: a checkout, and the variables of its environment.
pub(crate) struct Worker<'a> {
    pub(crate) checkout: &'a Checkout,
    pub(crate) variables: &'a [String],
    pub(crate) share: bool,
}

impl Worker<'_> {
    pub(crate) fn step(&self, step: &[&str], after: &str) -> CommandOutput {
        let mut command: Vec<&str> = self.variables.iter().map(String::as_str).collect();
        command.extend(["scripts/runner", "mlops", "task"]);
        command.extend(step);
        if self.share {
            command.push("--share");
        }
        if !after.is_empty() {
            command.extend(["--after", after]);
        }
        self.checkout.command("env", &command)
    }
}

/// What a step prints for the next ones.
pub(crate) fn last_line(output: &CommandOutput) -> Value {
    // Standard error comes after it.
    let line = output.text.lines().rfind(|line| line.starts_with('{'));
    let line = line.unwrap_or_else(|| panic!("no document in:\n{}", output.text));
    serde_json::from_str(line).expect("a document of JSON")
}

/// What happened in a round of steps.
#[derive(Debug, PartialEq)]
struct Round {
    /// The stages that ran.
    ran: Vec<&'static str>,
    /// The parts of the forest, each grown by a step of its own.
    shards: Vec<String>,
}

/// Takes all steps, each by the next of the `workers`. Gives as well what they hand on in the end.
fn all_steps(workers: &[Worker<'_>]) -> (Round, String) {
    let mut turn = workers.iter().cycle();
    let mut next = || turn.next().expect("a worker");
    let start = next().step(&["start"], "").assert_success();
    let mut after = vec![last_line(&start)];
    let (mut ran, mut shards) = (Vec::new(), Vec::new());
    for stage in STAGES {
        if stage == "train" {
            let before = Value::from(after.clone()).to_string();
            let plan = next().step(&["plan", stage], &before).assert_success();
            let plan = last_line(&plan)["plan"].as_array().cloned();
            for trees in plan.unwrap_or_default() {
                let trees = trees.as_str().expect("a range").to_owned();
                let step = ["shard", stage, &trees];
                let grown = next().step(&step, &before).assert_success();
                after.push(last_line(&grown));
                shards.push(trees);
            }
        }
        let before = Value::from(after.clone()).to_string();
        let done = next().step(&["stage", stage], &before).assert_success();
        if stage == "train" && !shards.is_empty() {
            // Those of the other worker as well.
            let all = shards.len();
            done.assert_contains(&format!(
                "in {all} shards, of which {all} are there already"
            ));
        }
        let line = last_line(&done);
        assert_eq!(line["stage"], stage);
        if line["skipped"] == false {
            ran.push(stage);
        }
        after.push(line);
    }
    let before = Value::from(after).to_string();
    let report = next().step(&["report"], &before).assert_success();
    report.assert_contains("production");
    (Round { ran, shards }, before)
}

#[test]
fn the_steps_do_what_make_run_does() {
    let guard = after_first_run();
    let clone = &guard.0;
    let (lock, outputs) = (clone.read("dvc.lock"), clone.digests());
    let worker = || Worker {
        checkout: clone,
        variables: &[],
        share: false,
    };
    let all = || all_steps(&[worker()]).0;
    let nothing = Round {
        ran: Vec::new(),
        shards: Vec::new(),
    };
    assert_eq!(all(), nothing);
    assert_eq!(clone.read("dvc.lock"), lock);

    let before = clone.edit("params.yaml", "max_depth: 5", "max_depth: 3");
    assert_eq!(all().ran, ["train", "evaluate"]);
    let by_steps = clone.read("dvc.lock");
    let nothing = clone.make("run").assert_success();
    assert!(nothing.ran().is_empty(), "{}", nothing.text);
    assert_eq!(clone.read("dvc.lock"), by_steps);

    clone.write(
        "params.yaml",
        &before.replace("max_depth: 5", "max_depth: deep"),
    );
    let refused = worker().step(&["start"], "");
    assert_eq!(refused.code, Some(2), "{}", refused.text);
    refused.assert_contains("max_depth");

    clone.write("params.yaml", &before);
    let _ = all();
    assert_eq!(clone.digests(), outputs);
    assert_eq!(clone.read("dvc.lock"), lock);
}

/// Two checkouts that have nothing in common but a commit, a remote and a tracker, and that grow a forest together.
#[test]
fn workers_without_a_common_folder_make_the_same() {
    let guard = after_first_run();
    let clone = &guard.0;
    let temporary = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let storage = Server::s3("iris");
    let tracker = Server::mlflow_for_stages(&image("mlflow"));
    let variables = [
        "AWS_ACCESS_KEY_ID=ann".to_owned(),
        "AWS_SECRET_ACCESS_KEY=s3cret".to_owned(),
        format!("MLFLOW_TRACKING_URI={}", tracker.uri_for_stages()),
    ];
    let one = worker_at(&temporary.join("worker one"), clone, &storage);
    let _ = one.edit("params.yaml", "shards: 1", "shards: 3");
    let name = ["-c", "user.name=Ann", "-c", "user.email=ann@example.org"];
    let commit = [
        &name[..],
        &["commit", "--quiet", "--all", "--message", "Three shards"],
    ];
    let _ = one.command("git", &commit.concat()).assert_success();
    let two = worker_at(&temporary.join("worker two"), &one, &storage);
    let [first, second] = [&one, &two].map(|checkout| Worker {
        checkout,
        variables: &variables,
        share: true,
    });
    let refused = Worker {
        variables: &[],
        ..first
    }
    .step(&["start"], "");
    assert_eq!(refused.code, Some(2), "{}", refused.text);
    refused.assert_contains("set MLFLOW_TRACKING_URI to one that all reach");

    let (round, after) = all_steps(&[first, second]);
    assert_eq!(round.ran, STAGES);
    assert_eq!(round.shards, ["0..34", "34..67", "67..100"]);
    // The report, the last step, was the second's, which had made little of what it is about.
    assert_eq!(two.digests(), clone.digests());
    assert_eq!(two.read("dvc.lock"), clone.read("dvc.lock"));

    // DVC finds nothing missing where another worker made it.
    let folder = temporary.join("of-workers.git");
    let upstream = Upstream::of(&one, &folder);
    let _server = upstream.served(("ann", "t0ken"));
    let login = ["MLOPS_PUSH_LOGIN=ann", "MLOPS_PUSH_PASSWORD=t0ken"].map(str::to_owned);
    let publisher = Worker {
        checkout: &one,
        variables: &[&variables[..], &login].concat(),
        share: true,
    };
    let done = publisher.step(&["publish"], &after).assert_success();
    done.assert_contains("publish: upstream has all of sync");
    assert_eq!(last_line(&done)["skipped"], true);

    let worker = Worker {
        checkout: &two,
        variables: &variables,
        share: true,
    };
    let other = "[{\"commit\": \"0123456789012345678901234567890123456789\"}]";
    let behind = worker.step(&["stage", "train"], other);
    assert_eq!(behind.code, Some(2), "{}", behind.text);
    behind.assert_contains("update the worker's checkout: `git fetch && git checkout 0123456789");

    storage.stop();
    let _ = fs::remove_dir_all(two.path(".dvc/cache"));
    let gone = worker.step(&["stage", "evaluate"], "");
    assert_eq!(gone.code, Some(5), "{}", gone.text);
}

/// A clone of `clone` whose remote is `storage`.
fn worker_at(folder: &Path, clone: &Checkout, storage: &Server) -> Checkout {
    let _ = fs::remove_dir_all(folder);
    let target = folder.to_str().expect("a path of text");
    let _ = clone
        .command("git", &["clone", "--quiet", ".", target])
        .assert_success();
    let worker = Checkout::at(folder);
    let settings = format!(
        "['remote \"storage\"']\nurl = s3://iris/dvc\nendpointurl = {}\n",
        storage.uri()
    );
    worker.write(".dvc/config.local", &settings);
    worker
}
