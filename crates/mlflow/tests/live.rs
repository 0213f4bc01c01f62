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

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use mlflow::{
    Batch, Client, Column, ColumnType, Config, Content, DatasetInput, DatasetSource, Experiment,
    Generation, LoggedModel, Metric, ModelSpec, NewRun, Param, RunHandle, RunQuery, RunStatus,
    Signature, Tag, tags,
};

fn variable(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set; see the top of this file"))
}

fn connect() -> Client {
    let config = Config::new(&variable("MLFLOW_LIVE_URI")).unwrap();
    Client::connect(config).unwrap()
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
    }
}

fn stump() -> ModelSpec {
    ModelSpec {
        name: "model".to_owned(),
        onnx: Content::File(fixture("stump.onnx")),
        onnx_version: "1.16.0".to_owned(),
        signature: Signature::classifier(&["first", "second, with a comma"], &[0, 1]),
        example: vec![vec![0.25, 1.0], vec![0.75, -1e-7]],
        extra_files: vec![(
            "model_metadata.json".to_owned(),
            Content::Bytes(b"{}".to_vec()),
        )],
        params: vec![Param::new("n_estimators", 100)],
        metrics: vec![
            Metric::new("test_accuracy", 0.933_333_333_333_333_3)
                .on_dataset("test", "47fd89ce6c52daa555a94670836c67a2"),
        ],
        tags: vec![],
    }
}

fn start(client: &Client, experiment: &Experiment, key: &str) -> RunHandle {
    let mut run_tags = tags::local("someone", "train");
    run_tags.push(Tag::new("mlops.key", key));
    let new = NewRun {
        name: "stump".to_owned(),
        tags: run_tags,
    };
    client.start_run(experiment, &new).unwrap()
}

/// What train does.
fn train(client: &Client, experiment: &Experiment, key: &str) -> (String, LoggedModel) {
    let run = start(client, experiment, key);
    run.log(&Batch {
        params: vec![
            Param::new("n_estimators", 100),
            Param::new("max_depth", "None"),
        ],
        metrics: vec![Metric::new("train_accuracy", 1.0)],
        tags: vec![],
    })
    .unwrap();
    run.log_datasets(&[
        dataset("train", "training", 120),
        dataset("test", "testing", 30),
    ])
    .unwrap();
    let model = run.log_model(&stump()).unwrap();
    let id = run.id().to_owned();
    run.finish().unwrap();
    (id, model)
}

fn python(script: &Path, arguments: &[&str]) {
    let output = Command::new(variable("MLFLOW_LIVE_PYTHON"))
        .arg(script)
        .args(arguments)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{} failed:\n{}{}",
        script.display(),
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}

