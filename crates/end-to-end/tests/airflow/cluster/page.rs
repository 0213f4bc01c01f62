//! The page of a cluster, asked as a program would.

use std::net::SocketAddr;
use std::thread;
use std::time::{Duration, Instant};

use end_to_end::Checkout;
use end_to_end::http::Message;
use serde_json::{Value, json};

/// The folder of the head.
pub(crate) const HOME: &str = ".dvc/tmp/airflow/cluster/airflow";
/// How often it is asked for what may have changed.
const INTERVAL: Duration = Duration::from_millis(500);

/// Where it is, and what lets one in.
pub(crate) struct Page {
    address: SocketAddr,
    token: String,
}

impl Page {
    pub(crate) fn open(clone: &Checkout) -> Self {
        let url = clone.read(&format!("{HOME}/url"));
        let address = url.trim().strip_prefix("http://").expect("an address");
        let mut page = Self {
            address: address.parse().expect("an address and a port"),
            token: String::new(),
        };
        let known = clone.read(&format!("{HOME}/passwords.json"));
        let known: Value = serde_json::from_str(&known).unwrap();
        let body = json!({"username": "admin", "password": known["admin"]});
        let answer = page.ask("POST", "/auth/token", &body);
        page.token = text(&answer["access_token"]);
        page
    }

    /// The answer to a request, which has to be granted.
    pub(crate) fn ask(&self, method: &str, path: &str, body: &Value) -> Value {
        let mut request = Message::request(method, path, self.address, body);
        let more = [
            "Accept: application/json".to_owned(),
            format!("Authorization: Bearer {}", self.token),
        ];
        request.headers.extend(more);
        let answer = self.send(&request, method);
        let said = String::from_utf8_lossy(&answer.body);
        assert!(answer.status() < 300, "{method} {path}: {said}");
        serde_json::from_slice(&answer.body).unwrap_or(Value::Null)
    }

    /// A machine that does much else may keep one waiting; only a question is asked again.
    fn send(&self, request: &Message, method: &str) -> Message {
        let mut tries = if method == "GET" { 5 } else { 1 };
        loop {
            tries -= 1;
            match request.send(self.address) {
                Ok(answer) => return answer,
                Err(error) if tries == 0 => panic!("{}: {error}", request.start),
                Err(error) => println!("{}: {error}", request.start),
            }
        }
    }

    pub(crate) fn trigger(&self) -> Run<'_> {
        let runs = "/api/v2/dags/mlops/dagRuns";
        let id = self.ask("POST", runs, &json!({"logical_date": null}));
        let id = text(&id["dag_run_id"]);
        let path = format!("{runs}/{}", id.replace(':', "%3A").replace('+', "%2B"));
        Run {
            page: self,
            id,
            path,
        }
    }
}

/// A run of the DAG.
pub(crate) struct Run<'a> {
    page: &'a Page,
    id: String,
    path: String,
}

/// A task of a run, as it is in one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Task {
    pub(crate) name: String,
    /// Which of those that a task was mapped to; -1 where it was not.
    pub(crate) index: i64,
    pub(crate) state: String,
    pub(crate) tries: u64,
    pub(crate) host: String,
}

impl Task {
    pub(crate) fn is(&self, name: &str, state: &str) -> bool {
        self.name == name && self.state == state
    }
}

impl Run<'_> {
    pub(crate) fn state(&self) -> String {
        text(&self.page.ask("GET", &self.path, &Value::Null)["state"])
    }

    pub(crate) fn has_ended(&self) -> bool {
        ["success", "failed"].contains(&&*self.state())
    }

    /// How it ends, which it has to within `limit`.
    pub(crate) fn end(&self, limit: Duration) -> String {
        self.wait(limit, |run| {
            let state = run.state();
            ["success", "failed"].contains(&&*state).then_some(state)
        })
    }

    /// Waits for what `look` finds.
    pub(crate) fn wait<T>(&self, limit: Duration, look: impl Fn(&Self) -> Option<T>) -> T {
        let since = Instant::now();
        loop {
            if let Some(found) = look(self) {
                return found;
            }
            assert!(since.elapsed() < limit, "{:#?}", self.tasks());
            thread::sleep(INTERVAL);
        }
    }

    pub(crate) fn tasks(&self) -> Vec<Task> {
        let path = format!("{}/taskInstances?limit=100", self.path);
        let answer = self.page.ask("GET", &path, &Value::Null);
        let tasks = answer["task_instances"].as_array().expect("a list").iter();
        let task = |task: &Value| Task {
            name: text(&task["task_id"]),
            index: task["map_index"].as_i64().expect("a number"),
            state: text(&task["state"]),
            tries: task["try_number"].as_u64().expect("a number"),
            host: text(&task["hostname"]),
        };
        tasks.map(task).collect()
    }

    pub(crate) fn task(&self, name: &str) -> Task {
        let found = self.tasks().into_iter().find(|task| task.name == name);
        found.unwrap_or_else(|| panic!("no task {name}"))
    }

    /// How often tasks were tried again.
    pub(crate) fn more_tries(&self) -> u64 {
        let tasks = self.tasks().into_iter();
        tasks.map(|task| task.tries.saturating_sub(1)).sum()
    }

    /// What the tasks called `name` have said for the next ones.
    pub(crate) fn said(&self, name: &str) -> Vec<Value> {
        let of_tasks = format!("{}/taskInstances/~/xcomEntries", self.path);
        let path = format!("{of_tasks}?xcom_key=return_value&task_id_pattern={name}&limit=100");
        let entries = self.page.ask("GET", &path, &Value::Null);
        let entries = entries["xcom_entries"].as_array().expect("a list").iter();
        let of_task = entries.filter(|entry| entry["task_id"] == name);
        let value = |entry: &Value| {
            let path = format!(
                "{}/taskInstances/{name}/xcomEntries/return_value?map_index={}&deserialize=false",
                self.path, entry["map_index"]
            );
            let entry = self.page.ask("GET", &path, &Value::Null);
            match &entry["value"] {
                Value::String(text) => serde_json::from_str(text).expect("a document of JSON"),
                other => other.clone(),
            }
        };
        of_task.map(value).collect()
    }

    /// Has one task run once more.
    pub(crate) fn again(&self, name: &str) {
        let body = json!({"dry_run": false, "dag_run_id": self.id, "task_ids": [name], "only_failed": false});
        let path = "/api/v2/dags/mlops/clearTaskInstances";
        let _ = self.page.ask("POST", path, &body);
    }

    /// The lines of the last try of a task, without those of Airflow.
    pub(crate) fn log(&self, task: &Task) -> Vec<String> {
        let Task {
            name, index, tries, ..
        } = task;
        let path = format!(
            "{}/taskInstances/{name}/logs/{tries}?map_index={index}&full_content=true",
            self.path
        );
        let answer = self.page.ask("GET", &path, &Value::Null);
        let lines = answer["content"].as_array().expect("a list").iter();
        let own = lines.filter(|line| {
            let logger = line["logger"].as_str();
            logger.is_some_and(|logger| logger.starts_with("airflow.task.operators"))
        });
        own.map(|line| text(&line["event"])).collect()
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
