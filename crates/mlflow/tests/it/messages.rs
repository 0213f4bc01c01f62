//! What a person reads when the tracker says no: the whole line, so that a
//! change of it is seen.

use insta::assert_snapshot;
use mlflow::{Client, Config, Error, Fault};
use serde_json::json;
use wiremock::ResponseTemplate;

use crate::tracker::{API, FILES, Tracker, error_response, fault, impatient, response, run_json};

/// Why a run could not be read, and the message of it.
fn refusal(tracker: &Tracker, response: ResponseTemplate) -> (String, Error) {
    tracker.always("GET", &format!("{API}/runs/get"), response);
    let error = tracker.client().run("r").unwrap_err();
    (tracker.anonymous(&error), error)
}

fn first_call(uri: &str) -> Error {
    let client = Client::connect(impatient(uri)).unwrap();
    client.experiment("iris").unwrap_err()
}

fn message(response: ResponseTemplate) -> String {
    refusal(&Tracker::new(), response).0
}

#[test]
fn nobody_listens() {
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let error = first_call(&format!("http://127.0.0.1:{port}"));
    assert!(matches!(fault(&error), Fault::Unreachable { .. }));
    let message = error.to_string().replace(&port.to_string(), "PORT");
    assert_snapshot!(message, @"reach the tracker: no tracker answers at `http://127.0.0.1:PORT` (Connection refused (os error 111)); start it with `make up` or set MLFLOW_TRACKING_URI in .env");
}

#[test]
fn the_name_does_not_resolve() {
    let error = first_call("http://tracker.invalid:5000");
    assert!(
        matches!(fault(&error), Fault::Unreachable { .. }),
        "{error}"
    );
    let message = error.to_string();
    assert!(
        message.starts_with(
            "reach the tracker: no tracker answers at `http://tracker.invalid:5000` ("
        )
    );
    assert!(
        !message.contains('\n') && !message.contains("Query"),
        "{message}"
    );
}

#[test]
fn plain_http_is_addressed_as_https() {
    let tracker = Tracker::new();
    let uri = tracker.uri().replace("http://", "https://");
    let error = first_call(&uri);
    let message = error.to_string().replace(&uri, "TRACKER");
    assert_snapshot!(message, @"reach the tracker: no tracker answers at `TRACKER` (it does not speak TLS: is its address `http://...`?); start it with `make up` or set MLFLOW_TRACKING_URI in .env");
}

#[test]
fn the_credentials_are_refused() {
    let text = ResponseTemplate::new(401).set_body_string("You are not authenticated.");
    assert_snapshot!(message(text), @"reach the tracker: `TRACKER` refuses access (401: You are not authenticated.); check MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN, in .env");
    let (_, error) = refusal(&Tracker::new(), ResponseTemplate::new(403));
    assert!(matches!(fault(&error), Fault::Auth { status: 403, .. }));
}

