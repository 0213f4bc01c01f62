//! A tracker that answers as MLflow 2 does and takes everything.

use serde_json::{Value, json};
use stage::testing::{Ended, Sandbox};
use wiremock::matchers::{method, path, path_regex};
use wiremock::{Match, Mock, MockServer, ResponseTemplate};

const API: &str = "/api/2.0/mlflow";

pub(crate) struct Tracker {
    runtime: tokio::runtime::Runtime,
    server: MockServer,
}

impl Tracker {
    pub(crate) fn new() -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let server = runtime.block_on(MockServer::start());
        let tracker = Self { runtime, server };
        let run = json!({"run": {"data": {}, "info": {
            "run_id": "r1", "experiment_id": "1", "status": "RUNNING",
            "artifact_uri": "mlflow-artifacts:/1/r1/artifacts",
        }}});
        let experiment = json!({"experiment": {"experiment_id": "1", "name": "iris"}});
        let version = json!({"model_version": {"name": "iris-classifier", "version": "1"}});
        tracker.api("GET", "experiments/get-by-name", &experiment);
        tracker.api("POST", "runs/create", &run);
        tracker.api("POST", "model-versions/create", &version);
        for route in [
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

    fn api(&self, verb: &str, route: &str, body: &Value) {
        self.answer(verb, path(format!("{API}/{route}")), body);
    }

    fn answer(&self, verb: &str, route: impl Match + 'static, body: &Value) {
        let template = ResponseTemplate::new(200).set_body_json(body);
        let mock = Mock::given(method(verb)).and(route).respond_with(template);
        self.runtime.block_on(mock.mount(&self.server));
    }

    /// Runs `train` in `sandbox` against this tracker.
    pub(crate) fn train(&self, sandbox: &Sandbox) -> Ended {
        let uri = self.server.uri();
        let environment = [("MLFLOW_TRACKING_URI", uri.as_str())];
        sandbox.run(env!("CARGO_BIN_EXE_train"), &[], &environment)
    }

    /// The parameters logged to the run, `name=value`.
    pub(crate) fn params(&self) -> Vec<String> {
        let all = self.runtime.block_on(self.server.received_requests());
        let all = all.unwrap();
        let logged = all
            .iter()
            .filter(|request| request.url.path() == format!("{API}/runs/log-batch"))
            .map(|request| request.body_json::<Value>().unwrap())
            .find(|body| body["params"].as_array().is_some_and(|all| !all.is_empty()));
        let logged = logged.expect("parameters are logged");
        let params = logged["params"].as_array().unwrap().iter();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        params
            .map(|param| format!("{}={}", text(&param["key"]), text(&param["value"])))
            .collect()
    }
}
