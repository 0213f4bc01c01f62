//! Trackers that answer as MLflow 2 and 3 do and take everything.

use std::time::Duration;

use serde_json::{Value, json};
use stage::testing::{ProgramOutput, Sandbox};
use wiremock::matchers::{method, path, path_regex};
use wiremock::{Match, Mock, MockServer, Request, ResponseTemplate};

const API: &str = "/api/2.0/mlflow";

pub(crate) struct Tracker {
    runtime: tokio::runtime::Runtime,
    server: MockServer,
}

impl Tracker {
    /// As MLflow 2 answers: what is not known is 404.
    pub(crate) fn new() -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let server = runtime.block_on(MockServer::start());
        let tracker = Self { runtime, server };
        let experiment = json!({"experiment": {"experiment_id": "1", "name": "iris"}});
        let version = json!({"model_version": {"name": "iris-classifier", "version": "1"}});
        tracker.api("GET", "experiments/get-by-name", &experiment);
        tracker.api("POST", "experiments/create", &json!({"experiment_id": "1"}));
        tracker.api("POST", "runs/create", &run());
        tracker.api("POST", "model-versions/create", &version);
        for route in [
            "runs/search",
            "runs/log-batch",
            "runs/log-inputs",
            "runs/log-model",
            "runs/update",
            "registered-models/create",
        ] {
            tracker.api("POST", route, &json!({}));
        }
        tracker.answer("PUT", path_regex("/mlflow-artifacts/"), &json!({}));
        tracker
    }

    /// As MLflow 3 answers, where a model is an entity of its own.
    pub(crate) fn modern() -> Self {
        let tracker = Self::new();
        let server_info = path("/api/3.0/mlflow/server-info");
        tracker.answer("GET", server_info, &json!({"version": "3.17.2"}));
        let model = json!({"model": {"info": {
            "model_id": "m-1", "artifact_uri": "mlflow-artifacts:/1/models/m-1/artifacts",
        }}});
        tracker.api("POST", "logged-models", &model);
        tracker.api("POST", "runs/outputs", &json!({}));
        tracker.api("PATCH", "logged-models/m-1", &json!({}));
        tracker
    }

    /// As if nothing had ever been tracked: no experiment, no registered model.
    pub(crate) fn emptied(self) -> Self {
        for (verb, route) in [
            ("GET", "experiments/get-by-name"),
            ("POST", "model-versions/create"),
        ] {
            let body = json!({"error_code": "RESOURCE_DOES_NOT_EXIST", "message": "none"});
            let template = ResponseTemplate::new(404).set_body_json(body);
            let mock = Mock::given(method(verb)).and(path(format!("{API}/{route}")));
            let once = mock
                .respond_with(template)
                .up_to_n_times(1)
                .with_priority(1);
            self.runtime.block_on(once.mount(&self.server));
        }
        self
    }

    /// Has an earlier answer be another one.
    pub(crate) fn instead(&self, route: &str, body: &Value) {
        let template = ResponseTemplate::new(200).set_body_json(body);
        self.mount_first(path(format!("{API}/{route}")), template);
    }

    /// Has every upload take `delay`.
    pub(crate) fn slow(&self, delay: Duration) {
        let template = ResponseTemplate::new(200).set_delay(delay);
        self.mount_first(path_regex("/mlflow-artifacts/"), template);
    }

    /// Has the two calls that end a run take `delay` each.
    pub(crate) fn slow_api(&self, delay: Duration) {
        for route in ["runs/update", "runs/log-batch"] {
            let template = ResponseTemplate::new(200).set_body_json(json!({}));
            let route = path(format!("{API}/{route}"));
            self.mount_first(route, template.set_delay(delay));
        }
    }

    /// Has a route refuse whoever asks.
    pub(crate) fn refuse(&self, route: &str) {
        let body = json!({"error_code": "PERMISSION_DENIED", "message": "the test says no"});
        let template = ResponseTemplate::new(403).set_body_json(body);
        self.mount_first(path(format!("{API}/{route}")), template);
    }

    /// Has no run be created after the first one.
    pub(crate) fn refuse_more_runs(&self) {
        self.refuse("runs/create");
        let route = path(format!("{API}/runs/create"));
        let template = ResponseTemplate::new(200).set_body_json(run());
        let first = Mock::given(route).respond_with(template);
        let first = first.up_to_n_times(1).with_priority(1);
        self.runtime.block_on(first.mount(&self.server));
    }

    fn mount_first(&self, route: impl Match + 'static, template: ResponseTemplate) {
        let mock = Mock::given(route).respond_with(template).with_priority(2);
        self.runtime.block_on(mock.mount(&self.server));
    }

    fn api(&self, verb: &str, route: &str, body: &Value) {
        self.answer(verb, path(format!("{API}/{route}")), body);
    }

    fn answer(&self, verb: &str, route: impl Match + 'static, body: &Value) {
        let template = ResponseTemplate::new(200).set_body_json(body);
        let mock = Mock::given(method(verb)).and(route).respond_with(template);
        self.runtime.block_on(mock.mount(&self.server));
    }

    pub(crate) fn uri(&self) -> String {
        self.server.uri()
    }

    /// Runs `train` in `sandbox` against this tracker.
    pub(crate) fn train(&self, sandbox: &Sandbox) -> ProgramOutput {
        self.train_with(sandbox, &[])
    }

    /// The same, with more in its environment.
    pub(crate) fn train_with(&self, sandbox: &Sandbox, more: &[(&str, &str)]) -> ProgramOutput {
        self.run(sandbox, &[], more)
    }

    /// Has `train` bring in the model that is in `sandbox`, with more in its environment.
    pub(crate) fn bring_in(&self, sandbox: &Sandbox, more: &[(&str, &str)]) -> ProgramOutput {
        self.run(sandbox, &["--existing"], more)
    }

    /// Runs `train` with these arguments, and more in its environment.
    pub(crate) fn run(
        &self,
        sandbox: &Sandbox,
        args: &[&str],
        more: &[(&str, &str)],
    ) -> ProgramOutput {
        let uri = self.uri();
        let mut environment = vec![("MLFLOW_TRACKING_URI", uri.as_str())];
        environment.extend(more);
        sandbox.run(env!("CARGO_BIN_EXE_train"), args, &environment)
    }

    /// All requests so far.
    pub(crate) fn requests(&self) -> Vec<Request> {
        let all = self.runtime.block_on(self.server.received_requests());
        all.unwrap()
    }

    /// The bodies of the requests to a route so far.
    pub(crate) fn bodies(&self, route: &str) -> Vec<Value> {
        let path = format!("{API}/{route}");
        let all = self.requests().into_iter();
        let to_route = all.filter(|request| request.url.path() == path);
        to_route
            .map(|request| request.body_json().unwrap())
            .collect()
    }

    /// The file that was uploaded under a path with this end.
    pub(crate) fn uploaded(&self, end: &str) -> String {
        let mut all = self.requests().into_iter();
        let found = all.find(|request| request.url.path().ends_with(end));
        String::from_utf8(found.expect("the file was uploaded").body).unwrap()
    }

    /// The parameters logged to the run, `name=value`.
    pub(crate) fn params(&self) -> Vec<String> {
        let all = self.bodies("runs/log-batch").into_iter();
        let mut logged = all.filter_map(|body| pairs(&body["params"]));
        logged.next().expect("parameters are logged")
    }

    /// The tags that the run was created with, `name=value`.
    pub(crate) fn tags(&self) -> Vec<String> {
        let body = self.bodies("runs/create").pop().expect("a run is created");
        pairs(&body["tags"]).expect("a run has tags")
    }
}

/// The run that is created.
fn run() -> Value {
    json!({"run": {"data": {}, "info": {
        "run_id": "r1", "experiment_id": "1", "status": "RUNNING",
        "artifact_uri": "mlflow-artifacts:/1/r1/artifacts",
    }}})
}

/// The entries of a list of keys and values, `key=value`; nothing for an empty one.
pub(crate) fn pairs(list: &Value) -> Option<Vec<String>> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let list = list.as_array().filter(|list| !list.is_empty())?;
    let pair = |entry: &Value| format!("{}={}", text(&entry["key"]), text(&entry["value"]));
    Some(list.iter().map(pair).collect())
}
