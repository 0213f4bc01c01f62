//! `make airflow`: a page of this machine, on which the DAG is run.

use std::os::unix::fs::PermissionsExt as _;

use end_to_end::Checkout;
use serde_json::Value;

use crate::after_first_run;

/// In Airflow's container: asks the page as a person's browser would, triggers the DAG, and prints how its run and the tasks of
/// it ended.
const TRIGGER: &str = r#"
import json, sys, time, urllib.request
from urllib.parse import quote
page, password = sys.argv[1:]
def ask(path, body=None, token=None):
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    request = urllib.request.Request(page + path, json.dumps(body).encode() if body else None, headers)
    return json.load(urllib.request.urlopen(request))
token = ask("/auth/token", {"username": "admin", "password": password})["access_token"]
paused = ask("/api/v2/dags/mlops", token=token)["is_paused"]
runs = "/api/v2/dags/mlops/dagRuns"
run = runs + "/" + quote(ask(runs, {"logical_date": None}, token)["dag_run_id"])
while (state := ask(run, token=token)["state"]) not in ("success", "failed"):
    time.sleep(0.5)
tasks = ask(run + "/taskInstances", token=token)["task_instances"]
print(json.dumps({"paused": paused, "state": state, "tasks": {task["task_id"]: task["state"] for task in tasks}}))
"#;

/// Whatever becomes of the test, no server stays.
struct Up<'a>(&'a Checkout);

impl Drop for Up<'_> {
    fn drop(&mut self) {
        let _ = self.0.command("scripts/airflow", &["down"]);
    }
}

#[test]
fn the_page_is_of_this_machine_alone_has_a_password_and_runs_the_dag() {
    let guard = after_first_run();
    let clone = &guard.0;
    let up = Up(clone);
    let started = clone.make("airflow").assert_success();
    let line = started.text.lines().find(|line| line.contains("password "));
    let words: Vec<_> = line.unwrap().split([' ', ',']).collect();
    let (page, password) = (words[1], *words.last().unwrap());
    assert!(page.starts_with("http://127.0.0.1:"), "{}", started.text);

    let file = clone.path(".dvc/tmp/airflow/passwords.json");
    assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    let known: Value =
        serde_json::from_str(&clone.read(".dvc/tmp/airflow/passwords.json")).unwrap();
    assert_eq!(known["admin"], password);
    let again = clone.make("airflow").assert_success();
    assert!(!again.text.contains(password), "{}", again.text);
    again.assert_contains(page);

    let name = clone.container("airflow");
    let run = ["exec", &name, "python3", "-c", TRIGGER, page, password];
    let told = clone.command("docker", &run).assert_success();
    let told: Value = serde_json::from_str(told.text.lines().last().unwrap()).unwrap();
    assert_eq!(
        (&told["paused"], &told["state"]),
        (&Value::from(false), &Value::from("success"))
    );
    assert_eq!(told["tasks"]["train"], "skipped", "{told}");
    assert_eq!(told["tasks"]["mlops.report"], "success", "{told}");

    drop(up);
    let left = clone.command("docker", &["inspect", &name]);
    assert!(!left.success, "{}", left.text);
    assert_eq!(clone.changes(), "");
}
