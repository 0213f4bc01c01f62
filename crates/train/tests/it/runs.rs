//! How runs begin and end, through the program `train`.

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::common::{Tracker, pairs};
use serde_json::{Value, json};
use stage::testing::Sandbox;

const ROWS: &str = "size,target\n1,0\n2,1\n6,2\n3,0\n";
/// What the first train and each later one cost the tracker, MLflow 3 and then MLflow 2, as
/// docs/tracking.md says.
const REQUESTS: [usize; 4] = [26, 23, 25, 22];

fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("data/processed/train.csv", ROWS);
    sandbox.write("data/processed/test.csv", ROWS);
    sandbox
}

const PIPELINE: [(&str, &str); 1] = [("MLOPS_PIPELINE", "p-1")];

#[test]
fn a_run_costs_the_tracker_what_the_documentation_says() {
    let trackers = [
        Tracker::modern().emptied(),
        Tracker::modern(),
        Tracker::new().emptied(),
        Tracker::new(),
    ];
    for (tracker, expected) in trackers.iter().zip(REQUESTS) {
        tracker.train_with(&sandbox(), &PIPELINE).assert_success();
        let requests = tracker.requests();
        let list: Vec<_> = requests
            .iter()
            .map(|request| format!("{} {}", request.method, request.url.path()))
            .collect();
        assert_eq!(list.len(), expected, "{list:#?}");
        let ends = tracker.bodies("runs/update");
        assert_eq!(ends.last().unwrap()["status"], "FINISHED");
    }
}

#[test]
fn what_a_kill_left_running_is_closed_before_the_next_run_begins() {
    let tracker = Tracker::modern();
    let left = json!({"runs": [{"info": {
        "run_id": "dead", "experiment_id": "1", "status": "RUNNING",
    }}]});
    tracker.instead("runs/search", &left);
    let ended = tracker.train_with(&sandbox(), &PIPELINE);
    ended.assert_success();
    let said = "train: closed as killed what an earlier run left running: dead\n";
    assert!(ended.stdout.contains(said), "{ended:?}");
    let search = &tracker.bodies("runs/search")[0];
    let filter = search["filter"].as_str().unwrap();
    assert!(
        filter.contains("tags.\"mlops.pipeline\" = 'p-1'"),
        "{filter}"
    );
    assert!(filter.contains("RUNNING"), "{filter}");
    let end = &tracker.bodies("runs/update")[0];
    assert_eq!(
        (&end["run_id"], &end["status"]),
        (&json!("dead"), &json!("KILLED"))
    );
}

#[test]
fn a_train_without_a_pipeline_closes_nothing() {
    let tracker = Tracker::modern();
    tracker.train(&sandbox()).assert_success();
    assert!(tracker.bodies("runs/search").is_empty());
}

