//! Train and evaluate against the tracker, judged by Python.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use mlflow::{Batch, Metric, Tag};

use crate::{connect, fixture, newest_finished, train, unique, variable};

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
    println!("first train: {} requests", client.requests());
    assert!(client.requests() <= 20, "{} requests", client.requests());

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
    let run = newest_finished(&client, &again, " and tags.\"mlops.key\" = 'key-1'")
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