#[test]
fn the_host_header_is_refused() {
    let text = "Invalid Host header - possible DNS rebinding attack detected";
    assert_snapshot!(message(ResponseTemplate::new(403).set_body_string(text)), @r#"reach the tracker: the tracker does not accept the name `HOST`; start it with `--allowed-hosts "HOST,localhost:*,127.0.0.1:*"`"#);
}

/// What failed is reaching the tracker only as long as nothing was reached.
#[test]
fn a_tracker_that_answered_before_fails_in_the_call_at_hand() {
    let tracker = Tracker::new();
    let run = response(200, &json!({"run": run_json("r")}));
    tracker.first(1, "GET", &format!("{API}/runs/get"), run);
    let client = tracker.client();
    client.run("r").unwrap();
    tracker.always(
        "GET",
        &format!("{API}/runs/get"),
        ResponseTemplate::new(401),
    );
    let message = tracker.anonymous(&client.run("r").unwrap_err());
    assert_snapshot!(message, @"read the run `r`: `TRACKER` refuses access (401); check MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN, in .env");
}

#[test]
fn a_name_that_the_registry_rejects_is_refused_here() {
    let tracker = Tracker::new();
    let client = tracker.client();
    let refused =
        |name: &str, alias: &str| client.set_alias(name, alias, 1).unwrap_err().to_string();
    assert_snapshot!(refused("iris", "latest"), @"point the alias `latest` of `iris` to version 1: MLflow keeps the name `latest` for itself; choose another one");
    assert_snapshot!(refused("iris", "V3"), @"point the alias `V3` of `iris` to version 1: MLflow keeps the name `V3` for itself; choose another one");
    assert_snapshot!(refused("iris", "in production"), @"point the alias `in production` of `iris` to version 1: the alias `in production` is not made of letters, digits, `_` and `-`");
    assert_snapshot!(refused("team/iris", "best"), @"point the alias `best` of `team/iris` to version 1: a model's name cannot hold `/`");
    assert_snapshot!(refused("", "best"), @"point the alias `best` of `` to version 1: a model's name is empty");
    assert!(tracker.asked().is_empty());
}

#[test]
fn the_endpoint_is_unknown() {
    let html = "<!doctype html><title>404 Not Found</title>";
    assert_snapshot!(message(ResponseTemplate::new(404).set_body_string(html)), @"read the run `r`: `TRACKER` does not offer this (404); is it an MLflow tracker of version 2.3 or newer?");
    let hosted = json!({"error": "unsupported endpoint, please contact support@dagshub.com"});
    let (_, error) = refusal(&Tracker::new(), response(500, &hosted));
    assert!(
        matches!(fault(&error), Fault::Unsupported { .. }),
        "{error}"
    );
}

/// `MLFLOW_WORKSPACE` is set, and the tracker was started without workspaces:
/// version 3 answers 500, which no repetition mends.
#[test]
fn the_tracker_has_no_workspaces() {
    let tracker = Tracker::new();
    let words = "Workspace APIs are not available: workspaces are not enabled on this server";
    let (message, error) = refusal(&tracker, error_response(500, "FEATURE_DISABLED", words));
    assert!(
        matches!(fault(&error), Fault::Unsupported { .. }),
        "{error}"
    );
    assert_snapshot!(message, @"read the run `r`: `TRACKER` does not offer this (500: Workspace APIs are not available: workspaces are not enabled on this server); is it an MLflow tracker of version 2.3 or newer?");
    assert_eq!(tracker.asked().len(), 1);
}

#[test]
fn the_thing_does_not_exist() {
    let response = error_response(404, "RESOURCE_DOES_NOT_EXIST", "Run with id=r not found");
    assert_snapshot!(message(response), @"read the run `r`: the tracker has no such thing: Run with id=r not found");
}

#[test]
fn the_request_is_invalid() {
    let response = error_response(400, "INVALID_PARAMETER_VALUE", "Invalid\n  run id");
    assert_snapshot!(message(response), @"read the run `r`: the tracker answered 400 INVALID_PARAMETER_VALUE: Invalid run id");
}

#[test]
fn the_tracker_crashed() {
    assert_snapshot!(message(ResponseTemplate::new(500).set_body_string("<html>long page</html>")), @"read the run `r`: `TRACKER` failed with 500; look at the tracker's log (`make logs`)");
    let detail = response(503, &json!({"detail": "no room"}));
    assert_snapshot!(message(detail), @"read the run `r`: `TRACKER` failed with 503: no room; look at the tracker's log (`make logs`)");
}

#[test]
fn something_else_answers() {
    let page = ResponseTemplate::new(200).set_body_string("<html>a router</html>");
    let (text, error) = refusal(&Tracker::new(), page);
    assert!(matches!(fault(&error), Fault::Unreadable { .. }));
    assert_snapshot!(text, @"read the run `r`: `TRACKER` gave an answer that is not MLflow's (expected value at line 1 column 1); is MLFLOW_TRACKING_URI the tracker's address?");
}

#[test]
fn the_tracker_moved_to_https() {
    let moved = ResponseTemplate::new(301).insert_header("Location", "https://tracker.invalid/x");
    assert_snapshot!(message(moved), @"reach the tracker: `TRACKER` redirects to `https://tracker.invalid/x`; set MLFLOW_TRACKING_URI to the address it redirects to");
}

#[test]
fn artifacts_are_not_served() {
    let tracker = Tracker::new();
    let mut run = run_json("r");
    run["info"]["artifact_uri"] = json!("s3://bucket/1/r/artifacts");
    tracker.always(
        "GET",
        &format!("{API}/runs/get"),
        response(200, &json!({"run": run})),
    );
    let client = tracker.client();
    let run = client.run("r").unwrap();
    assert_snapshot!(client
            .fetch_model(&run, "model.onnx")
            .unwrap_err()
            , @"reach the files at `s3://bucket/1/r/artifacts/model`: the tracker keeps them outside itself, and this client only speaks to the tracker; start it with `--serve-artifacts` and make a new experiment");
}

#[test]
fn a_deleted_experiment_is_not_used() {
    let tracker = Tracker::new();
    let deleted =
        json!({"experiment": {"experiment_id": "3", "name": "iris", "lifecycle_stage": "deleted"}});
    tracker.always(
        "GET",
        &format!("{API}/experiments/get-by-name"),
        response(200, &deleted),
    );
    assert_snapshot!(tracker.client().experiment("iris").unwrap_err(), @"use the experiment `iris`: it is deleted; bring it back with `mlflow experiments restore --experiment-id 3` or choose another name");
}

/// Secrets reach the tracker and nothing else.
#[test]
fn no_secret_is_ever_shown() {
    let tracker = Tracker::new();
    tracker.always(
        "GET",
        &format!("{API}/runs/get"),
        ResponseTemplate::new(401),
    );
    let uri = tracker.uri().replace("http://", "http://someone:hunter2@");
    let mut config = Config::new(&uri).unwrap();
    config.retries.limit = 0;
    let shown = format!("{config:?}");
    let client = Client::connect(config).unwrap();
    let error = client.run("r").unwrap_err();
    for text in [
        shown,
        format!("{client:?}"),
        error.to_string(),
        format!("{error:?}"),
    ] {
        assert!(!text.contains("hunter2"), "{text}");
        assert!(!text.contains("c29tZW9uZTpodW50ZXIy"), "{text}");
    }
    let sent = &tracker.received()[0].headers["authorization"];
    assert_eq!(sent, "Basic c29tZW9uZTpodW50ZXIy");
}

/// Whoever may tag a run may name a place for its model; it must not make the
/// client hand its password to that place.
#[test]
fn no_secret_goes_to_another_host() {
    let (tracker, other) = (Tracker::new(), Tracker::new());
    let mut run = run_json("r");
    let place = other.uri().replace("http://", "mlflow-artifacts://");
    run["data"] = json!({"tags": [{"key": "mlops.model_location", "value": format!("{place}/m")}]});
    tracker.always(
        "GET",
        &format!("{API}/runs/get"),
        response(200, &json!({"run": run})),
    );
    let file = ResponseTemplate::new(200).set_body_string("onnx");
    other.always("GET", &format!("{FILES}/m/model.onnx"), file);
    let uri = tracker.uri().replace("http://", "http://someone:hunter2@");
    let client = Client::connect(Config::new(&uri).unwrap()).unwrap();
    let run = client.run("r").unwrap();
    assert_eq!(client.fetch_model(&run, "model.onnx").unwrap(), b"onnx");
    assert!(tracker.received()[0].headers.contains_key("authorization"));
    assert!(!other.received()[0].headers.contains_key("authorization"));
}
