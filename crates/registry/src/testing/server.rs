//! What a tracker keeps, in memory: versions, tags, aliases and params, with
//! MLflow's answers. It can fail from a certain request on, as a tracker does
//! for a process that dies there.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};

use serde_json::{Value, json};
use wiremock::{Request, Respond, ResponseTemplate};

/// Where a run has its tables.
const TABLES: &str = "/artifacts/tables/";

/// Answers requests from the state that it shares with the test.
#[derive(Clone, Debug, Default)]
pub(super) struct Responder(Arc<Mutex<State>>);

/// What a tracker holds, and what happened to it.
#[derive(Debug, Default)]
pub struct State {
    /// Finished runs, the oldest first.
    pub runs: Vec<TrackedRun>,
    /// Versions of the one registered model, the first of them version 1.
    pub versions: Vec<RegisteredVersion>,
    /// What the pages of versions say, by their numbers.
    pub descriptions: BTreeMap<u64, String>,
    /// The versions that aliases point to.
    pub aliases: BTreeMap<String, u64>,
    /// Params by run and name.
    pub params: BTreeMap<(String, String), String>,
    /// The last value of each metric, by run and name.
    pub metrics: BTreeMap<(String, String), f64>,
    /// Files of runs besides their models, by run and path, such as `lineage/run.json`.
    pub files: BTreeMap<(String, String), Vec<u8>>,
    /// Tables among the files of runs, by their paths, such as `1/r1/artifacts/tables/roc.json`.
    pub tables: BTreeMap<String, Value>,
    /// What runs have read, as `runs/get` tells it, by run.
    pub inputs: BTreeMap<String, Value>,
    /// Runs that refuse to be written to, and are found by no search.
    pub deleted_runs: Vec<String>,
    /// Method and path, and body, of each request.
    pub seen: Vec<(String, Value)>,
    /// How many requests are answered before all others are refused; none for no limit.
    pub answers: Option<usize>,
    /// Method and path of requests that are refused, such as `PATCH model-versions/update`.
    pub refused: Vec<String>,
    /// How often an alias was looked at.
    pub looks: usize,
    /// At which look at an alias `production` moves, and to which version.
    pub at_look: Option<(usize, u64)>,
}

/// A run of train: its tags, and the file of its model.
#[derive(Debug)]
pub struct TrackedRun {
    /// Its id.
    pub id: String,
    /// By name.
    pub tags: BTreeMap<String, String>,
    /// The content of `model.onnx`.
    pub file: Vec<u8>,
}

