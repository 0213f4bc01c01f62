//! What a tracker keeps, in memory: versions, tags, aliases and params, with
//! MLflow's answers. It can fail from a certain request on, as a tracker does
//! for a process that dies there.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};

use serde_json::{Value, json};
use wiremock::{Request, Respond, ResponseTemplate};

/// Answers requests from the state that it shares with the test.
#[derive(Clone, Debug, Default)]
pub(super) struct Responder(Arc<Mutex<State>>);

/// What a tracker holds, and what happened to it.
#[derive(Debug, Default)]
pub struct State {
    /// Versions of the one registered model, the first of them version 1.
    pub versions: Vec<RegisteredVersion>,
    /// The versions that aliases point to.
    pub aliases: BTreeMap<String, u64>,
    /// Params by run and name.
    pub params: BTreeMap<(String, String), String>,
    /// Runs that refuse to be written to.
    pub deleted_runs: Vec<String>,
    /// Method and path, and body, of each request.
    pub seen: Vec<(String, Value)>,
    /// How many requests are answered before all others are refused; none for no limit.
    pub answers: Option<usize>,
    /// How often an alias was looked at.
    pub looks: usize,
    /// At which look at an alias `production` moves, and to which version.
    pub at_look: Option<(usize, u64)>,
}

/// A version: its tags, and the file of its model.
#[derive(Debug)]
pub struct RegisteredVersion {
    /// By name.
    pub tags: BTreeMap<String, String>,
    /// The content of `model.onnx`.
    pub file: Vec<u8>,
}

impl Responder {
    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.0
            .lock()
            .expect("no test panics while it holds the state")
    }
}

impl Respond for Responder {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let mut state = self.state();
        let (path, method) = (request.url.path().to_owned(), request.method.to_string());
        let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
        let short = path.replace("/api/2.0/mlflow/", "");
        state.seen.push((format!("{method} {short}"), body.clone()));
        if state
            .answers
            .is_some_and(|answers| state.seen.len() > answers)
        {
            return fault(403, "PERMISSION_DENIED", "the test says no");
        }
        let query: BTreeMap<String, String> = request.url.query_pairs().into_owned().collect();
        state.answer(&method, &short, &query, &body)
    }
}

fn fault(status: u16, code: &str, message: &str) -> ResponseTemplate {
    ResponseTemplate::new(status).set_body_json(json!({"error_code": code, "message": message}))
}

fn ok(body: &Value) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(body)
}

fn text(body: &Value, key: &str) -> String {
    body[key].as_str().unwrap_or_default().to_owned()
}

impl State {
    fn answer(
        &mut self,
        method: &str,
        path: &str,
        query: &BTreeMap<String, String>,
        body: &Value,
    ) -> ResponseTemplate {
        match (method, path) {
            ("GET", "model-versions/search") => self.search(&query["filter"]),
            ("GET", "model-versions/get") => self.get(query["version"].parse().unwrap()),
            ("GET", "registered-models/get") => self.aliases(),
            ("GET", "registered-models/alias") => self.alias(&query["alias"]),
            ("POST", "registered-models/alias") => {
                let version = text(body, "version").parse().unwrap();
                self.aliases.insert(text(body, "alias"), version);
                ok(&json!({}))
            }
            ("DELETE", "registered-models/alias") => {
                self.aliases.remove(&text(body, "alias"));
                ok(&json!({}))
            }
            ("POST", "model-versions/set-tag") => {
                let version: usize = text(body, "version").parse().unwrap();
                let tags = &mut self.versions[version - 1].tags;
                tags.insert(text(body, "key"), text(body, "value"));
                ok(&json!({}))
            }
            ("POST", "runs/log-batch") => self.log(body),
            ("GET", "runs/get") => self.run(&query["run_id"]),
            ("GET", path) if path.ends_with("/model.onnx") => self.file(path),
            _ => fault(404, "ENDPOINT_NOT_FOUND", path),
        }
    }