/// The official client finds all that was logged, loads the registered model
/// both ways, and its predictions are the stump's; and train and evaluate stay
/// within their budgets of requests.
#[test]
fn what_train_logs_is_what_python_and_evaluate_find() {
    let uri = variable("MLFLOW_LIVE_URI");
    let (experiment_name, model_name) = (unique("live"), unique("stump"));

    // The first time also makes the experiment and the registered model.
    let client = connect();
    let experiment = client.experiment(&experiment_name).unwrap();
    let (_, model) = train(&client, &experiment, "key-1");
    client.register(&model_name, &model, &[]).unwrap();

    let started = Instant::now();
    let client = connect();
    let experiment = client.experiment(&experiment_name).unwrap();
    let (run_id, model) = train(&client, &experiment, "key-1");
    let registered_tags = [Tag::new("key", "key-1")];
    let version = client
        .register(&model_name, &model, &registered_tags)
        .unwrap();
    println!(
        "train: {} requests, {:?}",
        client.requests(),
        started.elapsed()
    );
    assert!(client.requests() <= 20, "{} requests", client.requests());
    assert_eq!(version.version, 2);
    assert_eq!(version.run_id, run_id);
    assert_eq!(version.model_id, model.model_id);
    assert_eq!(version.tags["key"], "key-1");

    let started = Instant::now();
    let client = connect();
    let again = client.find_experiment(&experiment_name).unwrap().unwrap();
    let run = client
        .newest_run(&again, &[("mlops.key", "key-1")])
        .unwrap()
        .expect("a finished run carries the key");
    assert_eq!(run.id, run_id);
    let bytes = client.fetch_model(&run, "model.onnx").unwrap();
    assert_eq!(bytes, std::fs::read(fixture("stump.onnx")).unwrap());
    let accuracy = Metric::new("eval_accuracy", 0.5).of_model(model.model_id.as_deref());
    let batch = Batch {
        metrics: vec![accuracy],
        ..Batch::default()
    };
    client.log(&run.id, &batch).unwrap();
    println!(
        "evaluate: {} requests, {:?}",
        client.requests(),
        started.elapsed()
    );
    assert!(client.requests() <= 7, "{} requests", client.requests());

    python(&fixture("check_run.py"), &[&uri, &run_id]);
    let table = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(
        table.path(),
        "first,\"second, with a comma\",target\n0.25,1.0,0\n0.5,0.0,0\n0.75,0.0,1\n0.9,0.1,0\n",
    )
    .unwrap();
    client.set_alias(&model_name, "production", 2).unwrap();
    let script =
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../oracle/check_mlflow_model.py");
    let csv = table.path().to_str().unwrap();
    let fixed = [
        "--tracking-uri",
        &uri,
        "--name",
        &model_name,
        "--csv",
        csv,
        "--target",
        "target",
    ];
    let by_alias = ["--alias", "production", "--accuracy", "0.75"];
    python(&script, &[&fixed[..], &by_alias[..]].concat());
}

#[test]
fn a_version_is_found_by_its_run_its_number_and_its_alias() {
    let client = connect();
    let name = unique("live");
    assert_eq!(client.find_experiment(&name).unwrap(), None);
    let experiment = client.experiment(&name).unwrap();
    let name = unique("stump");
    assert_eq!(client.alias(&name, "production").unwrap(), None);

    let (first_run, first) = train(&client, &experiment, "a");
    let (_, second) = train(&client, &experiment, "b");
    let one = client.register(&name, &first, &[]).unwrap();
    let two = client.register(&name, &second, &[]).unwrap();
    assert_eq!((one.version, two.version), (1, 2));
    assert_eq!(client.alias(&name, "production").unwrap(), None);

    client.set_alias(&name, "production", 1).unwrap();
    client.set_alias(&name, "production", 2).unwrap();
    client
        .tag_version(&name, 2, &Tag::new("status", "approved"))
        .unwrap();
    let production = client.alias(&name, "production").unwrap().unwrap();
    assert_eq!(production.version, 2);
    assert_eq!(production.tags["status"], "approved");
    assert_eq!(client.version(&name, 2).unwrap().aliases, ["production"]);
    client.delete_alias(&name, "production").unwrap();
    client.delete_alias(&name, "production").unwrap();
    assert_eq!(client.alias(&name, "production").unwrap(), None);

    let of_first = client.versions_of_run(&name, &first_run).unwrap();
    assert_eq!(of_first.len(), 1);
    assert_eq!(of_first[0].version, 1);
    assert!(client.version(&name, 3).unwrap_err().is_not_found());
    let stored = client.fetch_version(&name, 1, "model.onnx").unwrap();
    assert_eq!(stored, std::fs::read(fixture("stump.onnx")).unwrap());
}

#[test]
fn a_run_ends_as_what_happened_to_it() {
    let client = connect();
    let experiment = client.experiment(&unique("live")).unwrap();
    let status = |id: &str| client.run(id).unwrap();

    let failed = start(&client, &experiment, "a");
    let id = failed.id().to_owned();
    assert_eq!(status(&id).status, RunStatus::Running);
    failed.fail("no rows left").unwrap();
    assert_eq!(status(&id).status, RunStatus::Failed);
    assert_eq!(status(&id).tags[mlflow::REASON_TAG], "no rows left");

    let killed = start(&client, &experiment, "b");
    let id = killed.id().to_owned();
    killed.killed().unwrap();
    assert_eq!(status(&id).status, RunStatus::Killed);
    assert!(status(&id).end_time.is_some());

    let forgotten = start(&client, &experiment, "c");
    let id = forgotten.id().to_owned();
    drop(forgotten);
    assert_eq!(status(&id).status, RunStatus::Failed);

    let finished = client.newest_run(&experiment, &[]).unwrap();
    assert!(finished.is_none(), "none of these is a finished run");
}

