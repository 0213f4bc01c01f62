//! A small trained model, the files that train would have written of it, and a
//! tracker that answers as MLflow 2 does.

mod registry;

use estimators::fit;
use hyperparameters::{DecisionTreeParams, ForestParams, ModelParams};
use linfa::Dataset;
use ndarray::{Array1, Array2};
use onnx::Names;
use registry::{Registry, Version};
use serde_json::Value;
use stage::metadata::{KEY_TAG, ModelMetadata, key, sha256_hex};
use stage::testing::{Ended, Sandbox};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer};

const CLASSES: [&str; 3] = ["setosa", "versicolor", "virginica"];
const ROWS: usize = 30;

/// A forest of ten trees; evaluate does not care how it was made.
pub(crate) fn forest() -> ModelParams {
    ModelParams::RandomForest(ForestParams {
        n_estimators: 10,
        random_state: 1,
        ..ForestParams::RANDOM_FOREST
    })
}

/// The forest as a file.
pub(crate) fn onnx() -> Vec<u8> {
    onnx_of(&forest())
}

/// A model on one feature, `size`, whose class is the tens of the size.
pub(crate) fn onnx_of(params: &ModelParams) -> Vec<u8> {
    onnx_with(params, |row| row / 10)
}

fn onnx_with(params: &ModelParams, class: impl Fn(usize) -> usize) -> Vec<u8> {
    let sizes = Array2::from_shape_fn((ROWS, 1), |(row, _)| row as f64);
    let classes = Array1::from_shape_fn(ROWS, class);
    let model = fit(params, &Dataset::new(sizes, classes)).unwrap();
    let names = Names {
        features: &["size".to_owned()],
        classes: &CLASSES.map(str::to_owned),
    };
    model.to_onnx(&names).unwrap()
}

/// A model that knows less: of the four test rows it gets fewer right.
pub(crate) fn worse() -> Vec<u8> {
    onnx_with(&tree(), |row| match row {
        0..10 => 0,
        10..29 => 1,
        _ => 2,
    })
}

/// A model that gets more of the test rows right.
pub(crate) fn better() -> Vec<u8> {
    onnx_with(&tree(), |row| match row {
        0..5 => 2,
        row => row / 10,
    })
}

fn tree() -> ModelParams {
    ModelParams::DecisionTree(DecisionTreeParams::default())
}

/// What train writes down of a model.
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

/// A sandbox after train, whose gate asks for half of the rows.
pub(crate) fn sandbox(onnx: &[u8]) -> Sandbox {
    let sandbox = trained(onnx);
    sandbox.edit_params("    accuracy: 0.9\n", "    accuracy: 0.5\n");
    sandbox
}

/// A tracker in which these models were trained and judged one after the other.
pub(crate) fn judged(models: &[Vec<u8>]) -> Tracker {
    let tracker = Tracker::empty();
    for onnx in models {
        tracker.register(&metadata(onnx), onnx);
        tracker.evaluate(&sandbox(onnx), &[]).assert_done();
    }
    tracker.take_requests();
    tracker
}

/// A tracker and the runtime that it runs on.
pub(crate) struct Tracker {
    /// The server's threads end with it.
    _runtime: tokio::runtime::Runtime,
    server: MockServer,
    pub(crate) registry: Registry,
}

impl Tracker {
    /// A tracker whose registry holds nothing.
    pub(crate) fn empty() -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let server = runtime.block_on(MockServer::start());
        let registry = Registry::default();
        let all = Mock::given(any()).respond_with(registry.clone());
        runtime.block_on(all.mount(&server));
        Self {
            _runtime: runtime,
            server,
            registry,
        }
    }

    /// A tracker in which train has registered `onnx` as version 1.
    pub(crate) fn with(onnx: &[u8]) -> Self {
        let tracker = Self::empty();
        tracker.register(&metadata(onnx), onnx);
        tracker
    }

    /// Registers a version, whose file is `file`, as train does; gives its number.
    pub(crate) fn register(&self, metadata: &ModelMetadata, file: &[u8]) -> u64 {
        let tags = [
            (KEY_TAG, &metadata.key),
            ("model_sha256", &metadata.model_sha256),
            ("data_version", &metadata.data_version),
        ];
        let tags = tags.map(|(key, value)| (key.to_owned(), value.clone()));
        let mut state = self.registry.state();
        state.versions.push(Version {
            tags: tags.into(),
            file: file.to_owned(),
        });
        state.versions.len() as u64
    }

    /// The version that an alias points to.
    pub(crate) fn alias(&self, alias: &str) -> Option<u64> {
        self.registry.state().aliases.get(alias).copied()
    }

    /// The tag `mlops.gate` of a version.
    pub(crate) fn record(&self, version: usize) -> Value {
        let state = self.registry.state();
        let tag = state.versions[version - 1].tags.get("mlops.gate");
        tag.map_or(Value::Null, |tag| serde_json::from_str(tag).unwrap())
    }

    /// The bodies of the requests to `route`, in order.
    pub(crate) fn bodies(&self, route: &str) -> Vec<Value> {
        let state = self.registry.state();
        let of_route = state.seen.iter().filter(|(seen, _)| seen == route);
        of_route.map(|(_, body)| body.clone()).collect()
    }

    /// Method and path of the requests since the last call.
    pub(crate) fn take_requests(&self) -> Vec<String> {
        let seen = std::mem::take(&mut self.registry.state().seen);
        seen.into_iter().map(|(request, _)| request).collect()
    }

    /// Runs `evaluate` in `sandbox` against this tracker.
    pub(crate) fn evaluate(&self, sandbox: &Sandbox, args: &[&str]) -> Ended {
        self.evaluate_as(sandbox, args, "")
    }

    /// The same, as a user of the tracker.
    pub(crate) fn evaluate_as(&self, sandbox: &Sandbox, args: &[&str], user: &str) -> Ended {
        let uri = self.server.uri();
        let environment = [
            ("MLFLOW_TRACKING_URI", uri.as_str()),
            ("MLFLOW_TRACKING_USERNAME", user),
            ("MLFLOW_TRACKING_PASSWORD", user),
        ];
        let environment = &environment[..if user.is_empty() { 1 } else { 3 }];
        sandbox.run(env!("CARGO_BIN_EXE_evaluate"), args, environment)
    }
}
