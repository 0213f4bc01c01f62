//! A tracker that answers as told, and remembers what it was asked.

use std::time::Duration;

use mlflow::{Client, Config, Error, Experiment, Fault};
use serde_json::{Value, json};
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

/// Where MLflow's calls live.
pub(crate) const API: &str = "/api/2.0/mlflow";
/// Where MLflow's files live.
pub(crate) const FILES: &str = "/api/2.0/mlflow-artifacts/artifacts";

pub(crate) struct Tracker {
    runtime: tokio::runtime::Runtime,
    server: MockServer,
}

impl Tracker {
    /// A tracker that knows nothing but what a test tells it: all else is answered 404.
    pub(crate) fn new() -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        let server = runtime.block_on(MockServer::start());
        Self { runtime, server }
    }

    pub(crate) fn uri(&self) -> String {
        self.server.uri()
    }

    /// A message with this tracker's address as `TRACKER`, and its host as `HOST`.
    pub(crate) fn anonymous(&self, error: &Error) -> String {
        let host = self.server.address().to_string();
        let message = error.to_string().replace(&self.uri(), "TRACKER");
        message.replace(&host, "HOST")
    }

    /// Answers every such request.
    pub(crate) fn always(&self, verb: &str, route: &str, template: ResponseTemplate) {
        let mock = Mock::given(method(verb))
            .and(path(route))
            .respond_with(template);
        self.runtime.block_on(mock.mount(&self.server));
    }

    /// Answers the first so many such requests; what was told later applies afterwards.
    pub(crate) fn first(&self, times: u64, verb: &str, route: &str, template: ResponseTemplate) {
        let mock = Mock::given(method(verb))
            .and(path(route))
            .respond_with(template)
            .up_to_n_times(times);
        self.runtime.block_on(mock.mount(&self.server));
    }

    /// Requests so far as `VERB path`.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.received()
            .into_iter()
            .map(|request| format!("{} {}", request.method, request.url.path()))
            .collect()
    }

    /// The bodies sent to a route.
    pub(crate) fn bodies(&self, route: &str) -> Vec<Value> {
        self.received()
            .into_iter()
            .filter(|request| request.url.path() == route)
            .map(|request| serde_json::from_slice(&request.body).unwrap())
            .collect()
    }

    pub(crate) fn received(&self) -> Vec<wiremock::Request> {
        let all = self.runtime.block_on(self.server.received_requests());
        all.unwrap()
    }

    /// A client that does not wait between its attempts.
    pub(crate) fn client(&self) -> Client {
        Client::connect(impatient(&self.uri())).unwrap()
    }

    /// The experiment `iris` with the id 1.
    pub(crate) fn experiment(&self, client: &Client) -> Experiment {
        self.always(
            "GET",
            &format!("{API}/experiments/get-by-name"),
            response(
                200,
                &json!({"experiment": {"experiment_id": "1", "name": "iris"}}),
            ),
        );
        client.experiment("iris").unwrap()
    }
}

/// Five attempts without a pause, a second for each.
pub(crate) fn impatient(uri: &str) -> Config {
    let mut config = Config::new(uri).unwrap();
    config.timeout = Duration::from_secs(1);
    config.retries.backoff_factor = 0.0;
    config.retries.jitter = 0.0;
    config
}

pub(crate) fn response(status: u16, body: &Value) -> ResponseTemplate {
    ResponseTemplate::new(status).set_body_json(body)
}

pub(crate) fn error_response(status: u16, code: &str, message: &str) -> ResponseTemplate {
    response(status, &json!({"error_code": code, "message": message}))
}

pub(crate) fn run_json(id: &str) -> Value {
    json!({
        "info": {
            "run_id": id,
            "experiment_id": "1",
            "status": "RUNNING",
            "artifact_uri": format!("mlflow-artifacts:/1/{id}/artifacts"),
        },
        "data": {},
    })
}

/// What happened, for a `matches!`.
pub(crate) fn fault(error: &Error) -> &Fault {
    error.fault().expect("the tracker's fault")
}
