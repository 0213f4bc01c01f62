//! What is sent for a model, on trackers old and new, and when it goes wrong.

use insta::assert_snapshot;
use mlflow::{Batch, Column, ColumnType, Content, Metric, ModelSpec, NewRun, RunHandle, Signature};
use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use crate::tracker::{API, FILES, Tracker, error_response, response, run_json};

fn spec() -> ModelSpec {
    ModelSpec {
        name: "model".to_owned(),
        onnx: Content::Bytes(b"onnx".to_vec()),
        onnx_version: "1.16.0".to_owned(),
        signature: Signature::classifier(inputs(), &["x", "y"]),
        by_column: false,
        example: vec![vec![json!(1.0), json!(2)]],
        extra_files: vec![],
        params: vec![],
        metrics: vec![Metric::new("accuracy", 0.5)],
        tags: vec![],
    }
}

fn inputs() -> Vec<Column> {
    vec![
        Column::new("a", ColumnType::Double),
        Column::new("b", ColumnType::Long),
    ]
}

/// Everything works but what a test told the tracker before.
fn prepare(tracker: &Tracker) -> RunHandle {
    let ok = || response(200, &json!({}));
    for route in [
        "runs/log-batch",
        "runs/outputs",
        "runs/log-model",
        "runs/update",
    ] {
        tracker.always("POST", &format!("{API}/{route}"), ok());
    }
    let entity = json!({"model": {"info": {"model_id": "m-1", "artifact_uri": "mlflow-artifacts:/1/models/m-1/artifacts"}}});
    tracker.always(
        "POST",
        &format!("{API}/logged-models"),
        response(200, &entity),
    );
    tracker.always("PATCH", &format!("{API}/logged-models/m-1"), ok());
    for name in FILE_NAMES {
        for place in ["1/models/m-1/artifacts", "1/r/artifacts/model"] {
            // Version 3 answers with nothing at all.
            tracker.always(
                "PUT",
                &format!("{FILES}/{place}/{name}"),
                ResponseTemplate::new(200),
            );
        }
    }
    let run = response(200, &json!({"run": run_json("r")}));
    tracker.always("POST", &format!("{API}/runs/create"), run);
    let client = tracker.client();
    let experiment = tracker.experiment(&client);
    client.start_run(&experiment, &NewRun::default()).unwrap()
}

const FILE_NAMES: [&str; 6] = [
    "model.onnx",
    "requirements.txt",
    "python_env.yaml",
    "conda.yaml",
    "input_example.json",
    "MLmodel",
];

/// As version 2 answers for models as entities: it does not know the page.
fn classic() -> Tracker {
    let tracker = Tracker::new();
    let page = ResponseTemplate::new(404).set_body_string("<!doctype html>");
    tracker.always("POST", &format!("{API}/logged-models"), page);
    tracker
}

fn put_names(tracker: &Tracker) -> Vec<String> {
    let puts = tracker
        .asked()
        .into_iter()
        .filter(|request| request.starts_with("PUT"));
    puts.map(|request| request.rsplit('/').next().unwrap().to_owned())
        .collect()
}

fn mlmodel(tracker: &Tracker) -> Value {
    let requests = tracker.received();
    let found = requests
        .iter()
        .find(|request| request.url.path().ends_with("/MLmodel"));
    serde_json::from_slice(&found.unwrap().body).unwrap()
}

