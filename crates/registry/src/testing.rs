//! For tests: a tracker in memory, in which models are registered and evaluated.
//!
//! It panics where a test should fail.

#![expect(clippy::missing_panics_doc, reason = "a panic is how a test fails")]

mod evaluate;
mod server;

use std::collections::BTreeMap;
use std::sync::MutexGuard;

use mlflow::tags::MODEL_LOCATION;
use mlflow::{Client, Config};
use params::{Metric, PerMetric, Search, Validation};
use provenance::EXPERIMENT_TAG;
use serde_json::{Map, Value, json};
use stage::digest::sha256_hex;
use stage::metadata::{KEY_TAG, ModelMetadata};
use stage::selection::{Try, Tuned, ValidationScores};
use tokio::runtime::{Builder, Runtime};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer};

pub use server::{RegisteredVersion, State, TrackedRun};

/// The registered model of the default `params.yaml`.
pub const NAME: &str = "iris-classifier";

/// A tracker that answers as MLflow 2 does, and the runtime that it runs on.
#[derive(Debug)]
pub struct Tracker {
    /// The server's threads end with it.
    _runtime: Runtime,
    server: MockServer,
    responder: server::Responder,
}

impl Default for Tracker {
    fn default() -> Self {
        Self::new()
    }
}

impl Tracker {
    /// A tracker whose registry holds nothing.
    #[must_use]
    pub fn new() -> Self {
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .expect("a runtime can be started");
        let server = runtime.block_on(MockServer::start());
        let responder = server::Responder::default();
        let all = Mock::given(any()).respond_with(responder.clone());
        runtime.block_on(all.mount(&server));
        Self {
            _runtime: runtime,
            server,
            responder,
        }
    }

    /// Its address.
    #[must_use]
    pub fn uri(&self) -> String {
        self.server.uri()
    }

    /// A client of it.
    #[must_use]
    pub fn client(&self) -> Client {
        let config = Config::new(&self.uri()).expect("the address is one");
        Client::connect(config).expect("a client needs nothing else")
    }

    /// What it holds.
    pub fn state(&self) -> MutexGuard<'_, State> {
        self.responder.state()
    }

    /// Registers a version with the tags of `metadata`, whose file is `file`, as train
    /// does; gives its number.
    pub fn register(&self, metadata: &ModelMetadata, file: &[u8]) -> u64 {
        let number = self.state().versions.len() as u64 + 1;
        let run = self.track(&format!("r{number}"), metadata, file, &[]);
        let tags = tags(metadata);
        self.state().versions.push(RegisteredVersion { run, tags });
        number
    }

    /// Adds a finished run that made `file` and no version, as train does in the experiment
    /// `experiment` of DVC; gives its id.
    pub fn experiment(&self, experiment: &str, metadata: &ModelMetadata, file: &[u8]) -> String {
        let id = format!("e{}", self.state().runs.len() + 1);
        self.track(&id, metadata, file, &[(EXPERIMENT_TAG, experiment)])
    }

    fn track(
        &self,
        id: &str,
        metadata: &ModelMetadata,
        file: &[u8],
        more: &[(&str, &str)],
    ) -> String {
        let location = format!("mlflow-artifacts:/1/{id}/artifacts/model");
        let mut tags = tags(metadata);
        tags.insert(MODEL_LOCATION.to_owned(), location);
        let more = more.iter();
        tags.extend(more.map(|(key, value)| ((*key).to_owned(), (*value).to_owned())));
        self.state().runs.push(TrackedRun {
            id: id.to_owned(),
            tags,
            file: file.to_owned(),
        });
        id.to_owned()
    }

    /// The version that an alias points to.
    #[must_use]
    pub fn alias(&self, alias: &str) -> Option<u64> {
        self.state().aliases.get(alias).copied()
    }

    /// The tag `mlops.gate` of a version.
    #[must_use]
    pub fn record(&self, version: usize) -> Value {
        let state = self.state();
        let tag = state.versions[version - 1].tags.get("mlops.gate");
        tag.map_or(Value::Null, |tag| {
            serde_json::from_str(tag).expect("the tag is JSON")
        })
    }

    /// The bodies of the requests to `route`, in order.
    #[must_use]
    pub fn bodies(&self, route: &str) -> Vec<Value> {
        let state = self.state();
        let of_route = state.seen.iter().filter(|(seen, _)| seen == route);
        of_route.map(|(_, body)| body.clone()).collect()
    }

    /// Method and path of the requests since the last call.
    #[must_use]
    pub fn take_requests(&self) -> Vec<String> {
        let seen = std::mem::take(&mut self.state().seen);
        seen.into_iter().map(|(request, _)| request).collect()
    }
}

/// The tags that train gives a run and a version.
fn tags(metadata: &ModelMetadata) -> BTreeMap<String, String> {
    let tags = [
        (KEY_TAG, &metadata.key),
        ("model_sha256", &metadata.model_sha256),
        ("data_version", &metadata.data_version),
    ];
    tags.map(|(key, value)| (key.to_owned(), value.clone()))
        .into()
}

/// What train writes down of the model in `file`.
#[must_use]
pub fn metadata(file: &[u8]) -> ModelMetadata {
    let params = Map::from_iter([
        ("n_estimators".to_owned(), json!(10)),
        ("max_depth".to_owned(), Value::Null),
        ("random_state".to_owned(), json!(1)),
    ]);
    ModelMetadata {
        model_name: NAME.into(),
        model_type: "RandomForest".into(),
        train_accuracy: 1.0,
        test_accuracy: 0.75,
        validation: None,
        tune: None,
        features: vec!["size".into()],
        classes: ["setosa", "versicolor", "virginica"]
            .map(str::to_owned)
            .into(),
        data_version: "0".repeat(32),
        rows_held: None,
        rows_total: None,
        params,
        input_types: None,
        model_sha256: sha256_hex(file),
        key: String::new(),
    }
    .with_key()
}

/// The same for a model that was validated over five folds, and chosen from two settings.
#[must_use]
pub fn tuned_metadata(file: &[u8]) -> ModelMetadata {
    let scores = |accuracy, f1_score| {
        let accuracy = PerMetric::default().with(Metric::Accuracy, accuracy);
        accuracy.with(Metric::F1Score, f1_score)
    };
    let tried = |max_depth: u32, score| Try {
        params: Map::from_iter([("max_depth".to_owned(), json!(max_depth))]),
        score: Some(score),
        std: Some(0.03125),
    };
    ModelMetadata {
        validation: Some(ValidationScores {
            settings: Validation::KFold {
                n_splits: 5,
                random_state: 42,
            },
            rows: 30,
            scores: scores(0.95, 0.9375),
            std: Some(scores(0.03125, 0.0625)),
        }),
        tune: Some(Tuned {
            search: Search::Grid,
            metric: "accuracy".to_owned(),
            best: 1,
            tries: vec![tried(1, 0.75), tried(3, 0.95)],
        }),
        ..metadata(file)
    }
    .with_key()
}