    fn version(&self, number: u64) -> Value {
        let version = &self.versions[usize::try_from(number).unwrap() - 1];
        let tags = version.tags.iter();
        let tags: Vec<_> = tags
            .map(|(key, value)| json!({"key": key, "value": value}))
            .collect();
        let aliases = self.aliases.iter().filter(|(_, to)| **to == number);
        json!({
            "name": "iris-classifier", "version": number.to_string(), "run_id": format!("r{number}"),
            "source": format!("mlflow-artifacts:/1/r{number}/artifacts/model"), "status": "READY",
            "creation_timestamp": 1_795_418_721_990_i64, "tags": tags,
            "aliases": aliases.map(|(alias, _)| alias).collect::<Vec<_>>(),
        })
    }

    fn search(&self, filter: &str) -> ResponseTemplate {
        let newest_first = (1..=self.versions.len() as u64).rev();
        let all = newest_first.map(|number| self.version(number));
        // `... and tags."mlops.key"='...'`
        let found: Vec<_> = match filter.split_once("\"='") {
            Some((_, value)) => all
                .filter(|version| version.to_string().contains(value.trim_end_matches('\'')))
                .collect(),
            None => all.collect(),
        };
        ok(&json!({"model_versions": found}))
    }

    fn get(&self, number: u64) -> ResponseTemplate {
        if number > self.versions.len() as u64 {
            return fault(404, "RESOURCE_DOES_NOT_EXIST", "Model Version not found");
        }
        ok(&json!({"model_version": self.version(number)}))
    }

    fn aliases(&self) -> ResponseTemplate {
        let aliases = self.aliases.iter();
        let aliases: Vec<_> = aliases
            .map(|(alias, version)| json!({"alias": alias, "version": version.to_string()}))
            .collect();
        ok(&json!({"registered_model": {"name": "iris-classifier", "aliases": aliases}}))
    }

    fn alias(&mut self, alias: &str) -> ResponseTemplate {
        self.looks += 1;
        if let Some((look, version)) = self.at_look
            && look == self.looks
        {
            self.aliases.insert("production".into(), version);
        }
        match self.aliases.get(alias) {
            Some(version) => ok(&json!({"model_version": self.version(*version)})),
            None => fault(
                400,
                "INVALID_PARAMETER_VALUE",
                &format!("Registered model alias {alias} not found."),
            ),
        }
    }

    fn log(&mut self, body: &Value) -> ResponseTemplate {
        let run = text(body, "run_id");
        if self.deleted_runs.contains(&run) {
            let message =
                format!("The run {run} must be in the 'active' state. Current state is deleted.");
            return fault(400, "INVALID_PARAMETER_VALUE", &message);
        }
        for param in body["params"].as_array().into_iter().flatten() {
            let (key, value) = ((run.clone(), text(param, "key")), text(param, "value"));
            let stands = self.params.entry(key).or_insert_with(|| value.clone());
            if *stands != value {
                return fault(
                    400,
                    "INVALID_PARAMETER_VALUE",
                    "already logged with another value",
                );
            }
        }
        ok(&json!({}))
    }

    fn run(&self, run: &str) -> ResponseTemplate {
        let params = self.params.iter().filter(|((of, _), _)| of == run);
        let params: Vec<_> = params
            .map(|((_, key), value)| json!({"key": key, "value": value}))
            .collect();
        ok(&json!({"run": {
            "info": {
                "run_id": run, "run_uuid": run, "run_name": "iris-rf-train", "experiment_id": "1",
                "status": "FINISHED", "start_time": 1, "end_time": 2,
                "artifact_uri": format!("mlflow-artifacts:/1/{run}/artifacts"),
                "lifecycle_stage": "active",
            },
            "data": {"params": params},
        }}))
    }

    fn file(&self, path: &str) -> ResponseTemplate {
        let run = path
            .split("/1/r")
            .nth(1)
            .and_then(|rest| rest.split('/').next());
        let number: usize = run.unwrap().parse().unwrap();
        ResponseTemplate::new(200).set_body_bytes(self.versions[number - 1].file.clone())
    }
}