/// uvicorn closes idle connections after five seconds, gunicorn after two; a
/// create that was sent into a closing connection could not be repeated.
#[test]
fn a_long_fit_between_two_calls_does_not_break_the_second() {
    let client = connect();
    let experiment = client.experiment(&unique("live")).unwrap();
    for _ in 0..2 {
        start(&client, &experiment, "a").finish().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(5500));
    }
    let runs = client.search_runs(
        &experiment,
        &RunQuery {
            filter: String::new(),
            order_by: vec![],
            max_results: 10,
        },
    );
    assert_eq!(runs.unwrap().len(), 2);
}

#[test]
fn what_the_tracker_stores_is_what_was_sent() {
    let client = connect();
    let experiment = client.experiment(&unique("live")).unwrap();
    let run = start(&client, &experiment, "a");
    let params: Vec<Param> = (0..250)
        .map(|i| Param::new(format!("p{i}"), "x".repeat(6000)))
        .collect();
    let metrics = vec![
        Metric::new("third", 1.0 / 3.0),
        Metric::new("nan", f64::NAN),
        Metric::new("tiny", 5e-324),
    ];
    let batch = Batch {
        params,
        metrics,
        tags: vec![Tag::new("long", "é".repeat(5000))],
    };
    run.log(&batch).unwrap();
    run.log(&batch).unwrap();
    let stored = client.run(run.id()).unwrap();
    assert_eq!(stored.params.len(), 250);
    assert!(stored.params.values().all(|value| value.len() == 6000));
    assert_eq!(stored.tags["long"].chars().count(), 5000);
    assert_eq!(stored.metrics["third"].to_bits(), (1.0_f64 / 3.0).to_bits());
    assert!(stored.metrics["nan"].is_nan());
    run.finish().unwrap();
}

#[test]
fn files_keep_their_bytes_and_odd_names() {
    let client = connect();
    let experiment = client.experiment(&unique("live")).unwrap();
    let run = start(&client, &experiment, "a");
    let big = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(big.path(), vec![7_u8; 3 << 20]).unwrap();
    run.log_files(vec![
        (
            "odd/a b+c&d é.txt".to_owned(),
            Content::Bytes(b"odd".to_vec()),
        ),
        ("odd/empty".to_owned(), Content::Bytes(vec![])),
        ("big".to_owned(), Content::File(big.path().to_owned())),
    ])
    .unwrap();
    let entries = client.list_artifacts(run.run(), "odd").unwrap();
    let names: Vec<&str> = entries.iter().map(|entry| entry.path.as_str()).collect();
    assert_eq!(names, ["a b+c&d é.txt", "empty"]);
    let top = client.list_artifacts(run.run(), "").unwrap();
    let size = top
        .iter()
        .find(|entry| entry.path == "big")
        .unwrap()
        .file_size;
    assert_eq!(size, Some(3 << 20));
    assert_eq!(client.list_artifacts(run.run(), "none").unwrap(), []);
    run.finish().unwrap();
}

#[test]
fn a_missing_model_file_is_not_found_and_costs_no_retries() {
    let client = connect();
    let experiment = client.experiment(&unique("live")).unwrap();
    let run = start(&client, &experiment, "a");
    let before = client.requests();
    let error = client.fetch_model(run.run(), "model.onnx").unwrap_err();
    assert!(error.is_not_found(), "{error}");
    let needed = match client.generation() {
        Generation::LoggedModels => 1,
        // Version 2 answers 500, so the directory is listed to tell why.
        Generation::Classic => 2,
    };
    assert_eq!(client.requests() - before, needed);
    run.finish().unwrap();
}