#[test]
fn version_three_gets_an_entity_with_all_files_and_the_mlmodel_last() {
    let tracker = Tracker::new();
    let run = prepare(&tracker);
    let model = run.log_model(&spec(), &Batch::default()).unwrap();
    run.finish().unwrap();

    assert_eq!(model.model_id.as_deref(), Some("m-1"));
    assert_eq!(model.source, "models:/m-1");
    let mut names = put_names(&tracker);
    assert_eq!(names.last().unwrap(), "MLmodel");
    names.sort_unstable();
    let mut expected = FILE_NAMES;
    expected.sort_unstable();
    assert_eq!(names, expected);

    let logged = &tracker.bodies(&format!("{API}/runs/log-batch"))[0];
    assert_eq!(logged["metrics"][0]["model_id"], "m-1");
    let tags = json!([
        {"key": "mlops.model_location", "value": "mlflow-artifacts:/1/models/m-1/artifacts"},
        {"key": "mlops.model_id", "value": "m-1"},
    ]);
    assert_eq!(logged["tags"], tags);
    let status = &tracker.bodies(&format!("{API}/logged-models/m-1"))[0];
    assert_eq!(
        *status,
        json!({"model_id": "m-1", "status": "LOGGED_MODEL_READY"})
    );
}

#[test]
fn version_two_gets_files_of_the_run_and_a_note_of_them() {
    let tracker = classic();
    let run = prepare(&tracker);
    let model = run.log_model(&spec(), &Batch::default()).unwrap();
    run.finish().unwrap();

    assert_eq!(model.model_id, None);
    assert_eq!(model.source, "mlflow-artifacts:/1/r/artifacts/model");
    assert_eq!(put_names(&tracker).len(), 6);
    let note = &tracker.bodies(&format!("{API}/runs/log-model"))[0];
    let summary: Value = serde_json::from_str(note["model_json"].as_str().unwrap()).unwrap();
    assert_eq!(summary["artifact_path"], "model");
    assert_eq!(summary["model_uuid"], mlmodel(&tracker)["model_uuid"]);
    assert!(summary.get("signature").is_none());
}

/// Hosted trackers of version 2.7 fail here, and the model is complete all the same.
#[test]
fn a_failing_note_does_not_fail_the_model() {
    let tracker = classic();
    let note = format!("{API}/runs/log-model");
    tracker.first(9, "POST", &note, ResponseTemplate::new(500));
    let run = prepare(&tracker);
    run.log_model(&spec(), &Batch::default()).unwrap();
    run.finish().unwrap();
    assert_eq!(tracker.bodies(&note).len(), 1);
}

#[test]
fn a_tracker_that_lacks_entities_after_all_gets_files_of_the_run() {
    let tracker = Tracker::new();
    let unsupported = json!({"error": "unsupported endpoint, please contact support"});
    tracker.first(
        1,
        "POST",
        &format!("{API}/logged-models"),
        response(404, &unsupported),
    );
    let run = prepare(&tracker);
    let model = run.log_model(&spec(), &Batch::default()).unwrap();
    run.finish().unwrap();
    assert_eq!(model.model_id, None);
}

#[test]
fn a_broken_upload_marks_the_entity_as_failed_and_writes_no_mlmodel() {
    let tracker = Tracker::new();
    let onnx = format!("{FILES}/1/models/m-1/artifacts/model.onnx");
    tracker.first(9, "PUT", &onnx, ResponseTemplate::new(500));
    let run = prepare(&tracker);
    let error = run.log_model(&spec(), &Batch::default()).unwrap_err();
    run.fail(&error.to_string()).unwrap();
    assert_snapshot!(tracker.anonymous(&error), @"upload `model.onnx`: `TRACKER` failed with 500: it could not store the file: is its disk full?; look at the tracker's log (`make logs`)");
    let status = &tracker.bodies(&format!("{API}/logged-models/m-1"))[0];
    assert_eq!(status["status"], "LOGGED_MODEL_UPLOAD_FAILED");
    assert!(!put_names(&tracker).contains(&"MLmodel".to_owned()));
}

