//! Small trained models, the files that train would have written of one, and the
//! program run against a tracker that answers as MLflow 2 does.

use std::ops::Deref;

use estimators::fit;
use hyperparameters::{DecisionTreeParams, ForestParams, ModelParams};
use linfa::Dataset;
use ndarray::{Array1, Array2};
use onnx::Interface;
use registry::testing::metadata;
use stage::testing::{ProgramOutput, Sandbox};

const CLASSES: [&str; 3] = ["setosa", "versicolor", "virginica"];
const ROWS: usize = 30;

/// A forest of ten trees as a file; evaluate does not care how it was made.
pub(crate) fn onnx() -> Vec<u8> {
    onnx_of(&ModelParams::RandomForest(ForestParams {
        n_estimators: 10,
        random_state: 1,
        ..ForestParams::RANDOM_FOREST
    }))
}

/// A model on one feature, `size`, whose class is the tens of the size.
pub(crate) fn onnx_of(params: &ModelParams) -> Vec<u8> {
    onnx_with(params, |row| row / 10)
}

fn onnx_with(params: &ModelParams, class: impl Fn(usize) -> usize) -> Vec<u8> {
    let sizes = Array2::from_shape_fn((ROWS, 1), |(row, _)| row as f64);
    let classes = Array1::from_shape_fn(ROWS, class);
    let model = fit(params, &Dataset::new(sizes, classes)).unwrap();
    let interface = Interface {
        features: &["size".to_owned()],
        classes: &CLASSES.map(str::to_owned),
        integers: false,
        inputs: None,
    };
    model.to_onnx(&interface).unwrap()
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

/// A sandbox after train: metadata of `onnx`, and four test rows, the last of the wrong class.
pub(crate) fn trained(onnx: &[u8]) -> Sandbox {
    let sandbox = Sandbox::new();
    let text = metadata(onnx).to_json();
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

/// A tracker in which these models were trained and evaluated one after the other.
pub(crate) fn evaluated(models: &[Vec<u8>]) -> Tracker {
    let tracker = Tracker::new();
    for onnx in models {
        tracker.register(&metadata(onnx), onnx);
        tracker.run(&sandbox(onnx)).assert_success();
    }
    let _ = tracker.take_requests();
    tracker
}

/// A tracker that the program is run against.
pub(crate) struct Tracker(registry::testing::Tracker);

impl Deref for Tracker {
    type Target = registry::testing::Tracker;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl Tracker {
    /// A tracker whose registry holds nothing.
    pub(crate) fn new() -> Self {
        Self(registry::testing::Tracker::new())
    }

    /// A tracker in which train has registered `onnx` as version 1.
    pub(crate) fn with(onnx: &[u8]) -> Self {
        let tracker = Self::new();
        tracker.register(&metadata(onnx), onnx);
        tracker
    }

    /// What was asked of the tracker since it was last looked at, but for uploads: they come in any
    /// order.
    pub(crate) fn take_orders(&self) -> Vec<String> {
        let requests = self.take_requests().into_iter();
        requests.filter(|one| !one.starts_with("PUT ")).collect()
    }

    /// Runs `evaluate` in `sandbox` against this tracker.
    pub(crate) fn run(&self, sandbox: &Sandbox) -> ProgramOutput {
        self.run_with(sandbox, &[])
    }

    /// The same, with more in its environment.
    pub(crate) fn run_with(&self, sandbox: &Sandbox, more: &[(&str, &str)]) -> ProgramOutput {
        let uri = self.uri();
        let mut environment = vec![("MLFLOW_TRACKING_URI", uri.as_str())];
        environment.extend(more);
        sandbox.run(env!("CARGO_BIN_EXE_evaluate"), &[], &environment)
    }
}