/// A version of the registered model.
#[derive(Debug)]
pub struct RegisteredVersion {
    /// The id of the run that made it.
    pub run: String,
    /// By name.
    pub tags: BTreeMap<String, String>,
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
        let asked = format!("{method} {short}");
        let is_refused = state.refused.contains(&asked);
        state.seen.push((asked, body.clone()));
        if is_refused
            || state
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

/// What MLflow reads first of a model on one feature, `size`.
fn mlmodel() -> Value {
    let inputs = json!([{"type": "double", "name": "size", "required": true}]);
    json!({"signature": {"inputs": inputs.to_string()}})
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
            ("GET", "experiments/get-by-name") => {
                ok(&json!({"experiment": {"experiment_id": "1", "name": "iris"}}))
            }
            ("POST", "runs/search") => self.search_runs(&text(body, "filter")),
            ("POST", "model-versions/create") => self.create(body),
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
            ("PATCH", "model-versions/update") => {
                let version = text(body, "version").parse().unwrap();
                self.descriptions.insert(version, text(body, "description"));
                ok(&json!({}))
            }
            ("POST", "runs/log-batch") => self.log(body),
            ("GET", "runs/get") => self.run(&query["run_id"]),
            ("GET", path) if path.ends_with("/model.onnx") => self.file(path),
            ("GET", path) if path.ends_with("/MLmodel") => ok(&mlmodel()),
            ("GET", path) if path.contains("/artifacts/lineage/") => self.stored(path),
            ("GET", path) if path.contains(TABLES) => match self.tables.get(file_path(path)) {
                Some(table) => ok(table),
                None => fault(404, "RESOURCE_DOES_NOT_EXIST", path),
            },
            ("PUT", path) => {
                if path.contains(TABLES) {
                    self.tables.insert(file_path(path).to_owned(), body.clone());
                }
                ok(&json!({}))
            }
            _ => fault(404, "ENDPOINT_NOT_FOUND", path),
        }
    }

    fn version(&self, number: u64) -> Value {
        let version = &self.versions[usize::try_from(number).unwrap() - 1];
        let tags = pairs(&version.tags);
        let aliases = self.aliases.iter().filter(|(_, to)| **to == number);
        json!({
            "name": "iris-classifier", "version": number.to_string(), "run_id": version.run,
            "source": format!("mlflow-artifacts:/1/{}/artifacts/model", version.run), "status": "READY",
            "creation_timestamp": 1_795_418_721_990_i64, "tags": tags,
            "description": self.descriptions.get(&number).map_or("", String::as_str),
            "aliases": aliases.map(|(alias, _)| alias).collect::<Vec<_>>(),
        })
    }

    fn search(&self, filter: &str) -> ResponseTemplate {
        let newest_first = (1..=self.versions.len() as u64).rev();
        let all = newest_first.map(|number| self.version(number));
        // `name='...' and tags."mlops.key"='...'` or `name='...' and run_id='...'`
        let found: Vec<_> = match filter.split_once(" and ") {
            Some((_, one)) => all
                .filter(|version| {
                    version
                        .to_string()
                        .contains(&format!("\"{}\"", quoted(one)))
                })
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
        for metric in body["metrics"].as_array().into_iter().flatten() {
            let value = metric["value"].as_f64().unwrap_or_default();
            self.metrics
                .insert((run.clone(), text(metric, "key")), value);
        }
        let tags = body["tags"].as_array().into_iter().flatten();
        let tags = tags.map(|tag| (text(tag, "key"), text(tag, "value")));
        if let Some(known) = self.runs.iter_mut().find(|known| known.id == run) {
            known.tags.extend(tags);
        }
        ok(&json!({}))
    }

    fn run(&self, id: &str) -> ResponseTemplate {
        match self.runs.iter().find(|run| run.id == id) {
            Some(run) => ok(&json!({"run": self.run_message(run)})),
            None => fault(404, "RESOURCE_DOES_NOT_EXIST", "Run not found"),
        }
    }

    fn run_message(&self, run: &TrackedRun) -> Value {
        let TrackedRun { id, tags, .. } = run;
        let name = tags.get("mlflow.runName").map_or("rf n10", String::as_str);
        let params = self.params.iter().filter(|((of, _), _)| of == id);
        let params: Vec<_> = params
            .map(|((_, key), value)| json!({"key": key, "value": value}))
            .collect();
        let metrics = self.metrics.iter().filter(|((of, _), _)| of == id);
        let metrics: Vec<_> = metrics
            .map(|((_, key), value)| json!({"key": key, "value": value, "timestamp": 1, "step": 0}))
            .collect();
        json!({
            "info": {
                "run_id": id, "run_uuid": id, "run_name": name, "experiment_id": "1",
                "status": "FINISHED", "start_time": 1, "end_time": 2,
                "artifact_uri": format!("mlflow-artifacts:/1/{id}/artifacts"),
                "lifecycle_stage": "active",
            },
            "data": {"params": params, "metrics": metrics, "tags": pairs(tags)},
            "inputs": self.inputs.get(id).cloned().unwrap_or_else(|| json!({})),
        })
    }

    /// `attributes.status = 'FINISHED'`, or that `and tags."mlops.key" = '...'`, the newest first,
    /// without those that are deleted.
    fn search_runs(&self, filter: &str) -> ResponseTemplate {
        let key = filter.split_once(" and ").map(|(_, tag)| quoted(tag));
        let newest_first = self.runs.iter().rev();
        let found = newest_first.filter(|run| {
            let has = |key| run.tags.values().any(|value| value == key);
            !self.deleted_runs.contains(&run.id) && key.is_none_or(has)
        });
        let found: Vec<_> = found.map(|run| self.run_message(run)).collect();
        ok(&json!({"runs": found}))
    }

    fn create(&mut self, body: &Value) -> ResponseTemplate {
        let tags = body["tags"].as_array().into_iter().flatten();
        let tags = tags.map(|tag| (text(tag, "key"), text(tag, "value")));
        self.versions.push(RegisteredVersion {
            run: text(body, "run_id"),
            tags: tags.collect(),
        });
        ok(&json!({"model_version": self.version(self.versions.len() as u64)}))
    }

    /// `.../1/<run>/artifacts/<path>`
    fn stored(&self, path: &str) -> ResponseTemplate {
        let name = path.split_once("/1/").map(|(_, name)| name);
        let name = name.and_then(|name| name.split_once("/artifacts/"));
        let found = name.and_then(|(run, path)| self.files.get(&(run.to_owned(), path.to_owned())));
        match found {
            Some(bytes) => ResponseTemplate::new(200).set_body_bytes(bytes.clone()),
            None => fault(404, "RESOURCE_DOES_NOT_EXIST", "no such file"),
        }
    }

    fn file(&self, path: &str) -> ResponseTemplate {
        let id = path
            .split("/1/")
            .nth(1)
            .and_then(|rest| rest.split('/').next());
        let run = self.runs.iter().find(|run| Some(run.id.as_str()) == id);
        ResponseTemplate::new(200).set_body_bytes(run.unwrap().file.clone())
    }
}

/// Where a file lies below the artifacts of all runs.
fn file_path(path: &str) -> &str {
    path.rsplit_once("/mlflow-artifacts/artifacts/")
        .map_or(path, |(_, file)| file)
}

/// As MLflow lists tags.
fn pairs(tags: &BTreeMap<String, String>) -> Vec<Value> {
    let pair = |(key, value)| json!({"key": key, "value": value});
    tags.iter().map(pair).collect()
}

/// What stands between the last two quotes of a filter.
fn quoted(filter: &str) -> &str {
    filter.rsplit('\'').nth(1).unwrap_or_default()
}