/// The first answer was lost, the second attempt meets the first one's row.
#[test]
fn a_repeated_link_to_the_run_counts_as_made() {
    let tracker = Tracker::new();
    let unique = "(sqlite3.IntegrityError) UNIQUE constraint failed: inputs.source_type";
    let outputs = format!("{API}/runs/outputs");
    tracker.first(1, "POST", &outputs, ResponseTemplate::new(502));
    tracker.first(
        1,
        "POST",
        &outputs,
        error_response(400, "BAD_REQUEST", unique),
    );
    let run = prepare(&tracker);
    run.log_model(&spec(), &Batch::default()).unwrap();
    run.finish().unwrap();
    assert_eq!(tracker.bodies(&outputs).len(), 2);
}

#[test]
fn an_entity_whose_creation_was_not_confirmed_is_found_by_its_run() {
    let tracker = Tracker::new();
    let create = format!("{API}/logged-models");
    tracker.first(9, "POST", &create, ResponseTemplate::new(503));
    let found = json!({"models": [{"info": {"model_id": "m-1", "artifact_uri": "mlflow-artifacts:/1/models/m-1/artifacts"}}]});
    let search = format!("{API}/logged-models/search");
    tracker.always("POST", &search, response(200, &found));
    let run = prepare(&tracker);
    let model = run.log_model(&spec(), &Batch::default()).unwrap();
    run.finish().unwrap();
    assert_eq!(model.model_id.as_deref(), Some("m-1"));
    assert_eq!(tracker.bodies(&create).len(), 1);
}

#[test]
fn the_mlmodel_names_columns_flavors_and_the_example() {
    let tracker = Tracker::new();
    let run = prepare(&tracker);
    run.log_model(&spec(), &Batch::default()).unwrap();
    run.finish().unwrap();
    let document = mlmodel(&tracker);
    // MLflow keeps JSON inside strings here.
    let inputs = r#"[{"type":"double","name":"a","required":true},{"type":"long","name":"b","required":true}]"#;
    assert_eq!(document["signature"]["inputs"], inputs);
    let outputs = r#"[{"type":"long","name":"label","required":true},{"type":"float","name":"probability_x","required":true},{"type":"float","name":"probability_y","required":true}]"#;
    assert_eq!(document["signature"]["outputs"], outputs);
    assert_eq!(
        document["flavors"]["python_function"]["loader_module"],
        "mlflow.onnx"
    );
    assert_eq!(document["flavors"]["onnx"]["onnx_version"], "1.16.0");
    assert_eq!(document["model_size_bytes"], 4);
    assert_eq!(document["model_id"], "m-1");
    assert_eq!(
        document["saved_input_example_info"]["pandas_orient"],
        "split"
    );
}

