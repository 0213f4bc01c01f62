//! Runs in the tracker: what they say, and that they end.

use std::thread;

use end_to_end::Checkout;

use crate::after_first_run;

/// Inside the tracker's container: prints the id of a run that is running, as soon as there is one.
pub(crate) const AWAIT_RUNNING: &str = r#"
import json, time, urllib.request
def runs():
    body = json.dumps({"experiment_ids": ["1"], "filter": "attributes.status = 'RUNNING'"}).encode()
    url = "http://127.0.0.1:5000/api/2.0/mlflow/runs/search"
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"})
    return json.load(urllib.request.urlopen(request)).get("runs", [])
deadline = time.time() + 60
while time.time() < deadline:
    for run in runs():
        print(run["info"]["run_id"])
        raise SystemExit
"#;

/// The status and the reason of a run, as the tracker has them.
const STATUS: &str = r#"
import json, sys, urllib.request
url = "http://127.0.0.1:5000/api/2.0/mlflow/runs/get?run_id=" + sys.argv[1]
run = json.load(urllib.request.urlopen(url))["run"]
tags = {tag["key"]: tag["value"] for tag in run["data"]["tags"]}
print(run["info"]["status"], "ended" if run["info"].get("end_time") else "open", tags.get("mlops.reason", ""))
"#;

pub(crate) fn in_tracker(clone: &Checkout, args: &[&str]) -> String {
    let container = clone.container("mlflow");
    let python = ["exec", &container, "python3", "-c"];
    let output = clone.command("docker", &[&python[..], args].concat());
    output.assert_success().text.trim().to_owned()
}

/// A train that is killed leaves its run running; no tracker reaps.
#[test]
fn a_run_left_by_a_kill_is_closed_by_the_next_run() {
    let guard = after_first_run();
    let clone = &guard.0;
    let earlier = clone.digests();
    let train = clone.container("train");
    let again = ["dvc", "repro", "--force", "--single-item", "train"];
    let left = thread::scope(|scope| {
        let killed = scope.spawn(|| clone.in_runner(&again).assert_failure());
        let left = in_tracker(clone, &[AWAIT_RUNNING]);
        let _ = clone.command("docker", &["kill", "--signal", "KILL", &train]);
        let _ = killed.join().expect("the killed train fails");
        left
    });
    assert_eq!(in_tracker(clone, &[STATUS, &left]), "RUNNING open");
    assert_eq!(clone.digests(), earlier);
    let output = clone.in_runner(&again).assert_success();
    output.assert_contains(&format!(
        "closed as killed what an earlier run left running: {left}"
    ));
    let status = in_tracker(clone, &[STATUS, &left]);
    assert!(status.starts_with("KILLED ended left running"), "{status}");
    assert_eq!(clone.digests(), earlier);
    assert_eq!(clone.changes(), "");
}

#[test]
fn the_run_says_which_image_and_which_data_it_was_made_from() {
    let guard = after_first_run();
    let clone = &guard.0;
    let image = clone.command("scripts/image", &["train"]);
    let image = image.assert_success().text;
    let name = image.trim();
    let id = ["image", "inspect", "--format", "{{.Id}}", name];
    let image_id = clone.command("docker", &id).assert_success().text;
    let image_id = image_id.trim();
    let page = r#"
import json, urllib.request
base = "http://127.0.0.1:5000/api/2.0/"
body = json.dumps({"experiment_ids": ["1"], "order_by": ["attributes.start_time ASC"]}).encode()
request = urllib.request.Request(base + "mlflow/runs/search", body, {"Content-Type": "application/json"})
run = json.load(urllib.request.urlopen(request))["runs"][0]
for tag in run["data"]["tags"]: print(tag["key"] + "=" + tag["value"])
place = run["info"]["artifact_uri"].split(":/")[1] + "/lineage/data_lineage.md"
print(urllib.request.urlopen(base + "mlflow-artifacts/artifacts/" + place).read().decode())
record = json.load(urllib.request.urlopen(base + "mlflow-artifacts/artifacts/" + place.replace("data_lineage.md", "run.json")))
print("format", record["format"], record["data_version"], record["lock_matches"], record["images"]["train"]["id"])
print(record["params_yaml"])
"#;
    let output = in_tracker(clone, &[page]);
    let commit = clone
        .command("git", &["rev-parse", "HEAD"])
        .assert_success()
        .text;
    let raw = clone.md5("data/raw/iris.csv");
    for expected in [
        format!("mlflow.docker.image.uri={name}"),
        format!("mlflow.docker.image.id={image_id}"),
        format!("git_commit={}", commit.trim()),
        "data_version=9803afdd".to_owned(),
        format!("format 1 9803afdd True {image_id}"),
        clone.read("params.yaml").trim_end().to_owned(),
        format!("| data/raw/iris.csv | written by ingest | {raw} |"),
    ] {
        assert!(output.contains(&expected), "no {expected} in:\n{output}");
    }
    let lineage = clone.make("lineage").assert_success().text;
    for expected in ["data 9803afdd", name, "data/source/iris.csv"] {
        assert!(lineage.contains(expected), "no {expected} in:\n{lineage}");
    }
}

#[test]
fn without_a_tracker_train_says_how_to_start_one_and_leaves_the_model() {
    let guard = after_first_run();
    let clone = &guard.0;
    let earlier = clone.digests();
    let _ = clone.make("down").assert_success();
    let output = clone
        .in_runner(&["dvc", "repro", "--force", "--single-item", "train"])
        .assert_failure();
    output.assert_contains("make up");
    assert_eq!(clone.digests(), earlier);
    let _ = clone.make("up").assert_success();
    assert!(clone.make("run").assert_success().ran().is_empty());
}
