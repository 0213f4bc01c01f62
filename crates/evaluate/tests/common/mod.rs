//! A small trained model, the files that train would have written of it, and a
//! tracker that answers as MLflow 2 does.

use classifiers::{Names, fit};
use linfa::Dataset;
use ndarray::{Array1, Array2};
use serde_json::{Value, json};
use stage::metadata::{ModelMetadata, key, sha256_hex};
use stage::params::{Forest, Train};
use stage::testing::{Ended, Sandbox};
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

const CLASSES: [&str; 3] = ["setosa", "versicolor", "virginica"];
const ROWS: usize = 30;

/// A forest of ten trees; evaluate does not care how it was made.
pub(crate) fn forest() -> Train {
    Train::RandomForest(Forest {
        n_estimators: 10,
        random_state: 1,
        ..Forest::RANDOM_FOREST
    })
}

/// The forest as a file.
pub(crate) fn onnx() -> Vec<u8> {
    onnx_of(&forest())
}

/// A model on one feature, `size`, whose class is the tens of the size.
pub(crate) fn onnx_of(params: &Train) -> Vec<u8> {
    let sizes = Array2::from_shape_fn((ROWS, 1), |(row, _)| row as f64);
    let classes = Array1::from_shape_fn(ROWS, |row| row / 10);
    let model = fit(params, &Dataset::new(sizes, classes)).unwrap();
    let names = Names {
        features: &["size".to_owned()],
        classes: &CLASSES.map(str::to_owned),
    };
    model.to_onnx(&names).unwrap()
}

pub(crate) fn metadata(onnx: &[u8]) -> ModelMetadata {
    let params = forest().used();
    let model_sha256 = sha256_hex(onnx);
    ModelMetadata {
        model_name: "iris-classifier".into(),
        model_type: "RandomForest".into(),
        train_accuracy: 1.0,
        test_accuracy: 0.75,
        data_version: "0".repeat(32),
        features: vec!["size".into()],
        classes: CLASSES.map(str::to_owned).into(),
        key: key(&model_sha256, &"0".repeat(32), &params),
        params,
        model_sha256,
    }
}

/// A sandbox after train: metadata of `onnx`, and four test rows, the last of the wrong class.
pub(crate) fn trained(onnx: &[u8]) -> Sandbox {
    let sandbox = Sandbox::new();
    let text = serde_json::to_string_pretty(&metadata(onnx)).unwrap();
    sandbox.write("models/model_metadata.json", text);
    sandbox.write(
        "data/processed/test.csv",
        "size,target\n5,0\n15,1\n25,2\n4,2\n",
    );
    sandbox
}

/// A tracker and the runtime that it runs on.
pub(crate) struct Tracker {
    runtime: tokio::runtime::Runtime,
    server: MockServer,
}

impl Tracker {
    /// A tracker with an experiment, `runs` in it, and `onnx` as their model.
    pub(crate) fn with(runs: &Value, onnx: &[u8]) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let server = runtime.block_on(MockServer::start());
        let tracker = Self { runtime, server };
        let experiment = json!({"experiment": {
            "experiment_id": "1", "name": "iris", "lifecycle_stage": "active",
            "artifact_location": "mlflow-artifacts:/1",
        }});
        tracker.answer(
            "GET",
            "/api/2.0/mlflow/experiments/get-by-name",
            json_of(&experiment),
        );
        tracker.answer(
            "POST",
            "/api/2.0/mlflow/runs/search",
            json_of(&json!({"runs": runs})),
        );
        tracker.answer(
            "POST",
            "/api/2.0/mlflow/runs/log-batch",
            json_of(&json!({})),
        );
        let file = "/api/2.0/mlflow-artifacts/artifacts/1/r1/artifacts/model/model.onnx";
        tracker.answer("GET", file, ResponseTemplate::new(200).set_body_bytes(onnx));
        tracker
    }

    fn answer(&self, verb: &str, route: &str, template: ResponseTemplate) {
        let mock = Mock::given(method(verb))
            .and(path(route))
            .respond_with(template);
        self.runtime.block_on(mock.mount(&self.server));
    }

    /// The bodies of the requests to `route`, in order.
    pub(crate) fn bodies(&self, route: &str) -> Vec<Value> {
        let requests = self
            .runtime
            .block_on(self.server.received_requests())
            .unwrap();
        let of_route = requests
            .iter()
            .filter(|request| request.url.path() == route);
        of_route
            .map(|request| request.body_json().unwrap())
            .collect()
    }

    /// How many requests there were in all.
    pub(crate) fn requests(&self) -> usize {
        self.runtime
            .block_on(self.server.received_requests())
            .unwrap()
            .len()
    }

    /// Runs `evaluate` in `sandbox` against this tracker.
    pub(crate) fn evaluate(&self, sandbox: &Sandbox, args: &[&str]) -> Ended {
        let uri = self.server.uri();
        let environment = [("MLFLOW_TRACKING_URI", uri.as_str())];
        sandbox.run(env!("CARGO_BIN_EXE_evaluate"), args, &environment)
    }
}

fn json_of(body: &Value) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(body)
}

/// The run that train left in the tracker.
pub(crate) fn run() -> Value {
    json!([{
        "info": {
            "run_id": "r1", "run_uuid": "r1", "run_name": "iris-rf-train", "experiment_id": "1",
            "status": "FINISHED", "start_time": 1, "end_time": 2,
            "artifact_uri": "mlflow-artifacts:/1/r1/artifacts", "lifecycle_stage": "active",
        },
        "data": {},
    }])
}