/// A signature of doubles alone made MLflow refuse every table with a column of integers, its own
/// example among them.
#[test]
fn the_example_has_integers_where_the_signature_says_so() {
    let tracker = Tracker::new();
    let run = prepare(&tracker);
    run.log_model(&spec(), &Batch::default()).unwrap();
    run.finish().unwrap();
    let requests = tracker.received();
    let path = |request: &&wiremock::Request| request.url.path().ends_with("/input_example.json");
    let found = requests.iter().find(path).unwrap();
    let example = String::from_utf8(found.body.clone()).unwrap();
    assert_snapshot!(example, @r#"{"columns":["a","b"],"data":[[1.0,2]]}"#);
}

/// The first model tells what the tracker is; the second one need not ask.
#[test]
fn what_else_there_is_goes_along_and_the_second_model_does_not_try_again() {
    let tracker = classic();
    let run = prepare(&tracker);
    let more = Batch {
        params: vec![mlflow::Param::new("depth", 5)],
        metrics: vec![Metric::new("rows", 120.0)],
        tags: vec![mlflow::Tag::new("a", "b")],
    };
    run.log_model(&spec(), &more).unwrap();
    run.log_model(&spec(), &Batch::default()).unwrap();
    run.finish().unwrap();
    let logged = tracker.bodies(&format!("{API}/runs/log-batch"));
    assert_eq!(logged.len(), 2);
    assert_eq!(logged[0]["params"][0]["key"], "depth");
    assert_eq!(logged[0]["metrics"][0]["key"], "rows");
    assert_eq!(logged[0]["metrics"][1]["key"], "accuracy");
    let tags: Vec<_> = logged[0]["tags"]
        .as_array()
        .unwrap()
        .iter()
        .map(|tag| &tag["key"])
        .collect();
    assert_eq!(tags, ["a", "mlops.model_location"]);
    assert_eq!(tracker.bodies(&format!("{API}/logged-models")).len(), 1);
}

#[test]
fn an_example_of_another_width_is_refused_before_anything_is_sent() {
    let tracker = Tracker::new();
    let run = prepare(&tracker);
    let before = tracker.asked().len();
    let wrong = ModelSpec {
        example: vec![vec![json!(1.0)]],
        ..spec()
    };
    let error = run.log_model(&wrong, &Batch::default()).unwrap_err();
    assert_snapshot!(error, @"log the model `model`: an example row has 1 values for 2 input columns");
    assert_eq!(tracker.asked().len(), before);
    run.finish().unwrap();
}

/// Another client registered the version: neither its tags nor its source say where its
/// files lie, and the tracker's own answer may lead through the run.
#[test]
fn a_version_without_our_tag_is_found_through_the_tracker() {
    for (uri, place) in [
        (
            "mlflow-artifacts:/1/models/m-1/artifacts",
            "1/models/m-1/artifacts",
        ),
        ("runs:/r/onnx", "1/r/artifacts/onnx"),
        ("runs:/r", "1/r/artifacts/model"),
    ] {
        let tracker = Tracker::new();
        let version =
            json!({"model_version": {"name": "iris", "version": "3", "source": "models:/m-1"}});
        let calls = [
            ("model-versions/get", version),
            (
                "model-versions/get-download-uri",
                json!({"artifact_uri": uri}),
            ),
            ("runs/get", json!({"run": run_json("r")})),
        ];
        for (route, body) in calls {
            tracker.always("GET", &format!("{API}/{route}"), response(200, &body));
        }
        let file = ResponseTemplate::new(200).set_body_string("onnx");
        tracker.always("GET", &format!("{FILES}/{place}/model.onnx"), file);
        let client = tracker.client();
        let version = client.version("iris", 3).unwrap();
        let bytes = client.fetch_version(&version, "model.onnx").unwrap();
        assert_eq!(bytes, b"onnx", "{uri}");
        let query = tracker.received()[1].url.query().map(str::to_owned);
        assert_eq!(query.as_deref(), Some("name=iris&version=3"));
    }
}

/// Another client logged the model, so no tag of ours says where it lies.
#[test]
fn a_model_without_our_tag_is_found_through_the_run() {
    let tracker = Tracker::new();
    let mut with_output = run_json("r");
    with_output["outputs"] = json!({"model_outputs": [{"model_id": "m-1"}]});
    tracker.first(
        1,
        "GET",
        &format!("{API}/runs/get"),
        response(200, &json!({"run": with_output})),
    );
    tracker.always(
        "GET",
        &format!("{API}/runs/get"),
        response(200, &json!({"run": run_json("r")})),
    );
    let entity =
        json!({"model": {"info": {"artifact_uri": "mlflow-artifacts:/1/models/m-1/artifacts"}}});
    tracker.always(
        "GET",
        &format!("{API}/logged-models/m-1"),
        response(200, &entity),
    );
    let body = |text: &str| ResponseTemplate::new(200).set_body_string(text);
    tracker.always(
        "GET",
        &format!("{FILES}/1/models/m-1/artifacts/model.onnx"),
        body("entity"),
    );
    tracker.always(
        "GET",
        &format!("{FILES}/1/r/artifacts/model/model.onnx"),
        body("run"),
    );
    let client = tracker.client();
    for expected in ["entity", "run"] {
        let run = client.run("r").unwrap();
        assert_eq!(
            client.fetch_model(&run, "model.onnx").unwrap(),
            expected.as_bytes()
        );
    }
}