fn start(sandbox: &Sandbox, tracker: &Tracker) -> Child {
    Command::new(env!("CARGO_BIN_EXE_train"))
        .current_dir(sandbox.path(""))
        .env_clear()
        .env("MLFLOW_TRACKING_URI", tracker.uri())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

fn wait_until(done: impl Fn() -> bool) {
    let start = Instant::now();
    while !done() {
        assert!(
            start.elapsed() < Duration::from_secs(20),
            "nothing happened"
        );
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// Starts a train, and signals it while it uploads to a tracker that takes for
/// ever for a file and `answer` for an end. Gives the tracker as it was left.
fn signalled(signal: &str, code: i32, answer: Duration) -> Tracker {
    let (sandbox, tracker) = (sandbox(), Tracker::modern());
    tracker.slow(Duration::from_mins(1));
    tracker.slow_api(answer);
    let train = start(&sandbox, &tracker);
    wait_until(|| uploads(&tracker));
    end(train, signal, code);
    assert_no_outputs(&sandbox);
    tracker
}

fn uploads(tracker: &Tracker) -> bool {
    let all = tracker.requests();
    all.iter().any(|request| request.method.as_str() == "PUT")
}

/// Signals `train`, which has to be gone within two seconds.
fn end(mut train: Child, signal: &str, code: i32) {
    let asked = Instant::now();
    let id = train.id().to_string();
    let kill = Command::new("kill").args(["-s", signal, &id]).status();
    assert!(kill.unwrap().success());
    let ended = train.wait().unwrap();
    let took = asked.elapsed();
    assert_eq!(ended.code(), Some(code), "{signal}");
    assert!(took < Duration::from_secs(2), "{signal}: {took:?}");
}

/// What it was writing has its hidden names still, and no other.
fn assert_no_outputs(sandbox: &Sandbox) {
    let outputs = sandbox.list("models");
    assert!(
        outputs.iter().all(|name| name.starts_with('.')),
        "{outputs:?}"
    );
}

fn assert_killed(tracker: &Tracker) {
    let end: &Value = &tracker.bodies("runs/update")[0];
    assert_eq!(end["status"], "KILLED");
    assert!(end["end_time"].as_i64().unwrap() > 1_500_000_000_000);
    let written = tracker.bodies("runs/log-batch").into_iter();
    let tags: Vec<_> = written.filter_map(|body| pairs(&body["tags"])).collect();
    assert_eq!(tags, [["mlops.reason=interrupted"]]);
}

const SLOW: Duration = Duration::from_millis(400);

#[test]
fn a_run_that_is_terminated_ends_as_killed_within_two_seconds() {
    assert_killed(&signalled("TERM", 143, SLOW));
}

#[test]
fn a_run_that_is_interrupted_ends_as_killed_within_two_seconds() {
    assert_killed(&signalled("INT", 130, SLOW));
}

#[test]
fn a_tracker_that_no_longer_answers_keeps_no_process_alive() {
    let tracker = signalled("TERM", 143, Duration::from_mins(1));
    assert!(!tracker.bodies("runs/update").is_empty());
}

/// Rows of random classes, and enough trees to keep the training busy for seconds.
fn long_sandbox(trees: usize) -> Sandbox {
    let sandbox = sandbox();
    let row = |i: usize| format!("{}.5,{}\n", i * 7919 % 5003, i * 31 % 7 % 3);
    let rows: String = (0..2000).map(row).collect();
    sandbox.write("data/processed/train.csv", format!("size,target\n{rows}"));
    let trees = format!("n_estimators: {trees}");
    sandbox.edit_params("n_estimators: 100", &trees);
    sandbox
}

/// The run was created only when the training was over, so that whoever stopped a training
/// of an hour found nothing of it in the tracker.
#[test]
fn a_signal_during_a_long_training_ends_its_run_as_killed() {
    let (sandbox, tracker) = (long_sandbox(100_000), Tracker::modern());
    let train = start(&sandbox, &tracker);
    wait_until(|| !tracker.bodies("runs/create").is_empty());
    // The answer is on its way, and the training begins.
    std::thread::sleep(Duration::from_millis(300));
    end(train, "TERM", 143);
    assert!(
        !uploads(&tracker),
        "the training was over before the signal"
    );
    assert_no_outputs(&sandbox);
    assert_killed(&tracker);
}

/// A run lasted as long as its uploads, whatever the training had taken.
#[test]
fn a_run_lasts_as_long_as_its_training() {
    let (sandbox, tracker) = (long_sandbox(200), Tracker::modern());
    let started = Instant::now();
    tracker.train(&sandbox).assert_success();
    let took = started.elapsed().as_millis();
    let time = |route, key| tracker.bodies(route)[0][key].as_u64().unwrap();
    let lasted = time("runs/update", "end_time") - time("runs/create", "start_time");
    assert!(
        u128::from(lasted) > took / 2,
        "the run lasted {lasted} ms of {took} ms"
    );
}

/// A disk without space, or a folder in the way of the model: what failed is in the tracker.
#[test]
fn a_training_whose_model_cannot_be_written_ends_its_run_as_failed() {
    let (sandbox, tracker) = (sandbox(), Tracker::modern());
    sandbox.write("models", "a file where the folder has to be");
    let ended = tracker.train(&sandbox);
    let said = ended.failed_with(2).to_owned();
    assert_eq!(tracker.bodies("runs/update")[0]["status"], "FAILED");
    let logged = tracker.bodies("runs/log-batch");
    let reason = logged[0]["tags"][0]["value"].as_str().unwrap();
    assert_eq!(said, format!("train: failed to {reason}\n"));
    assert!(!uploads(&tracker));
}

/// The run is open by then, and the model trained: still nothing of it is written.
#[test]
fn a_tracker_that_refuses_after_the_training_leaves_the_earlier_model() {
    for route in ["runs/log-inputs", "model-versions/create", "runs/update"] {
        let (sandbox, tracker) = (sandbox(), Tracker::modern());
        sandbox.write("models/model.onnx", "earlier");
        tracker.refuse(route);
        let ended = tracker.train(&sandbox);
        assert!(
            ended.failed_with(5).contains("the test says no"),
            "{ended:?}"
        );
        assert_eq!(sandbox.list("models"), ["model.onnx"], "{route}");
        assert_eq!(sandbox.read("models/model.onnx"), "earlier", "{route}");
        let ends = tracker.bodies("runs/update");
        assert_eq!(ends.last().unwrap()["status"], "FAILED", "{route}");
    }
}
