//! The client against a real tracker, judged by the official Python client.
//!
//! Needs a tracker and a Python that has the `mlflow` to judge with:
//!
//! ```sh
//! MLFLOW_LIVE_URI=http://127.0.0.1:5000 MLFLOW_LIVE_PYTHON=.venv/bin/python \
//!     cargo test -p mlflow --features live --test live
//! ```
//!
//! Without them the tests fail: a skipped test would look like a passed one.

mod files;
mod pipeline;
mod registry;
mod runs;

use std::path::PathBuf;
use std::process::Command;

use mlflow::{
    Batch, Client, Column, ColumnType, Config, Content, DatasetInput, DatasetSource, Experiment,
    LoggedModel, Metric, ModelSpec, NewRun, Param, Run, RunHandle, RunQuery, Signature, Tag, tags,
};

fn variable(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set; see the top of this file"))
}

fn connect() -> Client {
    let config = Config::new(&variable("MLFLOW_LIVE_URI")).unwrap();
    Client::connect(config).unwrap()
}

/// A call that the client leaves out on purpose.
fn post(path: &str, body: &str) {
    let url = format!("{}/api/2.0/mlflow/{path}", variable("MLFLOW_LIVE_URI"));
    let json = "content-type: application/json";
    let curl = ["-sSf", "-o", "/dev/null", "-H", json, "-d", body, &url];
    let status = Command::new("curl").args(curl).status().unwrap();
    assert!(status.success(), "{url}: {status}");
}

/// Whether models are files of their run: MLflow 2 does not know `server-info`.
fn is_version_two() -> bool {
    let url = format!("{}/api/3.0/mlflow/server-info", variable("MLFLOW_LIVE_URI"));
    let curl = ["-s", "-o", "/dev/null", "-w", "%{http_code}", &url];
    let output = Command::new("curl").args(curl).output().unwrap();
    match output.stdout.as_slice() {
        b"200" => false,
        b"404" => true,
        other => panic!("{url}: {}", String::from_utf8_lossy(other)),
    }
}

/// The newest finished run that a filter selects.
fn newest_finished(client: &Client, experiment: &Experiment, and: &str) -> Option<Run> {
    let query = RunQuery {
        filter: format!("attributes.status = 'FINISHED'{and}"),
        order_by: vec!["attributes.start_time DESC".to_owned()],
        max_results: 1,
    };
    let found = client.search_runs(experiment, &query).unwrap();
    found.into_iter().next()
}

/// A name that no earlier test run has used.
fn unique(prefix: &str) -> String {
    let nanos = std::time::UNIX_EPOCH.elapsed().unwrap().as_nanos();
    format!("{prefix}-{nanos:x}")
}

fn fixture(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures")
        .join(name)
}

fn columns() -> Vec<Column> {
    ["first", "second, with a comma"]
        .map(|name| Column::new(name, ColumnType::Double))
        .to_vec()
}

fn dataset(name: &str, context: &str, rows: usize) -> DatasetInput {
    DatasetInput {
        name: name.to_owned(),
        digest: "47fd89ce6c52daa555a94670836c67a2".to_owned(),
        source: DatasetSource::Local(format!("data/processed/{name}.csv")),
        context: context.to_owned(),
        columns: columns(),
        rows,
        profile: serde_json::Map::new(),
    }
}

fn stump() -> ModelSpec {
    ModelSpec {
        name: "model".to_owned(),
        onnx: Content::File(fixture("stump.onnx")),
        onnx_version: "1.16.0".to_owned(),
        signature: Signature::classifier(
            ["first", "second, with a comma"]
                .map(|name| Column::new(name, ColumnType::Double))
                .to_vec(),
            &[0, 1],
        ),
        by_column: false,
        example: vec![
            vec![0.25.into(), 1.0.into()],
            vec![0.75.into(), (-1e-7).into()],
        ],
        extra_files: vec![],
        params: vec![Param::new("n_estimators", 100)],
        metrics: vec![
            Metric::new("test_accuracy", 0.933_333_333_333_333_3)
                .on_dataset("test", "47fd89ce6c52daa555a94670836c67a2"),
        ],
        tags: vec![],
    }
}

fn start(client: &Client, experiment: &Experiment, key: &str) -> RunHandle {
    let new = NewRun {
        name: "stump".to_owned(),
        tags: vec![
            Tag::new(tags::USER, "someone"),
            Tag::new(tags::SOURCE_NAME, "train"),
            Tag::new(tags::SOURCE_TYPE, "LOCAL"),
            Tag::new("mlops.key", key),
        ],
    };
    client.start_run(experiment, &new).unwrap()
}

/// What train does.
fn train(client: &Client, experiment: &Experiment, key: &str) -> (String, LoggedModel) {
    let stale = [("mlops.key", key)];
    client
        .close_stale(experiment, &stale, "left behind")
        .unwrap();
    let run = start(client, experiment, key);
    run.log_datasets(&[
        dataset("train", "training", 120),
        dataset("test", "testing", 30),
    ])
    .unwrap();
    let lineage = Content::Bytes(b"{}".to_vec());
    run.log_files(vec![("lineage.json".to_owned(), lineage)])
        .unwrap();
    let more = Batch {
        params: vec![
            Param::new("n_estimators", 100),
            Param::new("max_depth", "None"),
        ],
        metrics: vec![Metric::new("train_accuracy", 1.0)],
        tags: vec![],
    };
    let model = run.log_model(&stump(), &more).unwrap();
    let id = run.id().to_owned();
    run.finish().unwrap();
    (id, model)
}
